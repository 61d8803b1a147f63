package dev.mailswitch.delivery.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.compose.Copies;
import dev.mailswitch.compose.Tracker;
import dev.mailswitch.delivery.health.HealthRecorder.CallResult;
import dev.mailswitch.delivery.transport.Sender;
import dev.mailswitch.directory.Route;
import dev.mailswitch.ledger.Claimable;
import dev.mailswitch.ledger.Claimed;
import dev.mailswitch.ledger.Contents;
import dev.mailswitch.ledger.Plan;
import dev.mailswitch.ledger.Settlement;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.model.token.Tokens;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallRunnerTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final Route ROUTE = TestProviders.route(1, 10, null);

    private final TestContents contents = new TestContents();
    private final Slots slots = new Slots(64, () -> 0);
    private final TestProviders.OneProbe probe = new TestProviders.OneProbe();
    private final List<CallResult> health = new ArrayList<>();
    private Instant now = NOW;
    private boolean lease = true;
    private Passage.Patience patience =
            new Passage.Patience(Duration.ofMinutes(1), Duration.ofMinutes(1));
    private volatile @Nullable Settlement settled;
    private Signing signing = (mail, started) -> new Signing.Given(null, mail.from().onTheWire());

    /// A mail whose content can be missing, large or out of reach.
    private static final class TestContents implements MailContents {
        private @Nullable Content content = content(List.of());
        private int failures;
        private int reads;
        private long size = 100;

        @Override
        public Optional<Contents.Look> look(EmailId id, int days, String subject, int small)
                throws SQLException {
            if (failures-- > 0) {
                throw new SQLException("away", "08006");
            }
            return Optional.ofNullable(content)
                    .map(it -> new Contents.Look(it, size <= small, size));
        }

        @Override
        public Optional<Content> find(EmailId id, int days, String subject) {
            reads++;
            return Optional.ofNullable(content);
        }

        @Override
        public Optional<Map<String, byte[]>> files(
                OrganisationId organisation, Collection<Attachment> attachments) {
            return attachments.isEmpty() ? Optional.of(Map.of()) : Optional.empty();
        }
    }

    private static Content content(List<Attachment> files) {
        return new Content("Hello", "<p>Hello</p>", null, List.of(), Headers.NONE, files);
    }

    private Claimed mail(int recipients) {
        List<Recipient> all = new ArrayList<>();
        for (int i = 0; i < recipients; i++) {
            all.add(new Recipient(i, RecipientKind.TO, Address.of("r" + i + "@d" + i + ".test")));
        }
        Claimable mail =
                TestMails.untried(
                        EmailId.mint(NOW, new Random(1)),
                        Lane.TRANSACTIONAL,
                        NOW.plusSeconds(60),
                        all);
        List<Plan.Leg> legs = all.stream().map(r -> new Plan.Leg(r.position(), 1, null)).toList();
        Plan.Call call = new Plan.Call(new UUID(9, 9), ROUTE.provider().id(), 0, "why", 1, legs);
        return new Claimed(mail, 1, 1, NOW, List.of(call));
    }

    private Outcome outcome(TestProviders.Says says) throws InterruptedException {
        return run(says, mail(1)).getFirst().outcome();
    }

    private List<Settlement.Answer> run(TestProviders.Says says, Claimed mail)
            throws InterruptedException {
        probe.free = true;
        Places places =
                new Places(
                        Lane.TRANSACTIONAL,
                        slots,
                        TestProviders.senders(says),
                        new Rates((name, window, limit, wanted) -> wanted, () -> now),
                        TestProviders.noBudgets(),
                        probe,
                        () -> now);
        try (Places.Taken taken = places.take(ROUTE, 1).orElseThrow()) {
            assertThat(taken.winProbe("shop.test", "d0.test")).isTrue();
            runner().run(mail, mail.calls().getFirst(), taken, () -> lease);
        }
        return Objects.requireNonNull(settled).answers();
    }

    private final ContentBudget budget = new ContentBudget(1_000);

    private CallRunner runner() {
        return new CallRunner(
                new Letters(
                        contents,
                        budget,
                        new Letters.Patience(Duration.ZERO, Duration.ofMillis(20))),
                signing,
                new Copies(
                        new Tracker(new Tokens(List.of(new byte[32]))),
                        organisation -> "https://links.test"),
                settlement -> {
                    settled = settlement;
                    return Settlement.Result.DONE;
                },
                (call, at) -> health.add(call),
                new AttemptLog(new SimpleMeterRegistry(), () -> now),
                () -> now,
                patience);
    }

    private void nothingWasLearnt() {
        assertThat(health).isEmpty();
        assertThat(probe.free).as("the probe is another mail's").isTrue();
    }

    @Test
    void anAcceptedMailIsSettledAndTeaches() throws InterruptedException {
        assertThat(outcome(TestProviders.accepts())).isEqualTo(new Outcome.Accepted("id"));
        assertThat(slots.open()).isZero();
        assertThat(health).hasSize(1);
        assertThat(health.getFirst().probe()).isSameAs(TestProviders.OneProbe.PROBE);
        assertThat(probe.free).isFalse();
    }

    @Test
    void aCallIsOneResultHoweverManyTravelInIt() throws InterruptedException {
        assertThat(run(TestProviders.accepts(), mail(10))).hasSize(10);
        assertThat(health).hasSize(1);
        assertThat(health.getFirst().answers()).hasSize(10);
    }

    @Test
    void whatBreaksBeforeThePointOfNoReturnWasNotSent() throws InterruptedException {
        Outcome outcome =
                outcome(
                        (shipment, mayPass) -> {
                            throw new IllegalStateException("a bug");
                        });
        assertThat(outcome).isEqualTo(new Outcome.Unavailable(Phase.PREPARE, "internal error"));
        nothingWasLearnt();
    }

    @Test
    void whatBreaksAfterItMayHaveBeen() throws InterruptedException {
        Outcome outcome =
                outcome(
                        (shipment, mayPass) -> {
                            mayPass.getAsBoolean();
                            throw new StackOverflowError();
                        });
        assertThat(outcome).isEqualTo(new Outcome.Unknown(Phase.ANSWER, "internal error"));
    }

    @Test
    void aRecipientTheProviderForgotIsUnknownOnlyIfThePointWasPassed() throws InterruptedException {
        assertThat(outcome((shipment, mayPass) -> Map.of()))
                .isInstanceOf(Outcome.Unavailable.class);
        Outcome passed =
                outcome(
                        (shipment, mayPass) -> {
                            mayPass.getAsBoolean();
                            return Map.of();
                        });
        assertThat(passed).isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void aKeyThatDoesNotOpenHoldsTheMailBackInsteadOfSendingItUnsigned()
            throws InterruptedException {
        signing =
                (mail, started) -> {
                    throw new IllegalStateException("sealed with a key that is gone");
                };
        assertThat(outcome(TestProviders.accepts()))
                .isEqualTo(new Outcome.Unavailable(Phase.PREPARE, "the DKIM key does not open"));
        nothingWasLearnt();
    }

    @Test
    void aMailThatCannotBeComposedIsRefusedForGood() throws InterruptedException {
        Outcome outcome =
                outcome(
                        (shipment, mayPass) -> {
                            new dev.mailswitch.delivery.transport.Shipment(
                                            shipment.id(),
                                            shipment.organisationId(),
                                            shipment.environmentId(),
                                            shipment.key(),
                                            damaged(shipment.letter()),
                                            sha256 -> {
                                                throw new IllegalStateException("no such file");
                                            },
                                            shipment.returnPath(),
                                            shipment.correlation(),
                                            shipment.tags(),
                                            shipment.mayDouble(),
                                            shipment.repeat(),
                                            shipment.legs())
                                    .compose();
                            return Map.of();
                        });
        assertThat(outcome)
                .isEqualTo(
                        new Outcome.MessageRefused(
                                BounceClass.UNKNOWN, false, "internal: it cannot be composed"));
        nothingWasLearnt();
    }

    private static dev.mailswitch.compose.Letter damaged(dev.mailswitch.compose.Letter letter) {
        return new dev.mailswitch.compose.Letter(
                letter.from(),
                letter.messageId(),
                letter.date(),
                letter.seed(),
                letter.recipients(),
                content(List.of(file())),
                letter.lane(),
                letter.ours(),
                letter.signedBy());
    }

    private static Attachment file() {
        return new Attachment(
                "a.pdf",
                "application/pdf",
                null,
                Attachment.Disposition.ATTACHMENT,
                "0".repeat(64),
                10);
    }

    @Test
    void withoutALeaseNothingIsBegun() throws InterruptedException {
        lease = false;
        assertThat(outcome(TestProviders.accepts()))
                .isInstanceOfSatisfying(
                        Outcome.Unavailable.class,
                        o -> assertThat(o.phase()).isEqualTo(Phase.PREPARE));
        nothingWasLearnt();
    }

    @Test
    void expiredMailIsNotBegun() throws InterruptedException {
        now = NOW.plusSeconds(60);
        assertThat(outcome(TestProviders.accepts())).isInstanceOf(Outcome.Unavailable.class);
        nothingWasLearnt();
    }

    @Test
    void mailThatExpiresUnderWayIsHeldBackAtThePointOfNoReturn() throws InterruptedException {
        Outcome outcome =
                outcome(
                        (shipment, mayPass) -> {
                            now = NOW.plusSeconds(60);
                            return TestProviders.accepts().about(shipment, mayPass);
                        });
        assertThat(outcome).isEqualTo(new Outcome.Unavailable(Phase.PREPARE, "held"));
        nothingWasLearnt();
    }

    @Test
    void aLeaseThatRunsOutUnderWayIsNotTheRoutesDoing() throws InterruptedException {
        Outcome outcome =
                outcome(
                        (shipment, mayPass) -> {
                            lease = false;
                            return TestProviders.accepts().about(shipment, mayPass);
                        });
        assertThat(outcome).isEqualTo(new Outcome.Unavailable(Phase.PREPARE, "held"));
        nothingWasLearnt();
    }

    @Test
    void whatWeFindUnfitOurselvesClosesNoBreaker() throws InterruptedException {
        Outcome tooLarge =
                new Outcome.MessageRefused(BounceClass.MESSAGE_TOO_LARGE, true, "too large");
        assertThat(outcome((shipment, mayPass) -> Map.of(0, Sender.Answer.ours(tooLarge))))
                .isEqualTo(tooLarge);
        nothingWasLearnt();
    }

    @Test
    void contentThatIsGoneEndsTheMailAndTeachesNothing() throws InterruptedException {
        contents.content = null;
        assertThat(outcome(TestProviders.accepts())).isInstanceOf(Outcome.MessageRefused.class);
        nothingWasLearnt();
        contents.content = content(List.of(file()));
        assertThat(outcome(TestProviders.accepts()))
                .isEqualTo(
                        new Outcome.MessageRefused(
                                BounceClass.UNKNOWN, false, "an attachment is no longer kept"));
    }

    @Test
    void theDatabasesTroubleIsWaitedOut() throws InterruptedException {
        contents.failures = 3;
        assertThat(outcome(TestProviders.accepts())).isInstanceOf(Outcome.Accepted.class);
        contents.failures = 1_000;
        assertThat(outcome(TestProviders.accepts()))
                .isEqualTo(new Outcome.Unavailable(Phase.PREPARE, "the content could not be read"));
    }

    @Test
    void roomIsTakenBeforeALargeMailIsRead() throws InterruptedException {
        contents.size = 200_000;
        assertThat(outcome(TestProviders.accepts())).isInstanceOf(Outcome.Accepted.class);
        assertThat(contents.reads).isEqualTo(1);
        List<Outcome> second = new ArrayList<>();
        outcome(
                (shipment, mayPass) -> {
                    int before = contents.reads;
                    second.add(outcome(TestProviders.accepts()));
                    assertThat(contents.reads).isEqualTo(before);
                    return TestProviders.accepts().about(shipment, mayPass);
                });
        assertThat(second)
                .containsExactly(
                        new Outcome.Unavailable(Phase.PREPARE, "no memory for its content"));
    }

    @Test
    void aCallThatTakesTooLongIsBrokenOff() throws Exception {
        patience = new Passage.Patience(Duration.ofMillis(50), Duration.ofMinutes(1));
        CallRunner runner = runner();
        CountDownLatch never = new CountDownLatch(1);
        Places places =
                new Places(
                        Lane.TRANSACTIONAL,
                        slots,
                        TestProviders.senders(
                                (shipment, mayPass) -> {
                                    never.await();
                                    return Map.of();
                                }),
                        new Rates((name, window, limit, wanted) -> wanted, () -> now),
                        TestProviders.noBudgets(),
                        probe,
                        () -> now);
        Claimed mail = mail(1);
        Thread watch =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    while (settled == null) {
                                        runner.cutLongCalls();
                                        Thread.onSpinWait();
                                        Thread.yield();
                                    }
                                });
        try (Places.Taken taken = places.take(ROUTE, 1).orElseThrow()) {
            runner.run(mail, mail.calls().getFirst(), taken, () -> lease);
        }
        watch.join();
        assertThat(Objects.requireNonNull(settled).answers().getFirst().outcome())
                .isInstanceOf(Outcome.Unavailable.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}

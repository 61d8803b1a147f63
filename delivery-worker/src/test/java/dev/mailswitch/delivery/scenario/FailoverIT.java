package dev.mailswitch.delivery.scenario;

import static dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer.Stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.mailswitch.delivery.boot.Tenant;
import dev.mailswitch.delivery.boot.TestWorker;
import dev.mailswitch.delivery.transport.smtp.Answer;
import dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Scope;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Two relays: the first does something wrong, the second is well. `docs/architecture/outcomes.md`
/// says what has to follow.
class FailoverIT {

    private static final String RBL =
            "550 5.7.1 Service unavailable; client host [192.0.2.7] blocked using zen.spamhaus.org";
    private static final GreenMail GOOD =
            new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static TestWorker worker;

    private final ScriptedSmtpServer bad = new ScriptedSmtpServer();
    private Tenant tenant;

    @BeforeAll
    static void start() {
        GOOD.start();
        worker = Installation.impatient();
    }

    @AfterAll
    static void stop() {
        GOOD.stop();
    }

    @BeforeEach
    void newTenant() throws Exception {
        tenant = worker.tenant();
    }

    @AfterEach
    void close() {
        bad.close();
    }

    /// What the first relay does, and what the record must say about it.
    record Fault(
            String name,
            Stage stage,
            Answer answer,
            String outcome,
            String blame,
            String more,
            String opened) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Fault> faults() {
        Answer rbl = new Answer.Say(RBL);
        Answer busy = new Answer.Say("451 4.7.0 Try again later");
        return Stream.of(
                new Fault(
                        "421 at the banner",
                        Stage.BANNER,
                        new Answer.SayAndDrop("421 4.3.2 Service shutting down"),
                        "unavailable",
                        "provider",
                        "\"phase\":\"greeting\"",
                        ""),
                new Fault(
                        "silence at the banner",
                        Stage.BANNER,
                        new Answer.Hang(),
                        "unavailable",
                        "provider",
                        "\"phase\":\"greeting\"",
                        ""),
                new Fault(
                        "451 4.7.0 after the final dot",
                        Stage.DOT,
                        busy,
                        "unavailable",
                        "provider",
                        "\"phase\":\"answer\"",
                        ""),
                new Fault(
                        "listed by an RBL, said at RCPT",
                        Stage.RCPT,
                        rbl,
                        "blocked",
                        "provider",
                        "\"class\":\"provider_block\"",
                        ""),
                new Fault(
                        "listed by an RBL, said after the final dot",
                        Stage.DOT,
                        rbl,
                        "blocked",
                        "provider",
                        "\"class\":\"provider_block\"",
                        ""),
                new Fault(
                        "the sender is not wanted",
                        Stage.MAIL,
                        new Answer.Say("550 5.7.1 Sender address not allowed"),
                        "misconfigured",
                        "account",
                        "\"what\":\"the relay does not take this sender\"",
                        "sender_domain"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void theMailGoesThroughTheSecond(Fault fault) throws Exception {
        bad.always(fault.stage(), fault.answer());
        ProviderId first = tenant.smtp(bad.port());
        ProviderId second = tenant.smtp(GOOD.getSmtp().getPort());
        String to = recipient();

        Story story = send(to).becomes(Status.SENT);

        assertThat(story.tries())
                .as(story::toString)
                .containsExactly(
                        new Story.Tried(first, fault.outcome()),
                        new Story.Tried(second, "accepted"));
        assertThat(story.said(EventType.DELAYED))
                .contains("\"outcome\":\"" + fault.outcome() + "\"")
                .contains("\"blame\":\"" + fault.blame() + "\"")
                .contains(fault.more());
        assertThat(story.types())
                .containsExactly(
                        EventType.QUEUED, EventType.DELAYED, EventType.REROUTED, EventType.SENT);
        assertThat(arrived(to)).isEqualTo(1);
        assertThat(opened(first)).isEqualTo(fault.opened());
        assertThat(opened(second)).isEmpty();
    }

    @Test
    void refusedConnectionsSendTheMailThroughTheSecond() throws Exception {
        int port;
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = nobody.getLocalPort();
        }
        ProviderId first = tenant.smtp(port);
        ProviderId second = tenant.smtp(GOOD.getSmtp().getPort());
        String to = recipient();

        Story story = send(to).becomes(Status.SENT);

        assertThat(story.tries())
                .containsExactly(
                        new Story.Tried(first, "unavailable"), new Story.Tried(second, "accepted"));
        assertThat(story.said(EventType.DELAYED))
                .contains("\"blame\":\"provider\"")
                .contains("\"phase\":\"connect\"");
        assertThat(arrived(to)).isEqualTo(1);
    }

    @Test
    void wrongCredentialsShutTheProviderAtOnce() throws Exception {
        bad.extensions = List.of("AUTH PLAIN", "PIPELINING");
        bad.login = "nobody";
        ProviderId first = tenant.smtp(bad.port(), "user", "wrong");
        ProviderId second = tenant.smtp(GOOD.getSmtp().getPort());
        String to = recipient();

        Story story = send(to).becomes(Status.SENT);

        assertThat(story.tries())
                .as(story::toString)
                .containsExactly(
                        new Story.Tried(first, "misconfigured"),
                        new Story.Tried(second, "accepted"));
        assertThat(story.said(EventType.DELAYED)).contains("\"blame\":\"account\"");
        assertThat(opened(first)).isEqualTo("provider");
        // However long this takes: no probe shall come between.
        worker.run(
                """
                UPDATE breaker SET probe_at = now() + interval '1 hour', version = version + 1
                 WHERE provider_id = ?""",
                first.value());
        assertThat(arrived(to)).isEqualTo(1);

        // The next one does not even ask.
        int before = bad.connections();
        String next = recipient();
        Story other = send(next).becomes(Status.SENT);
        assertThat(other.tries()).containsExactly(new Story.Tried(second, "accepted"));
        assertThat(other.attempts().getFirst().why()).contains("shut until");
        assertThat(bad.connections()).isEqualTo(before);
    }

    @Test
    void aSecretThatDoesNotOpenCostsNoMail() throws Exception {
        ProviderId first = tenant.smtp(bad.port(), "user", "right");
        tenant.set(first, "secret", new byte[40]);
        ProviderId second = tenant.smtp(GOOD.getSmtp().getPort());
        String to = recipient();

        Story story = send(to).becomes(Status.SENT);

        assertThat(story.tries()).containsExactly(new Story.Tried(second, "accepted"));
        assertThat(story.attempts().getFirst().why()).contains("settings cannot be used");
        assertThat(arrived(to)).isEqualTo(1);
    }

    /// Greylisting: the recipient's host asked for patience, and opens to whom it has seen before.
    @Test
    void temporaryRefusalAtRcptWaitsForTheSameRelay() throws Exception {
        String to = recipient();
        bad.on(Stage.RCPT, new Answer.Say("451 4.7.0 Temporary server error. Please try later"));
        ProviderId first = tenant.smtp(bad.port());
        tenant.smtp(GOOD.getSmtp().getPort());

        Story story = send(to).becomes(Status.SENT, Duration.ofSeconds(25));

        assertThat(story.tries())
                .as(story::toString)
                .containsExactly(
                        new Story.Tried(first, "recipient_refused"),
                        new Story.Tried(first, "accepted"));
        assertThat(story.said(EventType.DELAYED)).contains("\"blame\":\"recipient\"");
        assertThat(opened(first)).isEmpty();
    }

    @Test
    void silenceAfterTheFinalDotIsRepeatedAndThenGoesThroughTheSecond() throws Exception {
        bad.always(Stage.DOT, new Answer.Hang());
        ProviderId first = tenant.smtp(bad.port());
        ProviderId second = tenant.smtp(GOOD.getSmtp().getPort());
        String to = recipient();

        Story story = send(to).becomes(Status.SENT);

        assertThat(story.tries())
                .as(story::toString)
                .containsExactly(
                        new Story.Tried(first, "unknown"),
                        new Story.Tried(first, "unknown"),
                        new Story.Tried(second, "accepted"));
        assertThat(story.attempts().get(1).call()).isNotEqualTo(story.attempts().get(0).call());
        assertThat(story.said(EventType.DELIVERING))
                .contains("\"outcome\":\"unknown\"")
                .contains("\"blame\":\"nobody\"");
        assertThat(arrived(to)).isEqualTo(1);
        assertThat(opened(first)).isEmpty();
    }

    @Test
    void silenceAfterTheFinalDotEndsAMailThatMustNotGoOutTwice() throws Exception {
        bad.always(Stage.DOT, new Answer.Hang());
        ProviderId first = tenant.smtp(bad.port());
        tenant.smtp(GOOD.getSmtp().getPort());
        String to = recipient();

        EmailId id = tenant.mail().to(to).atMostOnce().send();
        Story story = new Story(tenant, id).becomes(Status.FAILED);

        assertThat(story.tries()).containsExactly(new Story.Tried(first, "unknown"));
        assertThat(story.recipient(0).bounceClass()).isEqualTo(BounceClass.UNKNOWN);
        assertThat(arrived(to)).isZero();
    }

    /// A failover that takes the whole relay out for one bad address is the classic mistake.
    @Test
    void oneBadRecipientOfThreeChangesNothingForTheOthers() throws Exception {
        String good = recipient();
        String wrong = recipient();
        String fine = recipient();
        bad.onRecipient(wrong, "550 5.1.1 No such user here");
        ProviderId first = tenant.smtp(bad.port());
        tenant.smtp(GOOD.getSmtp().getPort());

        EmailId id = tenant.mail().to(good, wrong, fine).send();
        Story story = new Story(tenant, id).becomes(Status.BOUNCED);

        assertThat(story.recipient(0).status()).isEqualTo(Status.SENT);
        assertThat(story.recipient(1).status()).isEqualTo(Status.BOUNCED);
        assertThat(story.recipient(1).bounceClass()).isEqualTo(BounceClass.INVALID_RECIPIENT);
        assertThat(story.recipient(2).status()).isEqualTo(Status.SENT);
        assertThat(story.attempts()).hasSize(3).allMatch(a -> a.providerId().equals(first));
        assertThat(story.said(EventType.DELAYED))
                .contains("\"blame\":\"recipient\"")
                .contains("\"class\":\"invalid_recipient\"");
        assertThat(bad.mailsFor(good)).hasSize(1);
        assertThat(bad.mailsFor(fine)).hasSize(1);
        assertThat(bad.mailsFor(good).getFirst().recipients()).doesNotContain(wrong);
        assertThat(opened(first)).isEmpty();
        // Thirty such addresses later the relay still has all of the load.
        for (int i = 0; i < 30; i++) {
            String nobody = recipient();
            bad.onRecipient(nobody, "550 5.1.1 No such user here");
            // One by one: the connections shall suffice.
            assertThat(send(nobody).becomes(Status.BOUNCED).tries())
                    .containsExactly(new Story.Tried(first, "recipient_refused"));
        }
        Story last = send(recipient()).becomes(Status.SENT);
        assertThat(last.tries()).containsExactly(new Story.Tried(first, "accepted"));
        assertThat(opened(first)).isEmpty();
        assertThat(worker.number("SELECT count(*) FROM suppression WHERE address = ?", wrong))
                .isEqualTo(1);
    }

    /// A relay that asks the hosts only once it has the mail answers for all recipients at once.
    @Test
    void oneBadRecipientOfThreeSaidAfterTheDotChangesNothingForTheOthers() throws Exception {
        String good = recipient();
        String wrong = recipient();
        String fine = recipient();
        Answer unknown = new Answer.Say("550 5.1.1 <" + wrong + "> User unknown");
        bad.on(Stage.DOT, unknown, new Answer.Say("250 Ok"), unknown, new Answer.Say("250 Ok"));
        ProviderId first = tenant.smtp(bad.port());
        tenant.smtp(GOOD.getSmtp().getPort());

        EmailId id = tenant.mail().to(good, wrong, fine).send();
        Story story = new Story(tenant, id).becomes(Status.BOUNCED);

        assertThat(story.recipient(0).status()).isEqualTo(Status.SENT);
        assertThat(story.recipient(1).bounceClass()).isEqualTo(BounceClass.INVALID_RECIPIENT);
        assertThat(story.recipient(2).status()).isEqualTo(Status.SENT);
        assertThat(story.attempts()).hasSize(3).allMatch(a -> a.providerId().equals(first));
        assertThat(bad.mailsFor(good)).hasSize(1);
        assertThat(bad.mailsFor(wrong)).isEmpty();
        assertThat(bad.mailsFor(fine)).hasSize(1);
        for (String address : List.of(good, wrong, fine)) {
            assertThat(worker.number("SELECT count(*) FROM suppression WHERE address = ?", address))
                    .isEqualTo(address.equals(wrong) ? 1 : 0);
        }
    }

    @Test
    void aRelayThatIsGoneIsShutAfterSomeMailsAndProbedByOne() throws Exception {
        bad.always(Stage.BANNER, new Answer.SayAndDrop("421 4.3.2 Service shutting down"));
        ProviderId first = tenant.smtp(bad.port());
        ProviderId second = tenant.smtp(GOOD.getSmtp().getPort());
        // It loses weight first, so the last of the five may take some more mails.
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> {
                            for (int i = 0; i < 20; i++) {
                                send(recipient());
                            }
                            assertThat(opened(first)).isEqualTo("provider");
                        });
        assertThat(attempts(first)).isGreaterThanOrEqualTo(5);
        bad.nevermore(Stage.BANNER);
        CountDownLatch leave = new CountDownLatch(1);
        bad.on(Stage.DOT, new Answer.Awaited(leave, "250 2.0.0 Ok"));
        // 5 s and a fifth at most until the probe may go.
        int before = bad.connections();
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(
                        () -> {
                            send(recipient());
                            assertThat(bad.connections()).isGreaterThan(before);
                        });
        // While it takes its time nobody else goes that way.
        List<Story> others = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            others.add(send(recipient()));
        }
        for (Story other : others) {
            assertThat(other.becomes(Status.SENT).tries())
                    .containsExactly(new Story.Tried(second, "accepted"));
        }
        assertThat(bad.connections()).isEqualTo(before + 1);
        leave.countDown();
        // Then all go the first way again; later, should the probe have lost its patience.
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> {
                            Story story = send(recipient()).becomes(Status.SENT);
                            assertThat(story.tries())
                                    .containsExactly(new Story.Tried(first, "accepted"));
                        });
        await().untilAsserted(() -> assertThat(opened(first)).isEmpty());
        assertThat(opened(second)).isEmpty();
    }

    private static long attempts(ProviderId provider) throws Exception {
        return worker.number(
                "SELECT count(*) FROM attempt WHERE provider_id = ?", provider.value());
    }

    private Story send(String to) throws Exception {
        return new Story(tenant, tenant.mail().to(to).send());
    }

    private static String recipient() {
        return "r" + NUMBERS.incrementAndGet() + "@good.test";
    }

    private static long arrived(String to) {
        return Stream.of(GOOD.getReceivedMessages())
                .filter(
                        message -> {
                            try {
                                return message.getAllRecipients()[0].toString().equals(to);
                            } catch (jakarta.mail.MessagingException unreadable) {
                                throw new IllegalStateException(unreadable);
                            }
                        })
                .count();
    }

    /// The scope of the provider's open breaker, or nothing.
    private static String opened(ProviderId provider) throws Exception {
        for (Scope scope : Scope.values()) {
            if (worker.number(
                            "SELECT count(*) FROM breaker WHERE provider_id = ? AND scope = ?",
                            provider.value(),
                            (short) scope.ordinal())
                    > 0) {
                return scope.word();
            }
        }
        return "";
    }
}

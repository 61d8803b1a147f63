package dev.mailswitch.delivery.transport.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.compose.Letter;
import dev.mailswitch.delivery.bounce.OutcomeOfReply;
import dev.mailswitch.delivery.transport.SameMail;
import dev.mailswitch.delivery.transport.Sender;
import dev.mailswitch.delivery.transport.Shipment;
import dev.mailswitch.delivery.transport.Shipments;
import dev.mailswitch.delivery.transport.http.twin.ReceivedMime;
import dev.mailswitch.delivery.transport.http.twin.Twin.Feature;
import dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer.Stage;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.ProviderKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A call as the dispatcher makes it: what each recipient's answer is worth.
class SmtpCallTest {

    private static final String UNKNOWN = "550 5.1.1 <b@x.test> User unknown";

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private final SmtpClient client = Clients.toLoopback();

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    /// One bad address must not bounce, and suppress, a hundred good ones.
    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"DATA", "DOT"})
    void aRefusalOfOneMailboxSaidForAllIsFoundOutOneByOne(Stage stage) {
        Answer unknown = new Answer.Say(UNKNOWN);
        Answer go = new Answer.Say(stage == Stage.DATA ? "354 Go" : "250 2.0.0 Ok");
        server.on(stage, unknown, go, unknown, go);

        Map<Integer, Outcome> answers = send("a@x.test", "b@x.test", "c@x.test");

        assertThat(answers.get(0)).isInstanceOf(Outcome.Accepted.class);
        assertThat(answers.get(1))
                .isInstanceOfSatisfying(
                        Outcome.RecipientRefused.class,
                        r -> {
                            assertThat(r.bounceClass()).isEqualTo(BounceClass.INVALID_RECIPIENT);
                            assertThat(r.permanent()).isTrue();
                        });
        assertThat(answers.get(2)).isInstanceOf(Outcome.Accepted.class);
        assertThat(server.mailsFor("a@x.test")).hasSize(1);
        assertThat(server.mailsFor("b@x.test")).isEmpty();
        assertThat(server.mailsFor("c@x.test")).hasSize(1);
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void saidOfTheOnlyOneLeftItIsItsOwn() {
        server.onRecipient("a@x.test", "550 5.1.1 No such user");
        server.on(Stage.DOT, new Answer.Say(UNKNOWN));

        Map<Integer, Outcome> answers = send("a@x.test", "b@x.test");

        assertThat(answers.values()).hasOnlyElementsOfType(Outcome.RecipientRefused.class);
        assertThat(server.said("DATA")).hasSize(1);
    }

    @Test
    void aRefusedMailIsNotTriedRecipientByRecipient() {
        server.on(Stage.DOT, new Answer.Say("554 5.7.1 Message rejected as spam"));

        Map<Integer, Outcome> answers = send("a@x.test", "b@x.test");

        assertThat(answers.values()).hasOnlyElementsOfType(Outcome.MessageRefused.class);
        assertThat(server.said("DATA")).hasSize(1);
    }

    @Test
    void whoIsTriedAloneGoesOnlyWhereTheLeaseLetsIt() {
        server.on(Stage.DOT, new Answer.Say(UNKNOWN));
        int[] asked = {0};

        Map<Integer, Outcome> answers = send(() -> asked[0]++ == 0, "a@x.test", "b@x.test");

        assertThat(answers.values())
                .allSatisfy(
                        o ->
                                assertThat(o)
                                        .isInstanceOfSatisfying(
                                                Outcome.Unavailable.class,
                                                u ->
                                                        assertThat(u.reply())
                                                                .startsWith("held back")));
        assertThat(server.mails).isEmpty();
    }

    @Test
    void withoutTimeNobodyIsBlamedForTheOthers() {
        CountDownLatch leave = new CountDownLatch(1);
        server.on(Stage.DOT, new Answer.Awaited(leave, UNKNOWN));
        Duration call = Duration.ofSeconds(1);

        Map<Integer, Outcome> answers =
                send(
                        SmtpTimeouts.defaults().withCall(call),
                        () -> {
                            // The call's time does not cut the wait for the answer to the dot.
                            CompletableFuture.delayedExecutor(
                                            call.toMillis() + 200, TimeUnit.MILLISECONDS)
                                    .execute(leave::countDown);
                            return true;
                        },
                        "a@x.test",
                        "b@x.test");

        assertThat(answers.values())
                .allSatisfy(
                        o ->
                                assertThat(o)
                                        .isInstanceOfSatisfying(
                                                Outcome.Unavailable.class,
                                                u ->
                                                        assertThat(u.phase())
                                                                .isEqualTo(Phase.PREPARE)));
    }

    /// The address stands in the header too, and there only SMTPUTF8 can carry it.
    @Test
    void whoNeedsNoSmtpUtf8GetsTheMailWithoutTheAddressesThatDo() {
        server.extensions = List.of("PIPELINING", "8BITMIME");

        Map<Integer, Outcome> answers = send("a@x.test", "jörg@x.test", "c@bücher.example");

        assertThat(answers.get(0)).isInstanceOf(Outcome.Accepted.class);
        assertThat(answers.get(1)).isInstanceOf(Outcome.Unsuited.class);
        assertThat(answers.get(2)).isInstanceOf(Outcome.Accepted.class);
        assertThat(server.mails)
                .singleElement()
                .satisfies(
                        m -> {
                            assertThat(m.recipients())
                                    .containsExactly("a@x.test", "c@xn--bcher-kva.example");
                            assertThat(m.content())
                                    .contains("To: a@x.test, c@xn--bcher-kva.example\r\n");
                        });
    }

    @Test
    void aRelayWithSmtpUtf8GetsThemAllAtOnce() {
        Map<Integer, Outcome> answers = send("a@x.test", "jörg@x.test");

        assertThat(answers.values()).hasOnlyElementsOfType(Outcome.Accepted.class);
        assertThat(server.mails)
                .singleElement()
                .satisfies(m -> assertThat(m.content()).contains("jörg@x.test"));
    }

    /// The ninth of [dev.mailswitch.delivery.transport.http.VendorContractTest]'s.
    @Test
    void theMailThatArrivesIsTheOneThatWasSent() {
        EnumSet<Feature> carried = EnumSet.complementOf(EnumSet.of(Feature.ONLY_HIDDEN_RECIPIENTS));
        Shipment shipment = Shipments.rich(carried).shipment();

        Map<Integer, Outcome> answers = send(SmtpTimeouts.defaults(), () -> true, shipment);

        assertThat(answers).hasSize(shipment.legs().size());
        assertThat(answers.values()).hasOnlyElementsOfType(Outcome.Accepted.class);
        assertThat(server.mails)
                .singleElement()
                .satisfies(
                        mail -> {
                            assertThat(mail.from()).isEqualTo(shipment.returnPath());
                            byte[] raw = mail.content().getBytes(StandardCharsets.UTF_8);
                            SameMail.check(
                                    ReceivedMime.of(raw).mail(mail.recipients(), List.of(), null),
                                    shipment,
                                    carried);
                        });
    }

    private Map<Integer, Outcome> send(String... to) {
        return send(() -> true, to);
    }

    private Map<Integer, Outcome> send(BooleanSupplier mayPass, String... to) {
        return send(SmtpTimeouts.defaults(), mayPass, to);
    }

    private Map<Integer, Outcome> send(
            SmtpTimeouts timeouts, BooleanSupplier mayPass, String... to) {
        return send(timeouts, mayPass, shipment(to));
    }

    private Map<Integer, Outcome> send(
            SmtpTimeouts timeouts, BooleanSupplier mayPass, Shipment shipment) {
        Provider provider =
                new Provider(
                        new ProviderId(new UUID(0, 1)),
                        new OrganisationId(new UUID(0, 2)),
                        "relay",
                        ProviderKind.SMTP,
                        Map.of(
                                "host",
                                "127.0.0.1",
                                "port",
                                String.valueOf(server.port()),
                                "security",
                                "none"),
                        null,
                        2,
                        null,
                        false,
                        1);
        try (SmtpSender sender =
                        SmtpSender.open(
                                client,
                                provider,
                                null,
                                "client.test",
                                timeouts,
                                new OutcomeOfReply(Classifier.standard()),
                                InstantSource.system());
                Sender.Place place = sender.tryReserve().orElseThrow()) {
            Map<Integer, Outcome> outcomes = new HashMap<>();
            place.send(shipment, mayPass)
                    .forEach((position, answer) -> outcomes.put(position, answer.outcome()));
            return outcomes;
        }
    }

    private static Shipment shipment(String... to) {
        List<Recipient> recipients = new ArrayList<>();
        for (String address : to) {
            recipients.add(new Recipient(recipients.size(), RecipientKind.TO, Address.of(address)));
        }
        UUID key = new UUID(0, 3);
        Letter letter =
                new Letter(
                        Address.of("from@example.com"),
                        "<id@example.com>",
                        Instant.EPOCH,
                        key,
                        recipients,
                        new Content("Subject", null, "Hello", List.of(), Headers.NONE, List.of()),
                        Lane.TRANSACTIONAL,
                        List.of(),
                        null);
        return new Shipment(
                EmailId.ofRecipient(UUID.fromString("01890000-0000-7000-8000-000000000000")),
                new OrganisationId(new UUID(0, 2)),
                new EnvironmentId(new UUID(0, 4)),
                key,
                letter,
                sha256 -> new byte[0],
                "bounces@example.com",
                "correlation",
                List.of(),
                true,
                null,
                recipients.stream().map(r -> new Shipment.Leg(r, 1)).toList());
    }
}

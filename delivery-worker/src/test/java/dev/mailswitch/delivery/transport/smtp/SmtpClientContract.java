package dev.mailswitch.delivery.transport.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What must hold with every server, over every kind of connection that it offers.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SmtpClientContract {

    final SmtpClient client = Clients.toLoopback();

    /// The ways to this server.
    abstract List<SmtpEndpoint> endpoints();

    /// The contents of all mails that have arrived for this address, line ends as LF.
    abstract List<String> arrived(String recipient);

    /// An address of that name that the server delivers to.
    String address(String local) {
        return local + "@mailswitch.test";
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void mailArrivesAsItWasWritten(SmtpEndpoint endpoint) {
        String to = newRecipient();
        String body = ".\n..\n.dot\nbare lf\r\nbare cr\rend\r\n\r\n.\r\nlast line without an end";

        SmtpReport report = send(endpoint, SmtpEnvelope.of("from@example.com", to), mail(to, body));

        assertThat(fate(report)).isInstanceOf(RecipientFate.Accepted.class);
        assertThat(onlyMail(to))
                .endsWith(
                        "\n\n.\n..\n.dot\nbare lf\nbare cr\nend\n\n.\nlast line without an end\n");
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void aMailCannotSmuggleAnother(SmtpEndpoint endpoint) {
        for (String end : List.of("\n.\n", "\n.\r\n", "\r.\r\n", "\r\n.\n", "\r\n.\r", "\r.\r")) {
            String to = newRecipient();
            String body =
                    "first"
                            + end
                            + "MAIL FROM:<evil@example.com>\r\nRCPT TO:<"
                            + to
                            + ">\r\nDATA\r\nFrom: evil\r\n\r\nsecond"
                            + end
                            + "QUIT\r\n";

            SmtpReport report =
                    send(endpoint, SmtpEnvelope.of("from@example.com", to), mail(to, body));

            assertThat(fate(report)).isInstanceOf(RecipientFate.Accepted.class);
            assertThat(onlyMail(to)).contains("first\n.\nMAIL FROM:<evil@example.com>");
        }
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void aLargeMailArrivesWhole(SmtpEndpoint endpoint) {
        String to = newRecipient();
        String body = (".".repeat(70) + "\r\n").repeat(40_000);

        SmtpReport report = send(endpoint, SmtpEnvelope.of("from@example.com", to), mail(to, body));

        assertThat(fate(report)).isInstanceOf(RecipientFate.Accepted.class);
        assertThat(onlyMail(to)).endsWith("\n\n" + body.replace("\r", ""));
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void everyRecipientHasItsOwnFateAndMail(SmtpEndpoint endpoint) {
        String[] to = {newRecipient(), newRecipient(), newRecipient()};

        SmtpReport report =
                send(endpoint, SmtpEnvelope.of("from@example.com", to), mail(to[0], "hello"));

        assertThat(report.recipients())
                .extracting(SmtpReport.Recipient::address)
                .containsExactly(to);
        assertThat(report.recipients())
                .allSatisfy(r -> assertThat(r.fate()).isInstanceOf(RecipientFate.Accepted.class));
        for (String each : to) {
            onlyMail(each);
        }
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void theNullReversePathIsTaken(SmtpEndpoint endpoint) {
        String to = newRecipient();

        SmtpReport report = send(endpoint, SmtpEnvelope.of("", to), mail(to, "a notice"));

        assertThat(fate(report)).isInstanceOf(RecipientFate.Accepted.class);
        onlyMail(to);
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void aWithheldMailNeverArrivesAndTheNextOneDoes(SmtpEndpoint endpoint) {
        String to = newRecipient();
        try (SmtpPool pool = client.pool(endpoint, null, SmtpPoolLimits.defaults());
                SmtpReservation reservation = pool.tryReserve().orElseThrow()) {
            SmtpEnvelope envelope = SmtpEnvelope.of("from@example.com", to);

            SmtpReport withheld = reservation.send(envelope, mail(to, "withheld"), () -> false);
            SmtpReport sent = reservation.send(envelope, mail(to, "sent"), PointOfNoReturn.open());

            assertThat(fate(withheld)).isEqualTo(new RecipientFate.Withheld());
            assertThat(fate(sent)).isInstanceOf(RecipientFate.Accepted.class);
            assertThat(onlyMail(to)).endsWith("\n\nsent\n");
        }
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void mailsFollowEachOtherOverOneConnection(SmtpEndpoint endpoint) {
        try (SmtpPool pool = client.pool(endpoint, null, SmtpPoolLimits.defaults());
                SmtpReservation reservation = pool.tryReserve().orElseThrow()) {
            for (int i = 0; i < 5; i++) {
                String to = newRecipient();

                SmtpReport report =
                        reservation.send(
                                SmtpEnvelope.of("from@example.com", to),
                                mail(to, "mail " + i),
                                PointOfNoReturn.open());

                assertThat(fate(report)).isInstanceOf(RecipientFate.Accepted.class);
                assertThat(report.session().orElseThrow().reused()).isEqualTo(i > 0);
                assertThat(onlyMail(to)).endsWith("mail " + i + "\n");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void mailsInParallelArriveOnceEach(SmtpEndpoint endpoint) throws Exception {
        Set<String> expected = new HashSet<>();
        String to = newRecipient();
        SmtpPoolLimits limits = SmtpPoolLimits.defaults().withMaxConnections(6).withMaxMails(7);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                SmtpPool pool = client.pool(endpoint, null, limits)) {
            List<Future<?>> senders = new ArrayList<>();
            for (int sender = 0; sender < 6; sender++) {
                SmtpReservation reservation = pool.tryReserve().orElseThrow();
                for (int i = 0; i < 10; i++) {
                    expected.add("mail " + sender + "/" + i);
                }
                String name = "mail " + sender + "/";
                senders.add(threads.submit(() -> sendTen(reservation, to, name)));
            }
            for (Future<?> sender : senders) {
                sender.get();
            }
        }
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () ->
                                assertThat(arrived(to))
                                        .extracting(mail -> mail.split("\n\n", 2)[1].strip())
                                        .containsExactlyInAnyOrderElementsOf(expected));
    }

    private static void sendTen(SmtpReservation reservation, String to, String name) {
        try (reservation) {
            for (int i = 0; i < 10; i++) {
                SmtpReport report =
                        reservation.send(
                                SmtpEnvelope.of("from@example.com", to),
                                mail(to, name + i),
                                PointOfNoReturn.open());
                assertThat(fate(report)).isInstanceOf(RecipientFate.Accepted.class);
            }
        }
    }

    SmtpReport send(SmtpEndpoint endpoint, SmtpEnvelope envelope, SmtpMessage message) {
        return client.send(endpoint, null, envelope, message, PointOfNoReturn.open());
    }

    String newRecipient() {
        return address("r" + UUID.randomUUID().toString().replace("-", ""));
    }

    static SmtpMessage mail(String to, String body) {
        String header =
                "From: from@example.com\r\nTo: "
                        + to
                        + "\r\nSubject: test\r\n"
                        + "MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n";
        return SmtpMessage.of((header + body).getBytes(UTF_8));
    }

    static RecipientFate fate(SmtpReport report) {
        assertThat(report.recipients()).hasSize(1);
        return report.recipients().getFirst().fate();
    }

    /// Waits for the mail, and finds no other.
    String onlyMail(String recipient) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(arrived(recipient)).isNotEmpty());
        assertThat(arrived(recipient)).hasSize(1);
        return arrived(recipient).getFirst();
    }
}

package dev.mailswitch.delivery.transport.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The contract with a real Postfix: PIPELINING, STARTTLS and TLS, 8BITMIME, SMTPUTF8, DSN. Runs where
/// Postfix is installed and the test may start one (as root); the report of the build says so where
/// it does not.
@EnabledIf(
        value = "canRun",
        disabledReason = "needs Postfix on the PATH and root: apt-get install postfix")
class SmtpPostfixContractTest extends SmtpClientContract {

    private final PostfixServer server = new PostfixServer();

    static boolean canRun() {
        return PostfixServer.isInstalled() && System.getProperty("user.name").equals("root");
    }

    @AfterAll
    void stop() {
        server.close();
        client.close();
    }

    @Override
    List<SmtpEndpoint> endpoints() {
        return List.of(
                endpoint(server.port(), SmtpSecurity.NONE),
                endpoint(server.port(), SmtpSecurity.STARTTLS),
                endpoint(server.port(), SmtpSecurity.OPPORTUNISTIC),
                endpoint(server.tlsPort(), SmtpSecurity.TLS));
    }

    private static SmtpEndpoint endpoint(int port, SmtpSecurity security) {
        return new SmtpEndpoint("localhost", port, security, "client.test");
    }

    @Override
    List<String> arrived(String recipient) {
        return server.mails(recipient);
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void aRefusedRecipientStopsNobodyElse(SmtpEndpoint endpoint) {
        String good = newRecipient();
        SmtpReport report =
                send(
                        endpoint,
                        SmtpEnvelope.of("from@example.com", address("nobody1"), good),
                        mail(good, "hello"));

        assertThat(report.recipients().getFirst().fate())
                .isInstanceOfSatisfying(
                        RecipientFate.Refused.class,
                        r -> {
                            assertThat(r.phase()).isEqualTo(SmtpPhase.RCPT);
                            assertThat(r.reply().enhanced()).contains(new EnhancedCode(5, 1, 1));
                        });
        assertThat(report.recipients().getLast().fate()).isInstanceOf(RecipientFate.Accepted.class);
        onlyMail(good);
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void allRefusedSendsNothingAndTheConnectionGoesOn(SmtpEndpoint endpoint) {
        String good = newRecipient();
        try (SmtpPool pool = client.pool(endpoint, null, SmtpPoolLimits.defaults());
                SmtpReservation reservation = pool.tryReserve().orElseThrow()) {
            SmtpReport refused =
                    reservation.send(
                            SmtpEnvelope.of("from@example.com", address("nobody2")),
                            mail(good, "hello"),
                            PointOfNoReturn.open());
            SmtpReport sent =
                    reservation.send(
                            SmtpEnvelope.of("from@example.com", good),
                            mail(good, "hello"),
                            PointOfNoReturn.open());

            assertThat(fate(refused).phase()).isEqualTo(SmtpPhase.RCPT);
            assertThat(fate(sent)).isInstanceOf(RecipientFate.Accepted.class);
            assertThat(sent.session().orElseThrow().reused()).isTrue();
            onlyMail(good);
        }
    }

    @Test
    void itsLimitOfRecipientsIsWorkedAround() {
        String[] to = IntStream.range(0, 45).mapToObj(i -> newRecipient()).toArray(String[]::new);

        SmtpReport report =
                send(
                        endpoints().getFirst(),
                        SmtpEnvelope.of("from@example.com", to),
                        mail(to[0], "hello"));

        assertThat(report.recipients())
                .allSatisfy(r -> assertThat(r.fate()).isInstanceOf(RecipientFate.Accepted.class));
        assertThat(report.transactions()).isEqualTo(3);
        for (String each : to) {
            onlyMail(each);
        }
    }

    @Test
    void unicodeAddressesAndNoticesAreAskedForAsItExpects() {
        SmtpEnvelope envelope =
                new SmtpEnvelope(
                        "jörg@mueller.example",
                        List.of(
                                new SmtpRecipient(
                                        address("empfänger"),
                                        new SmtpDsn.Recipient(
                                                Set.of(
                                                        SmtpDsn.Notify.FAILURE,
                                                        SmtpDsn.Notify.DELAY),
                                                address("empfänger+x")))),
                        true,
                        new SmtpDsn.Mail(SmtpDsn.Return.HDRS, "id=1"));
        SmtpMessage message =
                SmtpMessage.of("From: jörg@mueller.example\r\n\r\nGrüße".getBytes(UTF_8));

        assertThat(fate(send(endpoints().getFirst(), envelope, message)))
                .isInstanceOf(RecipientFate.Accepted.class);
        onlyMail(address("empfänger"));
    }

    @Test
    void aMailAboveItsSizeIsNotBegun() {
        SmtpReport report =
                send(
                        endpoints().getFirst(),
                        SmtpEnvelope.of("from@example.com", newRecipient()),
                        SmtpMessage.of(new byte[11_000_000]));

        assertThat(fate(report))
                .isInstanceOfSatisfying(
                        RecipientFate.Unsuited.class,
                        u -> assertThat(u.obstacle()).isEqualTo(SmtpObstacle.MESSAGE_TOO_LARGE));
    }
}

package dev.mailswitch.delivery.transport.smtp;

import static dev.mailswitch.delivery.transport.smtp.SmtpClientContract.fate;
import static dev.mailswitch.delivery.transport.smtp.SmtpClientContract.mail;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.delivery.transport.Cidr;
import dev.mailswitch.delivery.transport.OutgoingAddressGuard;
import dev.mailswitch.delivery.transport.OutgoingPolicy;
import dev.mailswitch.delivery.transport.smtp.RecipientFate.Accepted;
import dev.mailswitch.delivery.transport.smtp.RecipientFate.Broken;
import dev.mailswitch.delivery.transport.smtp.RecipientFate.Refused;
import dev.mailswitch.delivery.transport.smtp.RecipientFate.Unsuited;
import dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer.Stage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS, logging in, and where a connection may go at all.
class SmtpSecurityTest {

    private static final SmtpCredentials PASSWORD =
            new SmtpCredentials.Password("tim", "tanstaaftanstaaf");
    private static final SmtpCredentials TOKEN =
            new SmtpCredentials.BearerToken("tim", "ya29.token");

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private final SmtpClient client = Clients.toLoopback();

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    @ParameterizedTest
    @CsvSource({
        "PLAIN, PLAIN /tim/tanstaaftanstaaf",
        "LOGIN, LOGIN tim/tanstaaftanstaaf",
        "CRAM_MD5, CRAM-MD5 tim b913a602c7eda7a495b4e6e7334d3890",
        "XOAUTH2, XOAUTH2 user=tim/auth=Bearer ya29.token//"
    })
    void eachMechanismSaysWhatItsRfcSays(AuthMechanism mechanism, String said) {
        server.extensions = List.of("AUTH PLAIN LOGIN CRAM-MD5 XOAUTH2");
        server.login = said;

        SmtpEndpoint endpoint = endpoint(SmtpSecurity.NONE).withMechanisms(List.of(mechanism));
        RecipientFate fate = send(endpoint, mechanism == AuthMechanism.XOAUTH2 ? TOKEN : PASSWORD);

        assertThat(fate).isInstanceOf(Accepted.class);
    }

    @Test
    void aTokenTooLongForACommandFollowsAfterTheChallenge() {
        String token = "t".repeat(2_000);
        server.extensions = List.of("AUTH XOAUTH2");
        server.login = "XOAUTH2 user=tim/auth=Bearer " + token + "//";

        assertThat(send(endpoint(SmtpSecurity.NONE), new SmtpCredentials.BearerToken("tim", token)))
                .isInstanceOf(Accepted.class);
        assertThat(server.commands).contains("AUTH XOAUTH2");
    }

    @Test
    void theReasonOfARefusedTokenIsAskedFor() {
        server.extensions = List.of("AUTH XOAUTH2");
        server.on(Stage.AUTH, new Answer.Say("334 eyJzdGF0dXMiOiI0MDEifQ=="));

        assertThat(send(endpoint(SmtpSecurity.NONE), TOKEN)).isInstanceOf(Refused.class);
        assertThat(server.commands).contains("");
    }

    @Test
    void aServerThatQuotesTheSecretDoesNotGetItIntoOurRecords() {
        server.extensions = List.of("AUTH PLAIN");
        server.login = "somebody else";

        assertThat(send(endpoint(SmtpSecurity.NONE), PASSWORD))
                .isInstanceOfSatisfying(
                        Refused.class, r -> assertThat(r.reply().text()).endsWith("AUTH PLAIN"));
        assertThat(PASSWORD.toString()).doesNotContain("tanstaaf", "tim");
    }

    @Test
    void aLoginThatIsNotOfferedIsNotSkipped() {
        server.extensions = List.of("PIPELINING");

        assertUnsuited(send(endpoint(SmtpSecurity.NONE), PASSWORD), SmtpObstacle.AUTH_NOT_OFFERED);
    }

    @Test
    void aMechanismThatWeDoNotSpeakIsNotTried() {
        server.extensions = List.of("AUTH GSSAPI NTLM");

        assertUnsuited(send(endpoint(SmtpSecurity.NONE), PASSWORD), SmtpObstacle.AUTH_NO_MECHANISM);
    }

    @ParameterizedTest
    @CsvSource({
        "PLAIN LOGIN, false, false, AUTH_UNPROTECTED",
        "XOAUTH2, false, false, AUTH_UNPROTECTED",
        "PLAIN CRAM-MD5, false, false, CRAM_MD5",
        "PLAIN LOGIN, true, false, PLAIN",
        "PLAIN LOGIN, false, true, PLAIN"
    })
    void noSecretCrossesAnOpenLine(
            String offered, boolean allowed, boolean protectedLine, String expected) {
        SmtpCredentials credentials = offered.equals("XOAUTH2") ? TOKEN : PASSWORD;
        SmtpEndpoint endpoint = endpoint(SmtpSecurity.NONE).withPlaintextAuth(allowed);
        Capabilities capabilities = Capabilities.parse(List.of("hi", "AUTH " + offered));

        assertThat(choice(endpoint, credentials, capabilities, protectedLine)).isEqualTo(expected);
    }

    // The choice alone: every connection that a test can make is to this machine, which counts as
    // protected.
    private static String choice(
            SmtpEndpoint endpoint,
            SmtpCredentials credentials,
            Capabilities offered,
            boolean keepsSecrets) {
        try {
            return SmtpLogin.mechanism(endpoint, credentials, offered, keepsSecrets).name();
        } catch (SessionBroken e) {
            return ((Unsuited) e.fate()).obstacle().name();
        }
    }

    @Test
    void opportunisticTlsTakesAnyCertificateAndSaysSo() {
        server.extensions = List.of("STARTTLS");
        server.tls = TestCertificate.ELSEWHERE.serverContext();

        SmtpReport report =
                client.send(
                        endpoint(SmtpSecurity.OPPORTUNISTIC),
                        null,
                        SmtpEnvelope.of("from@example.com", "to@example.com"),
                        mail("to@example.com", "hello"),
                        PointOfNoReturn.open());

        SmtpReport.Session session = report.session().orElseThrow();
        assertThat(fate(report)).isInstanceOf(Accepted.class);
        assertThat(session.tls()).startsWith("TLSv1.3 ");
        assertThat(session.certificateVerified()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTTLS", "TLS"})
    void aCertificateForAnotherHostIsRecognised(SmtpSecurity security) {
        server.extensions = List.of("STARTTLS");
        server.implicitTls = security == SmtpSecurity.TLS;
        server.tls = TestCertificate.ELSEWHERE.serverContext();

        assertBroken(send(endpoint(security), null), SmtpPhase.TLS, SmtpFault.CERTIFICATE);
        assertThat(server.mails).isEmpty();
    }

    @Test
    void anUnknownAuthorityIsRecognised() {
        server.implicitTls = true;
        try (SmtpClient ordinary = new SmtpClient(Clients.loopbackGuard(), TlsTrust.ofPlatform())) {
            RecipientFate fate =
                    fate(
                            ordinary.send(
                                    endpoint(SmtpSecurity.TLS),
                                    null,
                                    SmtpEnvelope.of("from@example.com", "to@example.com"),
                                    mail("to@example.com", "hello"),
                                    PointOfNoReturn.open()));

            assertBroken(fate, SmtpPhase.TLS, SmtpFault.CERTIFICATE);
        }
    }

    @Test
    void requiredTlsNeverFallsBack() {
        assertUnsuited(
                send(endpoint(SmtpSecurity.STARTTLS), null), SmtpObstacle.STARTTLS_NOT_OFFERED);
        assertThat(server.mails).isEmpty();
    }

    @Test
    void requiredTlsThatIsRefusedEndsThere() {
        server.extensions = List.of("STARTTLS");
        server.on(Stage.STARTTLS, new Answer.Say("454 4.7.0 Not now"));

        assertThat(send(endpoint(SmtpSecurity.STARTTLS), null))
                .isInstanceOfSatisfying(
                        Refused.class, r -> assertThat(r.phase()).isEqualTo(SmtpPhase.STARTTLS));
    }

    @Test
    void opportunisticTlsThatIsRefusedGoesOnInClear() {
        server.extensions = List.of("STARTTLS");
        server.on(Stage.STARTTLS, new Answer.Say("454 4.7.0 Not now"));

        assertThat(send(endpoint(SmtpSecurity.OPPORTUNISTIC), null)).isInstanceOf(Accepted.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTTLS", "OPPORTUNISTIC"})
    void whatIsSaidBeforeTlsIsNotTakenForProtected(SmtpSecurity security) {
        server.extensions = List.of("STARTTLS");
        server.on(Stage.STARTTLS, new Answer.Raw("220 Go\r\n250 injected\r\n"));

        assertBroken(send(endpoint(security), null), SmtpPhase.STARTTLS, SmtpFault.PROTOCOL);
    }

    @Test
    void afterTlsTheServerIsAskedAgain() {
        server.extensions = List.of("STARTTLS");

        send(endpoint(SmtpSecurity.STARTTLS), null);

        assertThat(server.commands().subList(0, 3))
                .containsExactly("EHLO client.test", "STARTTLS", "EHLO client.test");
    }

    /// Names that SNI cannot say: RFC 6066 section 3.
    @ParameterizedTest
    @ValueSource(strings = {"mail_relay", "localhost.", "-odd-", "a..b"})
    void aHostThatCannotBeSaidInTlsIsReachedAllTheSame(String host) {
        server.extensions = List.of("STARTTLS");
        OutgoingPolicy policy =
                OutgoingPolicy.forSmtp()
                        .withPorts(Set.of(server.port()))
                        .opening(List.of(Cidr.parse("127.0.0.1/32")));
        try (SmtpClient client =
                new SmtpClient(
                        new OutgoingAddressGuard(
                                policy, name -> List.of(InetAddress.ofLiteral("127.0.0.1"))),
                        TestCertificate.trust())) {
            SmtpEndpoint endpoint =
                    new SmtpEndpoint(host, server.port(), SmtpSecurity.OPPORTUNISTIC, "c.test");
            SmtpReport report =
                    client.send(
                            endpoint,
                            null,
                            SmtpEnvelope.of("from@example.com", "to@example.com"),
                            mail("to@example.com", "hello"),
                            PointOfNoReturn.open());

            assertThat(fate(report)).isInstanceOf(Accepted.class);
            SmtpReport.Session session = report.session().orElseThrow();
            assertThat(session.tls()).startsWith("TLSv1.");
            // The dot of the root is in no certificate, and means nothing.
            assertThat(session.certificateVerified()).isEqualTo(host.equals("localhost."));
        }
    }

    @Test
    void aHandshakeThatHangsEndsAtItsDeadline() {
        server.on(Stage.BANNER, new Answer.Hang());

        assertBroken(
                send(
                        endpoint(SmtpSecurity.TLS)
                                .withTimeouts(SmtpTimeouts.all(Duration.ofMillis(300))),
                        null),
                SmtpPhase.TLS,
                SmtpFault.TIMED_OUT);
    }

    @Test
    void thePortAndTheAddressAreCheckedBeforeAnyConnection() {
        try (SmtpClient guarded =
                new SmtpClient(
                        new OutgoingAddressGuard(
                                OutgoingPolicy.forSmtp().withPorts(Set.of(server.port())),
                                host -> List.of(InetAddress.getLoopbackAddress())),
                        TlsTrust.ofPlatform())) {
            SmtpEnvelope envelope = SmtpEnvelope.of("from@example.com", "to@example.com");
            SmtpMessage hello = mail("to@example.com", "hello");

            assertUnsuited(
                    fate(
                            guarded.send(
                                    endpoint(SmtpSecurity.NONE),
                                    null,
                                    envelope,
                                    hello,
                                    () -> true)),
                    SmtpObstacle.ADDRESS_FORBIDDEN);
            assertUnsuited(
                    fate(
                            guarded.send(
                                    new SmtpEndpoint("localhost", 22, SmtpSecurity.NONE, "c.test"),
                                    null,
                                    envelope,
                                    hello,
                                    () -> true)),
                    SmtpObstacle.PORT_FORBIDDEN);
        }
        assertThat(server.connections()).isZero();
    }

    @Test
    void theNameIsLookedUpOnceAndTheCheckedAddressIsUsed() {
        AtomicInteger lookups = new AtomicInteger();
        OutgoingPolicy policy =
                OutgoingPolicy.forSmtp()
                        .withPorts(Set.of(server.port()))
                        .opening(List.of(Cidr.parse("127.0.0.1/32")));
        // A name that is only known to this resolver: a second look-up anywhere would fail.
        try (SmtpClient guarded =
                new SmtpClient(
                        new OutgoingAddressGuard(
                                policy,
                                host -> {
                                    lookups.incrementAndGet();
                                    return List.of(
                                            InetAddress.ofLiteral("10.1.2.3"),
                                            InetAddress.ofLiteral("127.0.0.1"));
                                }),
                        TlsTrust.ofPlatform())) {
            SmtpReport report =
                    guarded.send(
                            new SmtpEndpoint(
                                    "relay.invalid", server.port(), SmtpSecurity.NONE, "c.test"),
                            null,
                            SmtpEnvelope.of("from@example.com", "to@example.com"),
                            mail("to@example.com", "hello"),
                            PointOfNoReturn.open());

            assertThat(fate(report)).isInstanceOf(Accepted.class);
            assertThat(report.session().orElseThrow().remote().getAddress().getHostAddress())
                    .isEqualTo("127.0.0.1");
        }
        assertThat(lookups).hasValue(1);
    }

    @Test
    void anUnknownHostAndAClosedPortAreSurelyNotSent() throws IOException {
        int closedPort;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = probe.getLocalPort();
        }
        assertBroken(
                send(new SmtpEndpoint("127.0.0.1", closedPort, SmtpSecurity.NONE, "c.test"), null),
                SmtpPhase.CONNECT,
                SmtpFault.NOT_CONNECTED);
        OutgoingAddressGuard nowhere =
                new OutgoingAddressGuard(
                        OutgoingPolicy.forSmtp(),
                        host -> {
                            throw new UnknownHostException(host);
                        });
        try (SmtpClient lost = new SmtpClient(nowhere, TlsTrust.ofPlatform())) {
            assertBroken(
                    fate(
                            lost.send(
                                    new SmtpEndpoint("nowhere", 25, SmtpSecurity.NONE, "c.test"),
                                    null,
                                    SmtpEnvelope.of("from@example.com", "to@example.com"),
                                    mail("to@example.com", "hello"),
                                    PointOfNoReturn.open())),
                    SmtpPhase.RESOLVE,
                    SmtpFault.UNKNOWN_HOST);
        }
    }

    private SmtpEndpoint endpoint(SmtpSecurity security) {
        return new SmtpEndpoint("localhost", server.port(), security, "client.test")
                .withTimeouts(SmtpTimeouts.all(Duration.ofSeconds(5)));
    }

    private RecipientFate send(SmtpEndpoint endpoint, @Nullable SmtpCredentials credentials) {
        return fate(
                client.send(
                        endpoint,
                        credentials,
                        SmtpEnvelope.of("from@example.com", "to@example.com"),
                        mail("to@example.com", "hello"),
                        PointOfNoReturn.open()));
    }

    private static void assertUnsuited(RecipientFate fate, SmtpObstacle obstacle) {
        assertThat(fate)
                .isInstanceOfSatisfying(
                        Unsuited.class, u -> assertThat(u.obstacle()).isEqualTo(obstacle));
    }

    private static void assertBroken(RecipientFate fate, SmtpPhase phase, SmtpFault fault) {
        assertThat(fate)
                .isInstanceOfSatisfying(
                        Broken.class,
                        b -> {
                            assertThat(b.phase()).isEqualTo(phase);
                            assertThat(b.fault()).isEqualTo(fault);
                            assertThat(b.handedOver()).isFalse();
                        });
    }
}

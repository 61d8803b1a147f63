package dev.mailswitch.delivery.transport.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The contract with GreenMail: no PIPELINING, in clear and with TLS from the start.
class SmtpGreenMailContractTest extends SmtpClientContract {

    private static final String KEYS = "greenmail.tls.keystore.file";
    private static final String KEYS_PASSWORD = "greenmail.tls.keystore.password";

    private final GreenMail server;

    SmtpGreenMailContractTest() {
        System.setProperty(KEYS, TestCertificate.LOCALHOST.file().toString());
        System.setProperty(KEYS_PASSWORD, TestCertificate.PASSWORD);
        server =
                new GreenMail(
                        new ServerSetup[] {
                            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
                            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS)
                        });
    }

    @BeforeAll
    void start() {
        server.start();
        server.setUser("tim@mailswitch.test", "tim", "geheim");
    }

    @AfterAll
    void stop() {
        server.stop();
        client.close();
        System.clearProperty(KEYS);
        System.clearProperty(KEYS_PASSWORD);
    }

    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "LOGIN"})
    void aLoginIsBelievedOrRefused(AuthMechanism mechanism) {
        SmtpEndpoint endpoint = endpoints().getFirst().withMechanisms(List.of(mechanism));
        SmtpEnvelope envelope = SmtpEnvelope.of("from@example.com", newRecipient());
        SmtpMessage hello = mail("a@mailswitch.test", "hello");

        assertThat(
                        fate(
                                client.send(
                                        endpoint,
                                        new SmtpCredentials.Password("tim", "geheim"),
                                        envelope,
                                        hello,
                                        PointOfNoReturn.open())))
                .isInstanceOf(RecipientFate.Accepted.class);
        assertThat(
                        fate(
                                client.send(
                                        endpoint,
                                        new SmtpCredentials.Password("tim", "falsch"),
                                        envelope,
                                        hello,
                                        PointOfNoReturn.open())))
                .isInstanceOfSatisfying(
                        RecipientFate.Refused.class,
                        r -> {
                            assertThat(r.phase()).isEqualTo(SmtpPhase.AUTH);
                            assertThat(r.reply().code()).isEqualTo(535);
                        });
    }

    /// GreenMail says 250 to the null path and then does not count it as a sender. What it says about
    /// its own muddle must arrive here all the same.
    @Override
    @ParameterizedTest
    @MethodSource("endpoints")
    void theNullReversePathIsTaken(SmtpEndpoint endpoint) {
        String to = newRecipient();

        assertThat(fate(send(endpoint, SmtpEnvelope.of("", to), mail(to, "a notice"))))
                .isInstanceOfSatisfying(
                        RecipientFate.Refused.class,
                        r -> assertThat(r.reply().code()).isEqualTo(503));
    }

    @Override
    List<SmtpEndpoint> endpoints() {
        return List.of(
                new SmtpEndpoint(
                        "127.0.0.1", server.getSmtp().getPort(), SmtpSecurity.NONE, "client.test"),
                new SmtpEndpoint(
                        "127.0.0.1", server.getSmtps().getPort(), SmtpSecurity.TLS, "client.test"));
    }

    @Override
    List<String> arrived(String recipient) {
        GreenMailUser user = server.getUserManager().getUserByEmail(recipient);
        if (user == null) {
            return List.of();
        }
        try {
            return server.getManagers().getImapHostManager().getInbox(user).getMessages().stream()
                    .map(stored -> text(stored.getMimeMessage()))
                    .toList();
        } catch (FolderException e) {
            throw new IllegalStateException(e);
        }
    }

    // GreenMail leaves the last line end of a mail away.
    private static String text(MimeMessage message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            message.writeTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toString(UTF_8).replace("\r\n", "\n") + "\n";
    }
}

package dev.mailswitch.delivery.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.mailswitch.compose.ComposedMail;
import dev.mailswitch.compose.Remade;
import dev.mailswitch.delivery.boot.MailDraft;
import dev.mailswitch.delivery.boot.Tenant;
import dev.mailswitch.delivery.boot.TestWorker;
import dev.mailswitch.delivery.transport.smtp.Answer;
import dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer;
import dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer.Stage;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.mail.Tracking;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What went out can be made again from what is on record, byte for byte; where it cannot, that is
/// known.
class RawIT {

    private static final Tracking ALL = new Tracking(true, true, true, false, "Bald da");
    private static final String HTML =
            "<body>.<p>Grüße 🎈 <a href=\"https://shop.example/?id=1&amp;x=2\">hin</a>"
                    + " <a href=\"%unsubscribe_url%\">weg</a> <img src=\"cid:logo\"></p></body>";

    private static TestWorker worker;
    private static byte[] key;

    private final ScriptedSmtpServer relay = new ScriptedSmtpServer();
    private Tenant tenant;

    @BeforeAll
    static void start() throws Exception {
        worker = Installation.impatient();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        key = generator.generateKeyPair().getPrivate().getEncoded();
    }

    @BeforeEach
    void signingTenant() throws Exception {
        tenant = worker.tenant();
        tenant.verified();
        tenant.signs("one", key, Duration.ofHours(-1));
    }

    @AfterEach
    void close() {
        relay.close();
    }

    /// All that goes into a mail.
    private MailDraft rich() throws Exception {
        byte[] pdf = new byte[100_000];
        new Random(1).nextBytes(pdf);
        return tenant.mail()
                .to("Ann Ä <ann@good.test>", "bob@good.test")
                .cc("zoë@bücher.test")
                .bcc("hidden@good.test")
                .subject("Grüße, 🎈 und so weiter, und so weiter, und noch viel weiter")
                .html(HTML)
                .file("rechnung äöü.pdf", "application/pdf", pdf, null)
                .file("logo.png", "image/png", new byte[] {1, 2, 3}, "logo");
    }

    private byte[] exact(EmailId id, int position, int no) throws Exception {
        Remade remade = worker.remade(tenant.organisation(), id, position, no);
        assertThat(remade).isInstanceOf(Remade.Exact.class);
        return ((Remade.Exact) remade).mail().toByteArray();
    }

    private String exactText(EmailId id, int position, int no) throws Exception {
        return new String(exact(id, position, no), UTF_8);
    }

    @Test
    void whatAMailServerGotForEachRecipientIsMadeAgain() throws Exception {
        GreenMail server =
                new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        try {
            tenant.smtp(server.getSmtp().getPort());
            EmailId id =
                    tenant.mail()
                            .to("ann@good.test", "Bob B <bob@good.test>")
                            .bcc("hidden@good.test")
                            .subject("Grüße 🎈")
                            .html(HTML)
                            .file("ä.txt", "text/plain", "Hällo".getBytes(UTF_8), null)
                            .file("logo.png", "image/png", new byte[] {1, 2, 3}, "logo")
                            .tracking(ALL)
                            .send();
            new Story(tenant, id).becomes(Status.SENT);

            List<String> arrived = new ArrayList<>();
            for (MimeMessage message : server.getReceivedMessages()) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                message.writeTo(bytes);
                String text = bytes.toString(UTF_8);
                // Above it stand the server's own fields, and it keeps no last line break.
                arrived.add(text.substring(text.indexOf("DKIM-Signature:")) + "\r\n");
            }
            List<String> made = new ArrayList<>();
            for (int position = 0; position < 3; position++) {
                made.add(exactText(id, position, 1));
            }
            assertThat(made).doesNotHaveDuplicates();
            assertThat(arrived).containsExactlyInAnyOrderElementsOf(made);
            assertThat(made).noneMatch(mail -> mail.contains("hidden@"));
        } finally {
            server.stop();
        }
    }

    @Test
    void aSharedCopyIsMadeAgainForEachOfItsRecipients() throws Exception {
        tenant.smtp(relay.port());
        EmailId id = rich().send();
        new Story(tenant, id).becomes(Status.SENT);
        String arrived = relay.mailsFor("ann@good.test").getFirst().content();
        for (int position = 0; position < 4; position++) {
            assertThat(exactText(id, position, 1)).isEqualTo(arrived);
        }
        assertThat(arrived).startsWith("DKIM-Signature:").doesNotContain("hidden@");
    }

    @Test
    void whatASandboxKeptIsMadeAgain() throws Exception {
        tenant.sandbox();
        EmailId id = rich().tracking(ALL).send();
        new Story(tenant, id).becomes(Status.DELIVERED);
        for (int position = 0; position < 4; position++) {
            assertThat(
                            worker.number(
                                    """
                                    SELECT count(*) FROM sandbox_message m
                                      JOIN sandbox_content c
                                        ON c.organisation_id = m.organisation_id
                                       AND c.sha256 = m.sha256
                                     WHERE m.email_id = ? AND m.pos = ? AND c.raw = ?""",
                                    id.value(),
                                    position,
                                    exact(id, position, 1)))
                    .isEqualTo(1);
        }
    }

    @Test
    void aRepeatedCallIsMadeAgainWithTheBytesOfTheFirst() throws Exception {
        tenant.smtp(relay.port());
        // The mail is there, the answer never comes.
        relay.on(Stage.DOT, new Answer.Hang());
        EmailId id = tenant.mail().to("ann@good.test").html(HTML).tracking(ALL).send();
        new Story(tenant, id).becomes(Status.SENT);
        assertThat(relay.bodies).hasSize(2);
        assertThat(exactText(id, 0, 1)).isEqualTo(relay.bodies.getFirst().content());
        assertThat(exactText(id, 0, 2)).isEqualTo(relay.bodies.getLast().content());
    }

    /// The address that only SMTPUTF8 can carry is left out for a relay without it.
    @Test
    void whatARelayWithoutUnicodeGotIsMadeAgain() throws Exception {
        relay.extensions = List.of("PIPELINING", "8BITMIME", "DSN");
        tenant.smtp(relay.port());
        EmailId id = tenant.mail().to("ann@good.test").cc("jörg@good.test").send();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () ->
                                assertThat(tenant.read(id).mail().recipients().getFirst().status())
                                        .isEqualTo(Status.SENT));
        assertThat(exactText(id, 0, 1))
                .isEqualTo(relay.mailsFor("ann@good.test").getFirst().content())
                .doesNotContain("Cc:");
    }

    @Test
    void withoutItsKeyAMailIsMadeAgainUnsigned() throws Exception {
        tenant.smtp(relay.port());
        EmailId id = tenant.mail().to("ann@good.test").html(HTML).tracking(ALL).send();
        new Story(tenant, id).becomes(Status.SENT);
        String arrived = relay.mailsFor("ann@good.test").getFirst().content();
        worker.run(
                "DELETE FROM domain_key WHERE domain_id = (SELECT id FROM domain WHERE name = ?)",
                tenant.domain());
        worker.change("UPDATE domain SET version = version + 1 WHERE name = ?", tenant.domain());

        Remade remade = worker.remade(tenant.organisation(), id, 0, 1);

        assertThat(remade).isInstanceOf(Remade.Unsigned.class);
        ComposedMail mail = ((Remade.Unsigned) remade).mail();
        assertThat(new String(mail.toByteArray(), UTF_8))
                .startsWith("From:")
                .isEqualTo(arrived.substring(arrived.indexOf("\r\nFrom:") + 2));
    }

    @Test
    void otherLinksThanThoseThatWentOutAreNotShown() throws Exception {
        tenant.smtp(relay.port());
        EmailId id = tenant.mail().to("ann@good.test").html(HTML).tracking(ALL).send();
        new Story(tenant, id).becomes(Status.SENT);
        worker.change(
                "UPDATE organisation SET tracking_url = 'https://new.example' WHERE id = ?",
                tenant.organisation().value());
        assertThat(worker.remade(tenant.organisation(), id, 0, 1)).isEqualTo(new Remade.Other());
    }
}

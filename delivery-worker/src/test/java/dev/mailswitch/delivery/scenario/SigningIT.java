package dev.mailswitch.delivery.scenario;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.delivery.boot.Tenant;
import dev.mailswitch.delivery.boot.TestWorker;
import dev.mailswitch.delivery.transport.smtp.Answer;
import dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer;
import dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer.Stage;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.stack.DnsServer;
import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.api.SignatureRecord;
import org.apache.james.jdkim.impl.DNSPublicKeyRecordRetriever;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.SimpleResolver;

/// What arrives at a relay is signed, and Apache's library finds the signature good.
class SigningIT {

    private static TestWorker worker;
    private static KeyPair pair;

    private final ScriptedSmtpServer relay = new ScriptedSmtpServer();
    private final DnsServer dns = DnsServer.start(0);
    private Tenant tenant;

    @BeforeAll
    static void start() throws Exception {
        worker = Installation.impatient();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        pair = generator.generateKeyPair();
    }

    @BeforeEach
    void newTenant() throws Exception {
        tenant = worker.tenant();
        tenant.smtp(relay.port());
    }

    @AfterEach
    void close() {
        relay.close();
        dns.close();
    }

    @Test
    void aMailIsSignedAndTheSignatureSurvivesTheWire() throws Exception {
        signs("one", Duration.ofHours(-1));
        String html = ".<p>Grüße</p>\r\n..\r\n.a  b \t \r\n" + "x".repeat(3_000) + "\r\n\r\n";
        EmailId id = tenant.mail().to("a@good.test").subject("Grüße").html(html).send();
        new Story(tenant, id).becomes(Status.SENT);

        String arrived = relay.mailsFor("a@good.test").getFirst().content();

        assertThat(verify(arrived))
                .singleElement()
                .satisfies(
                        signature -> {
                            assertThat(signature.getDToken().toString()).isEqualTo(tenant.domain());
                            assertThat(signature.getSelector().toString()).isEqualTo("one");
                        });
    }

    @Test
    void withoutAPublishedKeyItGoesUnsigned() throws Exception {
        signs("later", Duration.ofHours(1));
        EmailId id = tenant.mail().to("b@good.test").send();
        new Story(tenant, id).becomes(Status.SENT);
        assertThat(relay.mailsFor("b@good.test").getFirst().content())
                .doesNotContain("DKIM-Signature");
    }

    @Test
    void theDomainsReturnPathIsTheEnvelopesSender() throws Exception {
        signs("one", Duration.ofHours(-1));
        worker.change(
                "UPDATE domain SET return_path = ? WHERE name = ?",
                "bounces@" + tenant.domain(),
                tenant.domain());
        EmailId id = tenant.mail().to("c@good.test").send();
        new Story(tenant, id).becomes(Status.SENT);
        assertThat(relay.mailsFor("c@good.test").getFirst().from())
                .isEqualTo("bounces@" + tenant.domain());
    }

    /// The grace time of an unknown outcome is long enough for a rotation in between. A copy is a call
    /// of its own, signed by the key of its own time; by its Message-ID who has it twice can tell.
    @Test
    void aCopyIsTheSameMailAlsoAfterARotation() throws Exception {
        signs("old", Duration.ofHours(-1));
        // The mail is there, the answer never comes.
        relay.on(Stage.DOT, new Answer.Hang());
        EmailId id = tenant.mail().to("d@good.test").send();
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(relay.bodies).hasSize(1));
        worker.run(
                """
                UPDATE domain_key SET signs_until = now() WHERE selector = 'old'
                   AND domain_id = (SELECT id FROM domain WHERE name = ?)""",
                tenant.domain());
        key("new", Duration.ZERO);
        tenant.publish();

        new Story(tenant, id).becomes(Status.SENT);

        List<ScriptedSmtpServer.Mail> mails = List.copyOf(relay.bodies);
        assertThat(mails).hasSize(2);
        assertThat(messageId(mails.getLast())).isEqualTo(messageId(mails.getFirst()));
        assertThat(verify(mails.getFirst().content()).getFirst().getSelector().toString())
                .isEqualTo("old");
        assertThat(verify(mails.getLast().content()).getFirst().getSelector().toString())
                .isIn("old", "new");
        EmailId next = tenant.mail().to("e@good.test").send();
        new Story(tenant, next).becomes(Status.SENT);
        assertThat(
                        verify(relay.mailsFor("e@good.test").getFirst().content())
                                .getFirst()
                                .getSelector()
                                .toString())
                .isEqualTo("new");
    }

    private static String messageId(ScriptedSmtpServer.Mail mail) {
        return mail.content()
                .lines()
                .filter(line -> line.startsWith("Message-ID: "))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aKeyThatDoesNotOpenKeepsTheMailInsteadOfSendingItUnsigned() throws Exception {
        signs("sealed", Duration.ofHours(-1));
        worker.run(
                "UPDATE domain_key SET secret_key_id = 'gone' WHERE domain_id ="
                        + " (SELECT id FROM domain WHERE name = ?)",
                tenant.domain());
        EmailId id = tenant.mail().to("f@good.test").send();
        Story story = new Story(tenant, id);
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(tenant.read(id).attempts()).isNotEmpty());
        assertThat(relay.mailsFor("f@good.test")).isEmpty();
        worker.change(
                "UPDATE domain_key SET secret_key_id = 't' WHERE domain_id ="
                        + " (SELECT id FROM domain WHERE name = ?)",
                tenant.domain());
        story.becomes(Status.SENT);
        assertThat(verify(relay.mailsFor("f@good.test").getFirst().content())).hasSize(1);
    }

    private void signs(String selector, Duration from) throws Exception {
        tenant.verified();
        key(selector, from);
    }

    private void key(String selector, Duration from) throws Exception {
        tenant.signs(selector, pair.getPrivate().getEncoded(), from);
        dns.txt(
                selector + "._domainkey." + tenant.domain(),
                "v=DKIM1; k=rsa; p="
                        + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
    }

    private List<SignatureRecord> verify(String mail) throws Exception {
        var resolver = new SimpleResolver(new InetSocketAddress("127.0.0.1", dns.port()));
        return new DKIMVerifier(new DNSPublicKeyRecordRetriever(resolver))
                .verify(new ByteArrayInputStream(mail.getBytes(ISO_8859_1)));
    }
}

package dev.mailswitch.delivery.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import dev.mailswitch.delivery.boot.Tenant;
import dev.mailswitch.delivery.boot.TestWorker;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.Status;
import jakarta.mail.BodyPart;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How the load is shared and bounded, and that what goes out is whole.
class SharesIT {

    private static TestWorker worker;
    private Tenant tenant;

    @BeforeAll
    static void start() {
        worker = Installation.impatient();
    }

    @BeforeEach
    void newTenant() throws Exception {
        tenant = worker.tenant();
    }

    @Test
    void weightsShareTheLoadOfATier() throws Exception {
        ProviderId light = tenant.sandbox(0, 1);
        ProviderId heavy = tenant.sandbox(0, 3);
        ProviderId lower = tenant.sandbox(1, 100);
        send(400);
        allAccepted(400);
        // 100 of 400 by chance: five standard deviations are 43.
        assertThat(attempts(light)).isBetween(57L, 143L);
        assertThat(attempts(heavy)).isBetween(257L, 343L);
        assertThat(attempts(lower)).isLessThan(20);
        // It was there all the time, and serves when those above cannot.
        long before = attempts(lower);
        tenant.set(light, "held", true);
        tenant.set(heavy, "held", true);
        send(10);
        allAccepted(410);
        assertThat(attempts(lower)).isEqualTo(before + 10);
    }

    @Test
    void aProvidersRateHolds() throws Exception {
        ProviderId slow = tenant.sandbox();
        tenant.set(slow, "rate_per_second", 20);
        await().pollDelay(Duration.ofMillis(1_100)).until(() -> true);
        send(100);
        allAccepted(100);
        long most =
                worker.number(
                        """
                        SELECT max(n) FROM (SELECT count(*) n FROM attempt WHERE provider_id = ?
                         GROUP BY date_trunc('second', started_at)) s""",
                        slow.value());
        long seconds =
                worker.number(
                        """
                        SELECT ceil(extract(epoch FROM max(started_at) - min(started_at)))
                          FROM attempt WHERE provider_id = ?""",
                        slow.value());
        // Permits are counted by the worker's clock and attempts by the transaction's start: what
        // was leased at the end of a second may be on record in the next, but not twice in a row.
        assertThat(most).isLessThanOrEqualTo(40);
        assertThat(seconds).isGreaterThanOrEqualTo(4);
    }

    @Test
    void whatIsAboveABudgetGoesThroughTheNextProvider() throws Exception {
        ProviderId limited = tenant.sandbox();
        ProviderId next = tenant.sandbox();
        tenant.set(limited, "budget_per_day", 15);
        // The first one asks for the budget; once that is here nothing depends on how fast we are.
        send(1);
        await().untilAsserted(
                        () ->
                                assertThat(
                                                worker.number(
                                                        "SELECT sum(leased) FROM allowance WHERE name = ?",
                                                        "budget/%s/day".formatted(limited)))
                                        .isEqualTo(15));
        send(39);
        allAccepted(40);
        assertThat(attempts(limited)).isEqualTo(15);
        assertThat(attempts(next)).isEqualTo(25);
        assertThat(
                        worker.number(
                                "SELECT count(*) FROM breaker WHERE provider_id = ?",
                                limited.value()))
                .isZero();
    }

    @Test
    void attachmentsAndInlineImageArriveIntact() throws Exception {
        byte[] pdf = bytes(300_000);
        byte[] image = bytes(20_000);
        GreenMail server =
                new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        try {
            tenant.smtp(server.getSmtp().getPort());
            EmailId id =
                    tenant.mail()
                            .to("files@good.test")
                            .subject("Grüße und eine Datei")
                            .html("<p>Hällo <img src=\"cid:logo\"></p>")
                            .file("rechnung äöü.pdf", "application/pdf", pdf, null)
                            .file("logo.png", "image/png", image, "logo")
                            .send();
            new Story(tenant, id).becomes(Status.SENT);
            MimeMessage message = server.getReceivedMessages()[0];
            assertThat(message.getSubject()).isEqualTo("Grüße und eine Datei");
            Map<String, byte[]> parts = new HashMap<>();
            collect(message, parts);
            assertThat(parts.get("application/pdf")).isEqualTo(pdf);
            assertThat(parts.get("image/png")).isEqualTo(image);
            assertThat(new String(parts.get("text/html"), "UTF-8"))
                    .contains("Hällo")
                    .contains("cid:");
            assertThat(GreenMailUtil.getWholeMessage(message)).contains("Content-ID: <");
        } finally {
            server.stop();
        }
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private static void collect(Part part, Map<String, byte[]> into) throws Exception {
        if (part.getContent() instanceof Multipart multipart) {
            for (int i = 0; i < multipart.getCount(); i++) {
                BodyPart inner = multipart.getBodyPart(i);
                collect(inner, into);
            }
            return;
        }
        String type = part.getContentType().split(";", 2)[0].toLowerCase(java.util.Locale.ROOT);
        into.put(type, part.getInputStream().readAllBytes());
    }

    private void send(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            tenant.mail().to("share" + i + "@good.test").send();
        }
    }

    private void allAccepted(int count) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () ->
                                assertThat(
                                                worker.number(
                                                        """
                                                SELECT count(*) FROM attempt a
                                                  JOIN email e ON e.id = a.email_id
                                                 WHERE e.environment_id = ? AND a.outcome = 1""",
                                                        tenant.environment().value()))
                                        .isEqualTo(count));
    }

    private static long attempts(ProviderId provider) throws Exception {
        return worker.number(
                "SELECT count(*) FROM attempt WHERE provider_id = ?", provider.value());
    }
}

package dev.mailswitch.delivery.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.crypto.TokenSecrets;
import dev.mailswitch.delivery.boot.Tenant;
import dev.mailswitch.delivery.boot.TestWorker;
import dev.mailswitch.delivery.transport.smtp.Answer;
import dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer;
import dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer.Mail;
import dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer.Stage;
import dev.mailswitch.ledger.reading.MailDetail;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.mail.Tracking;
import dev.mailswitch.model.token.Sent;
import dev.mailswitch.model.token.Token;
import dev.mailswitch.model.token.Tokens;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Mails with something put in for each recipient, as a relay gets them.
class TrackingIT {

    private static final Tracking ALL = new Tracking(true, true, true, false, "Soon there");
    private static final String HTML =
            "<body><p>Hi <a href=\"https://shop.example/order?id=1&amp;x=2#top\">order</a>"
                    + " <a href=\"%unsubscribe_url%\">leave</a></p></body>";

    private static TestWorker worker;

    private final ScriptedSmtpServer relay = new ScriptedSmtpServer();
    private final Tokens tokens = TokenSecrets.parse(TestWorker.tokenSecrets());
    private Tenant tenant;
    private ProviderId provider;

    @BeforeAll
    static void start() {
        worker = Installation.impatient();
    }

    @BeforeEach
    void oneRelay() throws Exception {
        tenant = worker.tenant();
        provider = tenant.smtp(relay.port());
    }

    @AfterEach
    void close() {
        relay.close();
    }

    @Test
    void eachRecipientGetsItsOwnPixelLinksAndHeaders() throws Exception {
        EmailId id =
                tenant.mail()
                        .to("one@good.test", "two@good.test", "three@good.test")
                        .html(HTML)
                        .tracking(ALL)
                        .send();
        new Story(tenant, id).becomes(Status.SENT);

        List<String> names = List.of("one@good.test", "two@good.test", "three@good.test");
        for (int position = 0; position < 3; position++) {
            List<Mail> got = relay.mailsFor(names.get(position));
            assertThat(got).hasSize(1);
            assertThat(got.getFirst().recipients()).containsExactly(names.get(position));
            Sent sent = new Sent(id, position, 1, tenant.organisation(), provider);
            String mail = unfolded(got.getFirst().content());
            assertThat(mail).contains("Soon there");
            // All of them stand in the header.
            assertThat(mail).contains("To: one@good.test, two@good.test, three@good.test");
            assertThat(tokens.readOpen(found(mail, "/t/o/"))).contains(new Token.Open(sent));
            Token.Click click = tokens.readClick(found(mail, "/t/c/")).orElseThrow();
            assertThat(click.sent()).isEqualTo(sent);
            assertThat(click.target().value()).isEqualTo("https://shop.example/order?id=1&x=2#top");
            assertThat(mail)
                    .contains("\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")
                    .containsPattern(
                            "\nList-Unsubscribe: <https://mail\\.example\\.com/u/[A-Za-z0-9_-]+>");
            Token.Unsubscribe leave = tokens.readUnsubscribe(found(mail, "/u/")).orElseThrow();
            assertThat(leave.address().email()).isEqualTo(names.get(position));
            assertThat(leave.environment()).isEqualTo(tenant.environment());
            assertThat(leave.sent()).isEqualTo(sent);
        }
    }

    @Test
    void mailWithoutTrackingStaysOneCallForAll() throws Exception {
        EmailId id = tenant.mail().to("a@good.test", "b@good.test").html(HTML).send();
        new Story(tenant, id).becomes(Status.SENT);
        assertThat(relay.mails).hasSize(1);
        assertThat(unfolded(relay.mails.getFirst().content()))
                .contains("https://shop.example/order?id=1&amp;x=2#top")
                .doesNotContain("/t/o/", "/t/c/", "List-Unsubscribe");
    }

    @Test
    void linksLeadToTheOrganisationsTrackingHost() throws Exception {
        worker.change(
                "UPDATE organisation SET tracking_url = 'https://links.shop.example' WHERE id = ?",
                tenant.organisation().value());
        EmailId id = tenant.mail().to("host@good.test").html(HTML).tracking(ALL).send();
        new Story(tenant, id).becomes(Status.SENT);
        assertThat(unfolded(relay.mails.getFirst().content()))
                .contains("https://links.shop.example/t/o/", "<https://links.shop.example/u/")
                .doesNotContain("mail.example.com/");
    }

    @Test
    void tokensOfASecondAttemptNameIt() throws Exception {
        relay.on(Stage.DOT, new Answer.SayAndDrop("451 4.3.0 Try again"));
        EmailId id = tenant.mail().to("again@good.test").html(HTML).tracking(ALL).send();
        Story story = new Story(tenant, id).becomes(Status.SENT);
        MailDetail.Attempt last = story.attempts().getLast();
        assertThat(last.no()).isEqualTo(2);
        String mail = unfolded(relay.mailsFor("again@good.test").getLast().content());
        assertThat(tokens.readOpen(found(mail, "/t/o/")).orElseThrow().sent().attempt())
                .isEqualTo(2);
    }

    private static String found(String mail, String path) {
        Matcher token = Pattern.compile(Pattern.quote(path) + "([A-Za-z0-9_-]+)").matcher(mail);
        assertThat(token.find()).as(path.toUpperCase(Locale.ROOT)).isTrue();
        return token.group(1);
    }

    /// Without soft line breaks and folds.
    private static String unfolded(String mail) {
        return mail.replace("=\r\n", "").replace("=3D", "=").replaceAll("\r\n[ \t]", " ");
    }
}

package dev.mailswitch.provider.mailjet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.provider.Authenticity;
import dev.mailswitch.provider.ProviderEvent;
import dev.mailswitch.provider.ProviderEvent.Type;
import dev.mailswitch.provider.Webhook;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailjetWebhookTest {

    /// The example of RFC 7617 section 2.
    private static final String SECRET = "Aladdin:open sesame";

    private static final String HEADER = "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==";

    private final Mailjet mailjet = new Mailjet(Classifier.standard());

    @Test
    void theCredentialsOfTheAddressAreGenuine() {
        assertThat(verified(HEADER, SECRET)).isInstanceOf(Authenticity.Genuine.class);
        assertThat(verified("basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", SECRET))
                .isInstanceOf(Authenticity.Genuine.class);
    }

    @Test
    void anyOfSeveralSecretsIsEnough() {
        assertThat(verified(HEADER, "new:password", SECRET))
                .isInstanceOf(Authenticity.Genuine.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Basic",
                "Basic ",
                "Basic not base64!",
                "Basic QWxhZGRpbjpvcGVuIFNlc2FtZQ==",
                "Bearer QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
            })
    void otherCredentialsAreForged(String header) {
        assertThat(verified(header, SECRET)).isInstanceOf(Authenticity.Forged.class);
    }

    @Test
    void withoutCredentialsOrSecretsAWebhookIsForged() {
        assertThat(mailjet.verify(webhook("[]"), List.of(SECRET), Instant.EPOCH))
                .isInstanceOf(Authenticity.Forged.class);
        assertThat(verified(HEADER)).isInstanceOf(Authenticity.Forged.class);
    }

    @ParameterizedTest
    @CsvSource({"'', 'Basic '", "':', 'Basic Og=='", "'user:', 'Basic dXNlcjo='", "x, Basic eA=="})
    void aSecretThatIsNoPairOpensNothing(String secret, String header) {
        assertThat(verified(header, secret)).isInstanceOf(Authenticity.Forged.class);
    }

    @ParameterizedTest
    @CsvSource({
        "sent, DELIVERED",
        "bounce, BOUNCED",
        "blocked, REJECTED",
        "spam, COMPLAINED",
        "open, OPENED",
        "click, CLICKED",
        "unsub, UNSUBSCRIBED"
    })
    void eachTypeHasItsWord(String type, Type expected) {
        ProviderEvent event = only(event(type, ""));
        assertThat(event.type()).isEqualTo(expected);
        assertThat(event.correlation()).isEqualTo("token");
        assertThat(event.messageId()).isEqualTo("19421777835146490");
        assertThat(event.recipient()).isEqualTo("A@example.net");
        assertThat(event.at()).isEqualTo(Instant.ofEpochSecond(1_760_000_000));
        assertThat(event.eventKey())
                .isEqualTo(type + "/1760000000/19421777835146490/A@example.NET/");
    }

    @ParameterizedTest
    @CsvSource({
        "recipient, user unknown, INVALID_RECIPIENT",
        "recipient, mailbox inactive, MAILBOX_DISABLED",
        "recipient, quota exceeded, MAILBOX_FULL",
        "recipient, blacklisted, SUPPRESSED",
        "recipient, spam reporter, SUPPRESSED",
        "domain, invalid domain, INVALID_RECIPIENT",
        "domain, no mail host, INVALID_RECIPIENT",
        "domain, typofix, INVALID_RECIPIENT",
        "domain, relay/access denied, POLICY",
        "spam, sender blocked, PROVIDER_BLOCK",
        "spam, policy issue, PROVIDER_BLOCK",
        "spam, content blocked, CONTENT_REJECTED",
        "content, error in template language, UNKNOWN",
        "mailjet, preblocked, SUPPRESSED",
        "mailjet, duplicate in campaign, SUPPRESSED",
        "'', something new, UNKNOWN"
    })
    void aBounceHasItsClass(String about, String error, BounceClass expected) {
        ProviderEvent hard = only(event("bounce", refusal(about, error, true)));
        assertThat(hard.type()).isEqualTo(Type.BOUNCED);
        assertThat(hard.bounceClass()).isEqualTo(expected);
        assertThat(hard.permanent()).isTrue();
        assertThat(hard.reason()).isEqualTo(about.isEmpty() ? error : about + ": " + error);

        assertThat(only(event("bounce", refusal(about, error, false))).permanent()).isFalse();
    }

    @Test
    void whatTheHostSaidDecidesWhereTheTableLeavesItOpen() {
        String denied =
                refusal("domain", "relay/access denied", true)
                        + ",\"comment\":\"550 5.1.1 no such user\"";
        ProviderEvent event = only(event("bounce", denied));
        assertThat(event.bounceClass()).isEqualTo(BounceClass.INVALID_RECIPIENT);
        assertThat(event.permanent()).isTrue();
        assertThat(event.reason()).isEqualTo("550 5.1.1 no such user");
    }

    @Test
    void greylistingIsTriedAgainUnlessItWasHard() {
        ProviderEvent soft = only(event("bounce", refusal("domain", "greylisted", false)));
        assertThat(soft.type()).isEqualTo(Type.DEFERRED);
        assertThat(soft.bounceClass()).isEqualTo(BounceClass.TRANSIENT);
        assertThat(only(event("bounce", refusal("domain", "greylisted", true))).type())
                .isEqualTo(Type.BOUNCED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"system issue", "protocol issue", "connection issue", "other issue"})
    void aFaultOfMailjetsOwnIsNoBounce(String error) {
        for (String type : List.of("bounce", "blocked")) {
            ProviderEvent event = only(event(type, refusal("system", error, false)));
            assertThat(event.type()).isEqualTo(Type.FAILED);
            assertThat(event.bounceClass()).isEqualTo(BounceClass.UNKNOWN);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "user unknown, INVALID_RECIPIENT, false",
        "preblocked, SUPPRESSED, true",
        "spam reporter, SUPPRESSED, true"
    })
    void whatWasNeverTriedIsFinalOnlyByMailjetsOwnList(
            String error, BounceClass expected, boolean permanent) {
        ProviderEvent event = only(event("blocked", refusal("recipient", error, true)));
        assertThat(event.type()).isEqualTo(Type.REJECTED);
        assertThat(event.bounceClass()).isEqualTo(expected);
        assertThat(event.permanent()).isEqualTo(permanent);
    }

    @Test
    void aBatchMayBeMixed() {
        Webhook webhook =
                webhook(
                        """
                        [{"event":"sent","time":1424873938,"email":"a@x.test",
                          "mj_message_id":"18858825588804172","CustomID":"","Payload":""},
                         {"event":"something new"},
                         {"event":"click","time":1424873939,"email":"b@x.test",
                          "MessageID":18446744073709551615,"CustomID":"token",
                          "url":"https://x.test/"}]
                        """);
        List<ProviderEvent> events = mailjet.events(webhook);
        assertThat(events)
                .extracting(ProviderEvent::type)
                .containsExactly(Type.DELIVERED, Type.CLICKED);
        assertThat(events).extracting(ProviderEvent::correlation).containsExactly(null, "token");
        assertThat(events)
                .extracting(ProviderEvent::messageId)
                .containsExactly("18858825588804172", "18446744073709551615");
        assertThat(events.get(1).eventKey())
                .isEqualTo("click/1424873939/18446744073709551615/b@x.test/https://x.test/");
    }

    @Test
    void aRepeatHasTheKeyOfTheFirst() {
        assertThat(only(event("open", "")).eventKey())
                .isEqualTo(only(event("open", ",\"agent\":\"another\"")).eventKey())
                .isNotEqualTo(only(event("unsub", "")).eventKey());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "[{}]", "[1,null,\"sent\"]", "{\"event\":{\"sent\":1}}"})
    void unknownTypesAndPingsGiveNothing(String body) {
        assertThat(mailjet.events(webhook(body))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"event\":\"sent\"}",
                "{\"event\":\"sent\",\"time\":\"never\"}",
                "{\"event\":\"sent\",\"time\":1e300}",
                "{\"event\":\"sent\",\"time\":[]}"
            })
    void whatCannotBeReadIsRefused(String body) {
        assertThatThrownBy(() -> mailjet.events(webhook(body)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void oddValuesAreReadAsNone() {
        ProviderEvent event =
                only(
                        webhook(
                                """
                                {"event":"bounce","time":1,"MessageID":1.5e20,"mj_message_id":{},
                                 "email":7,"CustomID":[],"hard_bounce":"perhaps","error":{},
                                 "error_related_to":null,"comment":5}
                                """));
        assertThat(event.correlation()).isNull();
        assertThat(event.messageId()).isNull();
        assertThat(event.bounceClass()).isEqualTo(BounceClass.UNKNOWN);
        assertThat(event.permanent()).isFalse();
        assertThat(event.reason()).isNull();
    }

    private Authenticity verified(String header, String... secrets) {
        Webhook webhook = new Webhook(Map.of("Authorization", header), new byte[0]);
        return mailjet.verify(webhook, List.of(secrets), Instant.EPOCH);
    }

    private ProviderEvent only(Webhook webhook) {
        List<ProviderEvent> events = mailjet.events(webhook);
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    private static String refusal(String about, String error, boolean hard) {
        return ",\"blocked\":false,\"hard_bounce\":%s,\"error_related_to\":\"%s\",\"error\":\"%s\""
                .formatted(hard, about, error);
    }

    private static Webhook event(String type, String more) {
        return webhook(
                """
                {"event":"%s","time":1760000000,"MessageID":19421777835146490,
                 "Message_GUID":"1ab23cd4","email":"A@example.NET","mj_campaign_id":0,
                 "customcampaign":"","CustomID":"token","Payload":""%s}
                """
                        .formatted(type, more));
    }

    private static Webhook webhook(String body) {
        return new Webhook(Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }
}

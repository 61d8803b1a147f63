package dev.mailswitch.provider.postmark;

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

class PostmarkWebhookTest {

    /// The example of RFC 7617 section 2.
    private static final String SECRET = "Aladdin:open sesame";

    private static final String CREDENTIALS = "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==";

    private final Postmark postmark = new Postmark(Classifier.standard());

    @ParameterizedTest
    @ValueSource(
            strings = {
                CREDENTIALS,
                "basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
                "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ"
            })
    void theAgreedUserAndPasswordAreGenuine(String authorization) {
        assertThat(verified(authorization, SECRET)).isInstanceOf(Authenticity.Genuine.class);
    }

    @Test
    void oneOfSeveralSecretsIsEnough() {
        assertThat(verified(CREDENTIALS, "other:one", SECRET))
                .isInstanceOf(Authenticity.Genuine.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic QWxhZGRpbjpvcGVuIHNlc2FtZSE=",
                "Basic not base64",
                "Basic ",
                "Bearer QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
                "QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
                ""
            })
    void otherCredentialsAreForged(String authorization) {
        assertThat(verified(authorization, SECRET)).isInstanceOf(Authenticity.Forged.class);
    }

    @Test
    void withoutAHeaderOrASecretItIsForged() {
        assertThat(postmark.verify(webhook("{}"), List.of(SECRET), Instant.EPOCH))
                .isInstanceOf(Authenticity.Forged.class);
        assertThat(verified(CREDENTIALS)).isInstanceOf(Authenticity.Forged.class);
    }

    @ParameterizedTest
    @CsvSource({"'', 'Basic '", "'user:', 'Basic dXNlcjo='", "'user', 'Basic dXNlcg=='"})
    void aSecretWithoutAPasswordOpensNothing(String secret, String authorization) {
        assertThat(verified(authorization, secret)).isInstanceOf(Authenticity.Forged.class);
    }

    @ParameterizedTest
    @CsvSource({
        "Delivery, Recipient, DeliveredAt, DELIVERED",
        "SpamComplaint, Email, BouncedAt, COMPLAINED",
        "Open, Recipient, ReceivedAt, OPENED",
        "Click, Recipient, ReceivedAt, CLICKED",
        "SMTPApiError, Email, BouncedAt, REJECTED",
        "SMTPAPIError, Email, BouncedAt, REJECTED"
    })
    void eachRecordHasItsWord(String record, String recipient, String time, Type expected) {
        ProviderEvent event =
                only(
                        """
                        {"RecordType":"%s","MessageID":"6f0c","%s":"A@Example.NET",
                         "%s":"2026-01-02T03:04:05.1234567-04:00",
                         "Metadata":{"mailswitch":"token"}}
                        """
                                .formatted(record, recipient, time));
        assertThat(event.type()).isEqualTo(expected);
        assertThat(event.correlation()).isEqualTo("token");
        assertThat(event.messageId()).isEqualTo("6f0c");
        assertThat(event.recipient()).isEqualTo("A@example.net");
        assertThat(event.at()).isEqualTo(Instant.parse("2026-01-02T07:04:05.1234567Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "true, HardBounce, BOUNCED, INVALID_RECIPIENT",
        "true, SpamComplaint, COMPLAINED,",
        "true, ManualSuppression, UNSUBSCRIBED,",
        "false, , RESUBSCRIBED,"
    })
    void aChangeOfTheSuppressionListIsReadByItsReason(
            boolean suppressed, String reason, Type expected, BounceClass bounceClass) {
        ProviderEvent event =
                only(
                        """
                        {"RecordType":"SubscriptionChange","MessageID":null,
                         "ChangedAt":"2020-02-01T10:53:34.416071Z","Recipient":"a@x.test",
                         "Origin":"Recipient","SuppressSending":%s,"SuppressionReason":%s,
                         "Tag":null,"Metadata":{}}
                        """
                                .formatted(
                                        suppressed,
                                        reason == null ? "null" : "\"" + reason + "\""));
        assertThat(event.type()).isEqualTo(expected);
        assertThat(event.bounceClass()).isEqualTo(bounceClass);
        assertThat(event.messageId()).isNull();
        assertThat(event.correlation()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "HardBounce, smtp;550 5.1.1 no such user, BOUNCED, INVALID_RECIPIENT, true",
        "HardBounce, smtp;550, BOUNCED, INVALID_RECIPIENT, true",
        "HardBounce, Test bounce details, BOUNCED, INVALID_RECIPIENT, true",
        "BadEmailAddress, , BOUNCED, INVALID_RECIPIENT, true",
        "SoftBounce, smtp;452 4.2.2 mailbox full, BOUNCED, MAILBOX_FULL, false",
        "SoftBounce, , BOUNCED, TRANSIENT, false",
        "Blocked, smtp;550 something of theirs, BOUNCED, PROVIDER_BLOCK, true",
        "Blocked, , BOUNCED, PROVIDER_BLOCK, false",
        "SpamNotification, smtp;550 no, BOUNCED, CONTENT_REJECTED, true",
        "VirusNotification, , BOUNCED, CONTENT_REJECTED, false",
        "DMARCPolicy, , BOUNCED, AUTH_POLICY, false",
        "Unknown, smtp;550 5.1.1 no such user, BOUNCED, INVALID_RECIPIENT, true",
        "Unknown, , BOUNCED, UNKNOWN, false",
        "Transient, smtp;451 try later, DEFERRED, TRANSIENT, false",
        "DnsError, , DEFERRED, TRANSIENT, false",
        "OpenRelayTest, , DEFERRED, TRANSIENT, false",
        "SpamComplaint, , COMPLAINED, , false",
        "Unsubscribe, , UNSUBSCRIBED, , false",
        "ManualSuppression, , UNSUBSCRIBED, , false",
        "Subscribe, , RESUBSCRIBED, , false",
        "ManuallyDeactivated, , REJECTED, SUPPRESSED, true",
        "Unconfirmed, , REJECTED, SUPPRESSED, true",
        "SMTPApiError, , FAILED, UNKNOWN, true",
        "TemplateRenderingFailed, , FAILED, UNKNOWN, true"
    })
    void aBounceHasItsMeaning(
            String type,
            String details,
            Type expected,
            BounceClass bounceClass,
            boolean permanent) {
        ProviderEvent event = only(bounce(42, type, details == null ? "" : details));
        assertThat(event.type()).isEqualTo(expected);
        assertThat(event.bounceClass()).isEqualTo(bounceClass);
        assertThat(event.permanent()).isEqualTo(permanent);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AutoResponder",
                "AddressChange",
                "ChallengeVerification",
                "InboundError",
                "SomethingNew"
            })
    void whatIsNoBounceGivesNothing(String type) {
        assertThat(events(bounce(42, type, "smtp;550 x"))).isEmpty();
    }

    @Test
    void theReasonIsWhatTheHostSaidOrElseTheDescription() {
        assertThat(only(bounce(1, "HardBounce", "smtp;550 5.1.1 no such user")).reason())
                .isEqualTo("550 5.1.1 no such user");
        assertThat(only(bounce(1, "HardBounce", "")).reason())
                .isEqualTo("may be: unknown user, mailbox full");
    }

    @Test
    void aRepeatHasTheSameKeyAndAnotherBounceAnotherOne() {
        String first = only(bounce(1, "HardBounce", "x")).eventKey();
        assertThat(only(bounce(1, "HardBounce", "x")).eventKey()).isEqualTo(first);
        assertThat(only(bounce(2, "HardBounce", "x")).eventKey()).isNotEqualTo(first);
        assertThat(first.length()).isLessThanOrEqualTo(200);
    }

    @Test
    void anArrayIsReadAsWell() {
        assertThat(events("[" + bounce(1, "HardBounce", "") + "," + bounce(2, "Blocked", "") + "]"))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "\"x\"",
                "null",
                "{\"RecordType\":\"Inbound\"}",
                "{\"RecordType\":7}",
                "{\"RecordType\":{\"a\":1}}",
                "{\"RecordType\":\"Bounce\"}",
                "{\"RecordType\":\"SubscriptionChange\",\"SuppressSending\":\"false\"}",
                "{\"RecordType\":\"SubscriptionChange\",\"SuppressSending\":true,"
                        + "\"SuppressionReason\":\"New\"}"
            })
    void unknownRecordsAndPingsGiveNothing(String body) {
        assertThat(events(body)).isEmpty();
    }

    @Test
    void oddFieldsDoNoHarm() {
        ProviderEvent event =
                only(
                        """
                        {"RecordType":"Delivery","MessageID":7,"Recipient":{"a":[]},
                         "DeliveredAt":"2026-01-02T03:04:05Z","Metadata":["mailswitch"]}
                        """);
        assertThat(event.recipient()).isNull();
        assertThat(event.messageId()).isNull();
        assertThat(event.correlation()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"RecordType\":\"Delivery\",\"Recipient\":\"a@x.test\"}",
                "{\"RecordType\":\"Delivery\",\"DeliveredAt\":\"yesterday\"}",
                "{\"RecordType\":\"Delivery\",\"DeliveredAt\":{}}"
            })
    void whatCannotBeReadIsRefused(String body) {
        assertThatThrownBy(() -> events(body)).isInstanceOf(IllegalArgumentException.class);
    }

    private Authenticity verified(String authorization, String... secrets) {
        Webhook webhook =
                new Webhook(
                        Map.of("Authorization", authorization),
                        "{}".getBytes(StandardCharsets.UTF_8));
        return postmark.verify(webhook, List.of(secrets), Instant.EPOCH);
    }

    private List<ProviderEvent> events(String body) {
        return postmark.events(webhook(body));
    }

    private ProviderEvent only(String body) {
        List<ProviderEvent> events = events(body);
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    private static String bounce(int id, String type, String details) {
        return """
        {"RecordType":"Bounce","MessageStream":"outbound","ID":%d,"Type":"%s","TypeCode":1,
         "Name":"A name","Tag":"welcome","MessageID":"6f0c","Metadata":{"mailswitch":"token"},
         "ServerID":23,"Description":"may be: unknown user, mailbox full","Details":"%s",
         "Email":"a@example.net",
         "From":"noreply@acme.test","BouncedAt":"2026-01-02T03:04:05.1234567-04:00",
         "DumpAvailable":true,"Inactive":true,"CanActivate":true,"Subject":"Hi"}
        """
                .formatted(id, type, details);
    }

    private static Webhook webhook(String body) {
        return new Webhook(Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }
}

package dev.mailswitch.provider.sparkpost;

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
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class SparkPostWebhookTest {

    /// The example of RFC 7617 section 2.
    private static final String SECRET = "Aladdin:open sesame";

    private static final String AUTHORIZATION = "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==";

    private final SparkPost sparkPost = new SparkPost(Classifier.standard());

    @ParameterizedTest
    @ValueSource(
            strings = {
                AUTHORIZATION,
                "basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
                "Basic  QWxhZGRpbjpvcGVuIHNlc2FtZQ== ",
                "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ"
            })
    void theUserAndPasswordOfTheStandardAreGenuine(String authorization) {
        assertThat(verified(authorization, SECRET)).isInstanceOf(Authenticity.Genuine.class);
    }

    @Test
    void oneOfSeveralSecretsIsEnough() {
        assertThat(verified(AUTHORIZATION, "Aladdin:another", SECRET))
                .isInstanceOf(Authenticity.Genuine.class);
    }

    @Test
    void aPasswordMayHoldColonsAndAnyLetters() {
        // us:pä:ss in UTF-8
        assertThat(verified("Basic dXM6cMOkOnNz", "us:pä:ss"))
                .isInstanceOf(Authenticity.Genuine.class);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "Basic",
                "Basic ",
                "Basic QWxhZGRpbg==",
                "Basic QWxhZGRpbjpPcGVuIHNlc2FtZQ==",
                "Basic not base64!",
                "Bearer QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
                "Aladdin:open sesame"
            })
    void anythingElseIsForged(String authorization) {
        assertThat(verified(authorization, SECRET)).isInstanceOf(Authenticity.Forged.class);
    }

    @Test
    void withoutSecretsNobodyIsBelieved() {
        assertThat(verified(AUTHORIZATION)).isInstanceOf(Authenticity.Forged.class);
    }

    @ParameterizedTest
    @CsvSource({"'', 'Basic '", "':', 'Basic Og=='", "'nouser', 'Basic bm91c2Vy'"})
    void aSecretWithoutAUserOpensToNobody(String secret, String authorization) {
        assertThat(verified(authorization, secret)).isInstanceOf(Authenticity.Forged.class);
    }

    @ParameterizedTest
    @CsvSource({
        "message_event, injection, ACCEPTED",
        "message_event, delivery, DELIVERED",
        "message_event, delay, DEFERRED",
        "message_event, bounce, BOUNCED",
        "message_event, out_of_band, BOUNCED",
        "message_event, spam_complaint, COMPLAINED",
        "message_event, policy_rejection, REJECTED",
        "gen_event, generation_rejection, REJECTED",
        "gen_event, generation_failure, FAILED",
        "track_event, open, OPENED",
        "track_event, amp_open, OPENED",
        "track_event, click, CLICKED",
        "track_event, amp_click, CLICKED",
        "unsubscribe_event, list_unsubscribe, UNSUBSCRIBED",
        "unsubscribe_event, link_unsubscribe, UNSUBSCRIBED"
    })
    void eachTypeHasItsWord(String family, String type, Type expected) {
        ProviderEvent event = only(webhook("[" + element(family, type, "") + "]"));
        assertThat(event.type()).isEqualTo(expected);
        assertThat(event.correlation()).isEqualTo("token");
        assertThat(event.messageId()).isEqualTo("65832150921904138");
        assertThat(event.recipient()).isEqualTo("A.b@example.net");
        assertThat(event.at()).isEqualTo(Instant.ofEpochSecond(1_760_000_000));
        assertThat(event.eventKey()).isEqualTo("92356927693813856");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "initial_open",
                "amp_initial_open",
                "relay_injection",
                "relay_delivery",
                "ab_test_completed",
                "sms_status",
                "something_new",
                ""
            })
    void otherTypesGiveNothing(String type) {
        assertThat(sparkPost.events(webhook("[" + element("message_event", type, "") + "]")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10, 550, 550 5.1.1 no such user, INVALID_RECIPIENT, true",
        "10, 450, 450 4.2.0 try later, INVALID_RECIPIENT, false",
        "10, , , INVALID_RECIPIENT, true",
        "30, 550, 550 no recipient, INVALID_RECIPIENT, true",
        "90, 550, 550 go away, RECIPIENT_REFUSED, true",
        "21, 554, 554 5.4.4 [internal] domain lookup failed, TRANSIENT, true",
        "22, 452, 452 4.2.2 full, MAILBOX_FULL, false",
        "22, , , MAILBOX_FULL, false",
        "23, 552, 552 5.3.4 too big, MESSAGE_TOO_LARGE, true",
        "24, , , TRANSIENT, false",
        "70, 451, 451 4.3.0 busy, TRANSIENT, false",
        "50, 550, 550 5.7.1 blocked, PROVIDER_BLOCK, true",
        "51, 550, 550 5.7.1 blocked, PROVIDER_BLOCK, true",
        "52, 550, 550 5.7.1 spam, CONTENT_REJECTED, true",
        "53, 552, 552 5.7.0 no such files, CONTENT_REJECTED, true",
        "54, 550, 550 5.7.1 relaying denied, RELAY_DENIED, true",
        // What the host said decides.
        "1, 550, 550 5.1.1 User unknown, INVALID_RECIPIENT, true",
        "20, 452, 452 4.2.2 mailbox full, MAILBOX_FULL, false",
        "40, , 550 5.1.1 User unknown, INVALID_RECIPIENT, true",
        "40, , , UNKNOWN, false",
        "999, , , UNKNOWN, false"
    })
    void aBounceHasItsClass(
            String number, String code, String said, BounceClass expected, boolean permanent) {
        ProviderEvent event = only(bounce("bounce", number, code, said));
        assertThat(event.type()).isEqualTo(Type.BOUNCED);
        assertThat(event.bounceClass()).isEqualTo(expected);
        assertThat(event.permanent()).isEqualTo(permanent);
        assertThat(event.reason()).isEqualTo(said);
    }

    @ParameterizedTest
    @CsvSource({
        "bounce, recipient address was suppressed due to customer policy, SUPPRESSED",
        "bounce, recipient address was suppressed due to system policy, SUPPRESSED",
        "bounce, 554 5.7.1 [internal] policy, POLICY",
        "generation_rejection, recipient address was suppressed due to customer policy, SUPPRESSED",
        "policy_rejection, Exceed Sending Limit (daily), POLICY"
    })
    void whatSparkPostNeverTriedIsRejected(String type, String said, BounceClass expected) {
        ProviderEvent event = only(bounce(type, "25", "554", said));
        assertThat(event.type()).isEqualTo(Type.REJECTED);
        assertThat(event.bounceClass()).isEqualTo(expected);
        assertThat(event.permanent()).isTrue();
        assertThat(event.reason()).isEqualTo(said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"60", "80", "100"})
    void mailsThatCameBackAndAreNoBouncesGiveNothing(String number) {
        assertThat(sparkPost.events(bounce("out_of_band", number, null, "away until Monday")))
                .isEmpty();
    }

    @Test
    void aDelayHasItsClassAndIsNeverPermanent() {
        ProviderEvent event = only(bounce("delay", "22", "552", "552 5.2.2 full"));
        assertThat(event.type()).isEqualTo(Type.DEFERRED);
        assertThat(event.bounceClass()).isEqualTo(BounceClass.MAILBOX_FULL);
        assertThat(event.permanent()).isFalse();
    }

    @Test
    void aBatchGivesItsEventsInOrder() {
        Webhook webhook =
                webhook(
                        "[%s,{\"msys\":{}},%s]"
                                .formatted(
                                        element("message_event", "injection", ""),
                                        element("message_event", "delivery", "")));
        assertThat(sparkPost.events(webhook))
                .extracting(ProviderEvent::type)
                .containsExactly(Type.ACCEPTED, Type.DELIVERED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "[{\"msys\":{}}]",
                "{\"msys\":{}}",
                "[{\"msys\":null}]",
                "[{\"msys\":[1,\"a\",null]}]",
                "[1,\"a\",null]",
                "[{\"msys\":{\"message_event\":{\"type\":{\"bounce\":1}}}}]"
            })
    void pingsAndOddElementsGiveNothing(String body) {
        assertThat(sparkPost.events(webhook(body))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[{\"msys\":{\"message_event\":{\"type\":\"bounce\"}}}]",
                "[{\"msys\":{\"message_event\":{\"type\":\"bounce\",\"timestamp\":{}}}}]",
                "[{\"msys\":{\"message_event\":{\"type\":\"bounce\",\"timestamp\":\"soon\"}}}]"
            })
    void whatCannotBeReadIsRefused(String body) {
        assertThatThrownBy(() -> sparkPost.events(webhook(body)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void numbersAndOtherFormsOfTimeAreReadAsTextsAre() {
        ProviderEvent event =
                only(
                        webhook(
                                """
                                {"msys":{"message_event":{"type":"bounce","bounce_class":10,
                                 "error_code":550,"transmission_id":65832150921904138,
                                 "event_id":92356927693813856,"rcpt_to":"a@example.net",
                                 "timestamp":"2026-01-02T03:04:05.000Z"}}}
                                """));
        assertThat(event.messageId()).isEqualTo("65832150921904138");
        assertThat(event.eventKey()).isEqualTo("92356927693813856");
        assertThat(event.bounceClass()).isEqualTo(BounceClass.INVALID_RECIPIENT);
        assertThat(event.recipient()).isEqualTo("a@example.net");
        assertThat(event.at()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
        assertThat(event.correlation()).isNull();
    }

    @Test
    void withoutAnIdOfItsOwnAnEventIsKnownByWhatItIs() {
        String form =
                """
                {"msys":{"message_event":{"type":"%s","transmission_id":"1","message_id":"2",
                 "rcpt_to":"a@example.net","timestamp":"1760000000"}}}
                """;
        String delivery = only(webhook(form.formatted("delivery"))).eventKey();
        assertThat(delivery).isEqualTo(only(webhook(form.formatted("delivery"))).eventKey());
        assertThat(delivery).isNotEqualTo(only(webhook(form.formatted("injection"))).eventKey());
    }

    private Authenticity verified(String authorization, String... secrets) {
        Map<String, String> headers =
                authorization == null ? Map.of() : Map.of("Authorization", authorization);
        return sparkPost.verify(
                new Webhook(headers, "[]".getBytes(StandardCharsets.UTF_8)),
                List.of(secrets),
                Instant.EPOCH);
    }

    private ProviderEvent only(Webhook webhook) {
        List<ProviderEvent> events = sparkPost.events(webhook);
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    private static Webhook bounce(String type, String number, String code, String said) {
        String more =
                ",\"bounce_class\":\""
                        + number
                        + "\""
                        + (code == null ? "" : ",\"error_code\":\"" + code + "\"")
                        + (said == null ? "" : ",\"raw_reason\":\"" + said + "\"");
        return webhook("[" + element("message_event", type, more) + "]");
    }

    private static String element(String family, String type, String more) {
        return """
               {"msys":{"%s":{"type":"%s","event_id":"92356927693813856",
                "message_id":"000443ee14578172be22","transmission_id":"65832150921904138",
                "rcpt_to":"a.b@example.net","raw_rcpt_to":"A.b@example.NET",
                "rcpt_meta":{"mailswitch":"token"},"rcpt_tags":[],"timestamp":"1760000000"%s}}}
               """
                .formatted(family, type, more);
    }

    private static Webhook webhook(String body) {
        return new Webhook(
                Map.of("X-MessageSystems-Batch-ID", "032d3305"),
                body.getBytes(StandardCharsets.UTF_8));
    }
}

package dev.mailswitch.provider.ses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.provider.ProviderEvent;
import dev.mailswitch.provider.ProviderEvent.Type;
import dev.mailswitch.provider.Webhook;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SesEventsTest {

    private static final Instant CALLED = Instant.parse("2026-01-02T03:04:05Z");
    private static final Instant LATER = Instant.parse("2026-01-02T03:05:00.123Z");
    private static final String WHEN = "\"timestamp\":\"2026-01-02T03:05:00.123Z\"";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Ses ses = new Ses(Classifier.standard());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Send | send | ACCEPTED | false",
                "Reject | reject | REJECTED | false",
                "Rendering Failure | failure | FAILED | false",
                "Delivery | delivery | DELIVERED | true",
                "DeliveryDelay | deliveryDelay | DEFERRED | true",
                "Bounce | bounce | BOUNCED | true",
                "Complaint | complaint | COMPLAINED | true",
                "Open | open | OPENED | true",
                "Click | click | CLICKED | true"
            })
    void eachTypeHasItsWord(String word, String key, Type expected, boolean timed) {
        String who =
                "\"recipients\":[\"A@Example.NET\"],"
                        + List.of("bouncedRecipients", "delayedRecipients", "complainedRecipients")
                                .stream()
                                .map(name -> list(name, "A@Example.NET"))
                                .collect(Collectors.joining(","));
        ProviderEvent event =
                only(event(word, key, who + (timed ? "," + WHEN : ""), "A@Example.NET"));
        assertThat(event.type()).isEqualTo(expected);
        assertThat(event.correlation()).isEqualTo("token");
        assertThat(event.messageId()).isEqualTo("0100019b-000000");
        assertThat(event.recipient()).isEqualTo("A@example.net");
        assertThat(event.at()).isEqualTo(timed ? LATER : CALLED);
        assertThat(event.eventKey()).isEqualTo("22b80b92/0");
    }

    @ParameterizedTest
    @CsvSource({
        "Permanent, NoEmail, , BOUNCED, INVALID_RECIPIENT, true",
        "Permanent, General, 550 5.1.1 no such user, BOUNCED, INVALID_RECIPIENT, true",
        "Permanent, General, 552 5.2.2 mailbox full, BOUNCED, MAILBOX_FULL, true",
        "Permanent, General, , BOUNCED, INVALID_RECIPIENT, true",
        "Permanent, Suppressed, , REJECTED, SUPPRESSED, true",
        "Permanent, OnAccountSuppressionList, , REJECTED, SUPPRESSED, true",
        "Permanent, Brandnew, , BOUNCED, UNKNOWN, true",
        "Transient, MailboxFull, 452 4.2.2 full, BOUNCED, MAILBOX_FULL, false",
        "Transient, MessageTooLarge, , BOUNCED, MESSAGE_TOO_LARGE, false",
        "Transient, ContentRejected, , BOUNCED, CONTENT_REJECTED, false",
        "Transient, AttachmentRejected, , BOUNCED, CONTENT_REJECTED, false",
        "Transient, General, , BOUNCED, UNKNOWN, false",
        "Undetermined, Undetermined, 550 5.1.1 no such user, BOUNCED, INVALID_RECIPIENT, true",
        "Undetermined, Undetermined, , BOUNCED, UNKNOWN, false"
    })
    void aBounceHasItsClass(
            String bounceType,
            String subType,
            String said,
            Type type,
            BounceClass bounceClass,
            boolean permanent) {
        String recipient =
                "\"emailAddress\":\"a@example.net\""
                        + (said == null ? "" : ",\"diagnosticCode\":\"smtp; " + said + "\"");
        ProviderEvent event =
                only(
                        event(
                                "Bounce",
                                "bounce",
                                "\"bounceType\":\"%s\",\"bounceSubType\":\"%s\",%s,\"bouncedRecipients\":[{%s}]"
                                        .formatted(bounceType, subType, WHEN, recipient),
                                "a@example.net"));
        assertThat(event.type()).isEqualTo(type);
        assertThat(event.bounceClass()).isEqualTo(bounceClass);
        assertThat(event.permanent()).isEqualTo(permanent);
        assertThat(event.reason()).isEqualTo(said);
    }

    @Test
    void withoutWordsTheStatusCodeTells() {
        ProviderEvent event =
                only(
                        event(
                                "Bounce",
                                "bounce",
                                "\"bounceType\":\"Undetermined\","
                                        + WHEN
                                        + ",\"bouncedRecipients\":[{\"emailAddress\":\"a@x.test\",\"status\":\"5.1.1\"}]",
                                "a@x.test"));
        assertThat(event.bounceClass()).isEqualTo(BounceClass.INVALID_RECIPIENT);
        assertThat(event.permanent()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "InternalFailure, TRANSIENT",
        "SendingDeferral, TRANSIENT",
        "RecipientServerError, TRANSIENT",
        "TransientCommunicationFailure, TRANSIENT",
        "IPFailure, PROVIDER_BLOCK",
        "BYOIPHostNameLookupUnavailable, AUTH_POLICY",
        "MailboxFull, MAILBOX_FULL",
        "General, UNKNOWN",
        "Undetermined, UNKNOWN"
    })
    void aDelayHasItsClass(String delayType, BounceClass expected) {
        ProviderEvent event =
                only(
                        event(
                                "DeliveryDelay",
                                "deliveryDelay",
                                "\"delayType\":\"%s\",%s,%s"
                                        .formatted(
                                                delayType,
                                                WHEN,
                                                list("delayedRecipients", "a@x.test")),
                                "a@x.test"));
        assertThat(event.type()).isEqualTo(Type.DEFERRED);
        assertThat(event.bounceClass()).isEqualTo(expected);
        assertThat(event.permanent()).isFalse();
    }

    @Test
    void eachOfSeveralRecipientsHasAnEventWithAKeyOfItsOwn() {
        List<ProviderEvent> events = ses.events(event("Send", "send", "", "a@x.test", "b@x.test"));
        assertThat(events)
                .extracting(ProviderEvent::recipient)
                .containsExactly("a@x.test", "b@x.test");
        assertThat(events)
                .extracting(ProviderEvent::eventKey)
                .containsExactly("22b80b92/0", "22b80b92/1");
    }

    @ParameterizedTest
    @CsvSource({"Open, open", "Click, click"})
    void amongSeveralNobodyIsSaidToHaveOpenedIt(String word, String key) {
        ProviderEvent event = only(event(word, key, WHEN, "a@x.test", "b@x.test"));
        assertThat(event.recipient()).isNull();
    }

    @Test
    void amongSeveralNobodyIsSaidToHaveComplained() {
        ProviderEvent event =
                only(
                        event(
                                "Complaint",
                                "complaint",
                                WHEN
                                        + ",\"complaintFeedbackType\":\"abuse\","
                                        + list("complainedRecipients", "a@x.test", "b@x.test"),
                                "a@x.test",
                                "b@x.test"));
        assertThat(event.type()).isEqualTo(Type.COMPLAINED);
        assertThat(event.recipient()).isNull();
        assertThat(event.reason()).isEqualTo("abuse, one of a@x.test, b@x.test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not-spam", "auth-failure"})
    void feedbackThatBlamesNobodyIsNoComplaint(String kind) {
        assertThat(
                        ses.events(
                                event(
                                        "Complaint",
                                        "complaint",
                                        WHEN
                                                + ",\"complaintFeedbackType\":\""
                                                + kind
                                                + "\","
                                                + list("complainedRecipients", "a@x.test"),
                                        "a@x.test")))
                .isEmpty();
    }

    @Test
    void aComplaintOfLongAgoIsASuppression() {
        ProviderEvent event =
                only(
                        event(
                                "Complaint",
                                "complaint",
                                WHEN
                                        + ",\"complaintSubType\":\"OnAccountSuppressionList\","
                                        + list("complainedRecipients", "a@x.test"),
                                "a@x.test"));
        assertThat(event.type()).isEqualTo(Type.REJECTED);
        assertThat(event.bounceClass()).isEqualTo(BounceClass.SUPPRESSED);
        assertThat(event.recipient()).isEqualTo("a@x.test");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"unsubscribeAll\":true} | true",
                "{\"topicSubscriptionStatus\":[{\"subscriptionStatus\":\"OptOut\"}]} | true",
                "{\"topicSubscriptionStatus\":[{\"subscriptionStatus\":\"OptIn\"}]} | false",
                "{} | false"
            })
    void aSubscriptionIsOneThatIsGivenUp(String preferences, boolean unsubscribed) {
        List<ProviderEvent> events =
                ses.events(
                        event(
                                "Subscription",
                                "subscription",
                                WHEN + ",\"newTopicPreferences\":" + preferences,
                                "a@x.test"));
        assertThat(events)
                .extracting(ProviderEvent::type)
                .isEqualTo(unsubscribed ? List.of(Type.UNSUBSCRIBED) : List.of());
    }

    @Test
    void whatSesRejectsNobodyElseShouldGet() {
        ProviderEvent event =
                only(event("Reject", "reject", "\"reason\":\"Bad content\"", "a@x.test"));
        assertThat(event.bounceClass()).isEqualTo(BounceClass.CONTENT_REJECTED);
        assertThat(event.permanent()).isTrue();
        assertThat(event.reason()).isEqualTo("Bad content");
    }

    @Test
    void theOlderNotificationsAreReadToo() {
        ProviderEvent event =
                only(
                        sns(
                                """
                                {"notificationType":"Delivery",
                                 "mail":{"timestamp":"2026-01-02T03:04:05.000Z","messageId":"1"},
                                 "delivery":{"timestamp":"2026-01-02T03:05:00.123Z",
                                             "recipients":["a@x.test"]}}
                                """));
        assertThat(event.type()).isEqualTo(Type.DELIVERED);
        assertThat(event.correlation()).isNull();
        assertThat(event.at()).isEqualTo(LATER);
    }

    @Test
    void pingsAndUnknownTypesGiveNothing() {
        assertThat(
                        ses.events(
                                sns(
                                        "Successfully validated SNS topic for Amazon SES event"
                                                + " publishing.")))
                .isEmpty();
        assertThat(ses.events(event("Brandnew", "brandnew", WHEN, "a@x.test"))).isEmpty();
        assertThat(ses.events(sns("{}"))).isEmpty();
        assertThat(ses.events(webhook("{}"))).isEmpty();
        assertThat(ses.events(webhook("[]"))).isEmpty();
        assertThat(ses.events(webhook("{\"eventType\":\"Send\"}"))).isEmpty();
    }

    @Test
    void whatHasOddFieldsGivesWhatIsThere() {
        ProviderEvent event =
                only(
                        sns(
                                """
                                {"eventType":"Bounce",
                                 "bounce":{"bouncedRecipients":"a@x.test","bounceType":7},
                                 "mail":{"timestamp":"2026-01-02T03:04:05.000Z","tags":[],
                                         "messageId":[],"destination":{"a":1}}}
                                """));
        assertThat(event.type()).isEqualTo(Type.BOUNCED);
        assertThat(event.recipient()).isNull();
        assertThat(event.messageId()).isNull();
        assertThat(event.correlation()).isNull();
        assertThat(event.bounceClass()).isEqualTo(BounceClass.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"eventType\":\"Send\"}",
                "{\"eventType\":\"Send\",\"mail\":{\"timestamp\":\"yesterday\"}}"
            })
    void whatCannotBeReadIsRefused(String report) {
        assertThatThrownBy(() -> ses.events(sns(report)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBodyThatIsNoJsonIsRefused() {
        assertThatThrownBy(() -> ses.events(webhook("{")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private ProviderEvent only(Webhook webhook) {
        List<ProviderEvent> events = ses.events(webhook);
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    private static String list(String name, String... addresses) {
        return "\""
                + name
                + "\":["
                + List.of(addresses).stream()
                        .map(address -> "{\"emailAddress\":\"" + address + "\"}")
                        .collect(Collectors.joining(","))
                + "]";
    }

    private static Webhook event(String word, String key, String detail, String... destination) {
        return sns(
                """
                {"eventType":"%s","%s":{%s},
                 "mail":{"timestamp":"2026-01-02T03:04:05.000Z","messageId":"0100019b-000000",
                         "source":"n@acme.test","destination":["%s"],
                         "tags":{"mailswitch":["token"],"ses:configuration-set":["cs"]}}}
                """
                        .formatted(word, key, detail, String.join("\",\"", destination)));
    }

    private static Webhook sns(String report) {
        ObjectNode message = JSON.createObjectNode();
        message.put("Type", "Notification");
        message.put("MessageId", "22b80b92");
        message.put("Message", report);
        return webhook(message.toString());
    }

    private static Webhook webhook(String body) {
        return new Webhook(Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }
}

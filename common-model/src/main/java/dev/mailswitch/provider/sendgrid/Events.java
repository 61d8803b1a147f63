package dev.mailswitch.provider.sendgrid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.mailswitch.bounce.Classification;
import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.provider.EventJson;
import dev.mailswitch.provider.ProviderEvent;
import dev.mailswitch.provider.ProviderEvent.Type;
import dev.mailswitch.provider.Webhook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// SendGrid's webhooks
/// ([event types](https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event)): an
/// array of events of any mails, each about one recipient.
final class Events {

    /// An enhanced code (RFC 3463) that says more than good or bad.
    private static final Pattern STATUS =
            Pattern.compile("(?![245]\\.0\\.0$)[245](\\.\\d{1,3}){2}");

    private Events() {}

    static List<ProviderEvent> of(Webhook webhook, Classifier classifier) {
        List<ProviderEvent> events = new ArrayList<>();
        for (JsonNode event : EventJson.each(webhook.body())) {
            Type type = type(event.path("event").asText(""));
            if (type != null) {
                events.add(event(event, type, webhook, classifier));
            }
        }
        return events;
    }

    private static @Nullable Type type(String word) {
        return switch (word) {
            case "processed" -> Type.ACCEPTED;
            case "deferred" -> Type.DEFERRED;
            case "delivered" -> Type.DELIVERED;
            case "bounce" -> Type.BOUNCED;
            case "dropped" -> Type.REJECTED;
            case "spamreport" -> Type.COMPLAINED;
            case "open" -> Type.OPENED;
            case "click" -> Type.CLICKED;
            case "unsubscribe", "group_unsubscribe" -> Type.UNSUBSCRIBED;
            case "group_resubscribe" -> Type.RESUBSCRIBED;
            default -> null;
        };
    }

    private static ProviderEvent event(
            JsonNode event, Type type, Webhook webhook, Classifier classifier) {
        Why why = why(event, type, classifier);
        return new ProviderEvent(
                type,
                event.path(Request.CORRELATION).textValue(),
                MessageId.of(event.path("sg_message_id").textValue()),
                text(event, "email").map(EventJson::address).orElse(null),
                at(event, webhook),
                EventJson.key(text(event, "sg_event_id").orElseGet(() -> composed(event))),
                why.bounceClass(),
                why.permanent(),
                why.reason());
    }

    /// When all were signed, if the event does not say: one odd event must not cost the others.
    private static Instant at(JsonNode event, Webhook webhook) {
        try {
            return EventJson.time(event.path("timestamp"));
        } catch (IllegalArgumentException none) {
            return EventJson.time(TextNode.valueOf(webhook.header(Signature.TIMESTAMP).orElse("")));
        }
    }

    /// Of an event without an id, which old ones are now and then.
    private static String composed(JsonNode event) {
        return String.join(
                "/",
                event.path("event").asText(),
                event.path("sg_message_id").asText(),
                event.path("email").asText(),
                event.path("timestamp").asText());
    }

    private record Why(
            @Nullable BounceClass bounceClass, boolean permanent, @Nullable String reason) {}

    private static Why why(JsonNode event, Type type, Classifier classifier) {
        return switch (type) {
            case BOUNCED -> bounced(event, classifier);
            case REJECTED -> dropped(event, classifier);
            case DEFERRED -> deferred(event, classifier);
            case ACCEPTED,
                    DELIVERED,
                    FAILED,
                    COMPLAINED,
                    OPENED,
                    CLICKED,
                    UNSUBSCRIBED,
                    RESUBSCRIBED ->
                    new Why(null, false, null);
        };
    }

    private static Why bounced(JsonNode event, Classifier classifier) {
        String said = said(event, "reason");
        Optional<Classification> read = read(event, said, classifier);
        boolean saidNo = read.map(Classification::permanent).orElse(false);
        boolean permanent =
                switch (event.path("type").asText("")) {
                    // SendGrid has put the address on its list.
                    case "bounce" -> true;
                    // It gave up waiting; the host had not said no for good.
                    case "expired" -> false;
                    // `blocked`, or an old event that does not say.
                    default -> saidNo;
                };
        return new Why(bounceClass(event, read), permanent, said);
    }

    /// By SendGrid's own word if it blames somebody, else by what the host said.
    private static BounceClass bounceClass(JsonNode event, Optional<Classification> read) {
        String own = event.path("bounce_classification").asText("").toLowerCase(Locale.ROOT);
        // Written in several ways: `Frequency/Volume`, `Frequency or Volume Too High`.
        if (own.startsWith("frequency")) {
            return BounceClass.THROTTLED;
        }
        return switch (own) {
            case "invalid address" -> BounceClass.INVALID_RECIPIENT;
            case "content" -> BounceClass.CONTENT_REJECTED;
            case "reputation" -> BounceClass.PROVIDER_BLOCK;
            case "mailbox unavailable" -> known(read, BounceClass.MAILBOX_DISABLED);
            case "technical" -> known(read, BounceClass.TRANSIENT);
            default ->
                    known(
                            read,
                            event.path("type").asText("").equals("expired")
                                    ? BounceClass.TRANSIENT
                                    : BounceClass.UNKNOWN);
        };
    }

    private static BounceClass known(Optional<Classification> read, BounceClass otherwise) {
        return read.map(Classification::bounceClass)
                .filter(bounceClass -> bounceClass != BounceClass.UNKNOWN)
                .orElse(otherwise);
    }

    /// SendGrid did not try.
    private static Why dropped(JsonNode event, Classifier classifier) {
        String said = said(event, "reason");
        return switch (said == null ? "" : said.toLowerCase(Locale.ROOT)) {
            case "bounced address", "unsubscribed address", "spam reporting address", "invalid" ->
                    new Why(BounceClass.SUPPRESSED, true, said);
            case "spam content" -> new Why(BounceClass.CONTENT_REJECTED, true, said);
            case "invalid smtpapi header" -> new Why(BounceClass.PROTOCOL, true, said);
            // The account's fault: any other provider may have it.
            case "recipient list over package quota" -> new Why(BounceClass.THROTTLED, false, said);
            default ->
                    new Why(known(read(event, said, classifier), BounceClass.UNKNOWN), false, said);
        };
    }

    private static Why deferred(JsonNode event, Classifier classifier) {
        String said = said(event, "response");
        return new Why(
                read(event, said, classifier).map(Classification::bounceClass).orElse(null),
                false,
                said);
    }

    /// What the words and the code of a host mean; nothing if it said nothing.
    private static Optional<Classification> read(
            JsonNode event, @Nullable String said, Classifier classifier) {
        String status = text(event, "status").filter(s -> STATUS.matcher(s).matches()).orElse(null);
        String words = said == null ? status : said;
        return words == null
                ? Optional.empty()
                : Optional.of(classifier.classify(0, status, words, true));
    }

    private static @Nullable String said(JsonNode event, String field) {
        return text(event, field).map(EventJson::diagnostic).orElse(null);
    }

    private static Optional<String> text(JsonNode event, String field) {
        return Optional.ofNullable(event.path(field).textValue())
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }
}

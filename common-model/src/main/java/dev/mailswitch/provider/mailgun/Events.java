package dev.mailswitch.provider.mailgun;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.provider.EventJson;
import dev.mailswitch.provider.ProviderEvent;
import dev.mailswitch.provider.ProviderEvent.Type;
import dev.mailswitch.provider.Webhook;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Mailgun's webhooks
/// ([event types](https://documentation.mailgun.com/docs/mailgun/user-manual/events/event-types)):
/// one event a request, about one recipient.
final class Events {

    private Events() {}

    static List<ProviderEvent> of(Webhook webhook, Classifier classifier) {
        List<ProviderEvent> events = new ArrayList<>();
        for (JsonNode delivery : EventJson.each(webhook.body())) {
            JsonNode event = delivery.path("event-data");
            Type type = type(event);
            if (type != null) {
                String token = delivery.path("signature").path("token").asText("");
                events.add(event(event, type, token, classifier));
            }
        }
        return events;
    }

    /// What our call said, or null.
    static @Nullable String correlation(JsonNode event) {
        return event.path("user-variables").path(Request.CORRELATION).textValue();
    }

    static @Nullable String messageId(JsonNode event) {
        return MessageId.of(event.path("message").path("headers").path("message-id"));
    }

    private static @Nullable Type type(JsonNode event) {
        return switch (event.path("event").asText("")) {
            case "accepted" -> Type.ACCEPTED;
            case "rejected" -> Type.REJECTED;
            case "delivered" -> Type.DELIVERED;
            case "failed" -> failure(event);
            case "complained" -> Type.COMPLAINED;
            case "opened" -> Type.OPENED;
            case "clicked" -> Type.CLICKED;
            case "unsubscribed" -> Type.UNSUBSCRIBED;
            default -> null;
        };
    }

    private static Type failure(JsonNode event) {
        if (event.path("severity").asText("").equals("temporary")) {
            return Type.DEFERRED;
        }
        return Failure.of(event).suppressed() ? Type.REJECTED : Type.BOUNCED;
    }

    private static ProviderEvent event(
            JsonNode event, Type type, String token, Classifier classifier) {
        Instant at = time(event.path("timestamp"));
        String recipient = recipient(event);
        Why why = why(event, type, classifier);
        return new ProviderEvent(
                type,
                correlation(event),
                messageId(event),
                recipient,
                at,
                EventJson.key(token.isEmpty() ? key(event, recipient, at) : token),
                why.bounceClass(),
                why.permanent(),
                why.reason());
    }

    /// For an event that came without a signature: its id is unique within a day.
    private static String key(JsonNode event, @Nullable String recipient, Instant at) {
        return String.join(
                "/",
                event.path("id").asText(""),
                event.path("event").asText(""),
                recipient == null ? "" : recipient,
                Long.toString(at.toEpochMilli()));
    }

    /// Seconds with a fraction, which JSON may write with an exponent.
    private static Instant time(JsonNode node) {
        return EventJson.time(
                node.isFloatingPointNumber()
                        ? TextNode.valueOf(BigDecimal.valueOf(node.doubleValue()).toPlainString())
                        : node);
    }

    /// A rejected mail names nobody, at best the envelope. The mail's To says nothing: it shows
    /// recipients of other calls.
    private static @Nullable String recipient(JsonNode event) {
        String named = event.path("recipient").asText("");
        String target = event.path("envelope").path("targets").asText("");
        if (!named.isBlank()) {
            return EventJson.address(named);
        }
        return target.matches("[^\\s,]+@[^\\s,]+") ? EventJson.address(target) : null;
    }

    /// Why it was refused; all null if it was not.
    record Why(@Nullable BounceClass bounceClass, boolean permanent, @Nullable String reason) {}

    private static Why why(JsonNode event, Type type, Classifier classifier) {
        return switch (type) {
            case REJECTED ->
                    event.path("event").asText("").equals("rejected")
                            ? rejection(event.path("reject"), classifier)
                            : Failure.of(event).why(classifier);
            case BOUNCED -> Failure.of(event).why(classifier);
            case DEFERRED -> {
                Why why = Failure.of(event).why(classifier);
                yield new Why(why.bounceClass(), false, why.reason());
            }
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

    /// Final for this mail, but no host said anything of the recipient.
    private static Why rejection(JsonNode reject, Classifier classifier) {
        String said = Failure.joined(reject.path("reason"), reject.path("description"));
        return said.isEmpty()
                ? new Why(BounceClass.UNKNOWN, false, null)
                : new Why(classifier.classify(0, null, said, true).bounceClass(), false, said);
    }
}

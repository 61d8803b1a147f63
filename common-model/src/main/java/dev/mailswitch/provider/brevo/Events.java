package dev.mailswitch.provider.brevo;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.jspecify.annotations.Nullable;

/// Brevo's webhooks ([events](https://developers.brevo.com/docs/transactional-webhooks)): an event
/// about one recipient, or an array of them where the webhook is batched. The words are not those
/// by which events are ordered.
final class Events {

    /// `ts_epoch` is in UTC for certain, but some complaints lack it. The others may be off by the
    /// account's zone.
    private static final List<String> TIMES = List.of("ts_epoch", "ts_event", "ts");

    private Events() {}

    static List<ProviderEvent> of(Webhook webhook, Classifier classifier) {
        List<ProviderEvent> events = new ArrayList<>();
        for (JsonNode event : EventJson.each(webhook.body())) {
            String word = event.path("event").asText("");
            Type type = type(word);
            if (type != null) {
                events.add(event(event, word, type, classifier));
            }
        }
        return events;
    }

    private static @Nullable Type type(String word) {
        return switch (word) {
            case "request" -> Type.ACCEPTED;
            case "deferred" -> Type.DEFERRED;
            case "delivered" -> Type.DELIVERED;
            case "soft_bounce", "hard_bounce", "invalid_email" -> Type.BOUNCED;
            case "blocked" -> Type.REJECTED;
            case "error" -> Type.FAILED;
            case "spam", "complaint" -> Type.COMPLAINED;
            case "opened",
                    "unique_opened",
                    "proxy_open",
                    "unique_proxy_open",
                    "unique_proxy_opened" ->
                    Type.OPENED;
            case "click" -> Type.CLICKED;
            case "unsubscribed", "unsubscribe" -> Type.UNSUBSCRIBED;
            default -> null;
        };
    }

    private static ProviderEvent event(
            JsonNode event, String word, Type type, Classifier classifier) {
        String messageId = MessageId.of(event.path("message-id"));
        String email = event.path("email").textValue();
        String recipient = email == null || email.isBlank() ? null : EventJson.address(email);
        Instant at = time(event);
        Why why = why(word, type, reason(event), classifier);
        return new ProviderEvent(
                type,
                Correlation.of(event),
                messageId,
                recipient,
                at,
                // There is no id of an event; `id` is that of the webhook.
                EventJson.key(word + "/" + messageId + "/" + recipient + "/" + at.toEpochMilli()),
                why.bounceClass(),
                why.permanent(),
                why.reason());
    }

    private static Instant time(JsonNode event) {
        for (String name : TIMES) {
            JsonNode time = event.path(name);
            if (time.asText("").matches("[1-9]\\d{0,13}")) {
                return EventJson.time(time);
            }
        }
        throw new IllegalArgumentException("the event has no time");
    }

    private static @Nullable String reason(JsonNode event) {
        String reason = event.path("reason").asText("").strip();
        return reason.isEmpty() ? null : EventJson.diagnostic(reason);
    }

    private record Why(
            @Nullable BounceClass bounceClass, boolean permanent, @Nullable String reason) {}

    private static Why why(String word, Type type, @Nullable String reason, Classifier classifier) {
        return switch (type) {
            case BOUNCED -> bounce(word, reason, classifier);
            case REJECTED -> new Why(BounceClass.SUPPRESSED, true, reason);
            case FAILED -> new Why(BounceClass.UNKNOWN, true, reason);
            // Brevo still tries, whatever the host said.
            case DEFERRED ->
                    reason == null
                            ? new Why(null, false, null)
                            : new Why(classified(reason, classifier).bounceClass(), false, reason);
            case ACCEPTED, DELIVERED, COMPLAINED, OPENED, CLICKED, UNSUBSCRIBED, RESUBSCRIBED ->
                    new Why(null, false, null);
        };
    }

    /// A soft bounce is final for the mail; for the address it is so only if the host said it.
    private static Why bounce(String word, @Nullable String reason, Classifier classifier) {
        if (word.equals("invalid_email")) {
            return new Why(BounceClass.INVALID_RECIPIENT, true, reason);
        }
        boolean hard = word.equals("hard_bounce");
        if (reason == null) {
            return new Why(BounceClass.UNKNOWN, hard, null);
        }
        Classification read = classified(reason, classifier);
        return new Why(read.bounceClass(), hard || read.permanent(), reason);
    }

    /// There is no field for codes: they stand in the words, if anywhere.
    private static Classification classified(String reason, Classifier classifier) {
        return classifier.classify(0, null, reason, true);
    }
}

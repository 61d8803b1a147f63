package dev.mailswitch.provider.resend;

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

/// Resend's webhooks
/// ([event types](https://resend.com/docs/dashboard/webhooks/event-types)): one event a request,
/// about everybody in `data.to`.
final class Events {

    private Events() {}

    static List<ProviderEvent> of(Webhook webhook, Classifier classifier) {
        String id = webhook.header("svix-id").or(() -> webhook.header("webhook-id")).orElse("");
        List<ProviderEvent> events = new ArrayList<>();
        for (JsonNode event : EventJson.each(webhook.body())) {
            Type type = type(event.path("type").asText(""));
            if (type != null) {
                about(event, type, id, classifier, events);
            }
        }
        return events;
    }

    private static @Nullable Type type(String word) {
        return switch (word) {
            case "email.sent", "email.scheduled" -> Type.ACCEPTED;
            case "email.delivered" -> Type.DELIVERED;
            case "email.delivery_delayed" -> Type.DEFERRED;
            case "email.bounced" -> Type.BOUNCED;
            case "email.suppressed" -> Type.REJECTED;
            case "email.complained" -> Type.COMPLAINED;
            case "email.failed" -> Type.FAILED;
            case "email.opened" -> Type.OPENED;
            case "email.clicked" -> Type.CLICKED;
            default -> null;
        };
    }

    private static void about(
            JsonNode event,
            Type type,
            String id,
            Classifier classifier,
            List<ProviderEvent> events) {
        JsonNode data = event.path("data");
        List<String> to = EventJson.texts(data.path("to"));
        Instant at = EventJson.time(event.path("created_at"));
        for (int i = 0; i < Math.max(1, to.size()); i++) {
            String key = (id.isEmpty() ? data.path("email_id").asText() + type : id) + "/" + i;
            Why why = why(data, type, i, classifier);
            events.add(
                    new ProviderEvent(
                            type,
                            correlation(data.path("tags")),
                            data.path("email_id").textValue(),
                            i < to.size() ? EventJson.address(to.get(i)) : null,
                            at,
                            EventJson.key(key),
                            why.bounceClass(),
                            why.permanent(),
                            why.reason()));
        }
    }

    /// An object; older webhooks have an array of names and values.
    private static @Nullable String correlation(JsonNode tags) {
        if (tags.isObject()) {
            return tags.path(Request.CORRELATION).textValue();
        }
        for (JsonNode tag : tags) {
            if (tag.path("name").asText("").equals(Request.CORRELATION)) {
                return tag.path("value").textValue();
            }
        }
        return null;
    }

    private record Why(
            @Nullable BounceClass bounceClass, boolean permanent, @Nullable String reason) {}

    private static Why why(JsonNode data, Type type, int recipient, Classifier classifier) {
        return switch (type) {
            case BOUNCED -> bounce(data.path("bounce"), recipient, classifier);
            case REJECTED ->
                    new Why(BounceClass.SUPPRESSED, true, said(data.path("suppressed"), recipient));
            case FAILED ->
                    new Why(
                            BounceClass.UNKNOWN,
                            true,
                            data.path("failed").path("reason").textValue());
            case ACCEPTED,
                    DEFERRED,
                    DELIVERED,
                    COMPLAINED,
                    OPENED,
                    CLICKED,
                    UNSUBSCRIBED,
                    RESUBSCRIBED ->
                    new Why(null, false, null);
        };
    }

    private static Why bounce(JsonNode bounce, int recipient, Classifier classifier) {
        String said = said(bounce, recipient);
        boolean permanent = bounce.path("type").asText("").equals("Permanent");
        BounceClass known =
                switch (bounce.path("subType").asText("")) {
                    case "NoEmail" -> BounceClass.INVALID_RECIPIENT;
                    case "MailboxFull" -> BounceClass.MAILBOX_FULL;
                    case "MessageTooLarge" -> BounceClass.MESSAGE_TOO_LARGE;
                    case "ContentRejected", "AttachmentRejected" -> BounceClass.CONTENT_REJECTED;
                    case "Suppressed", "OnAccountSuppressionList" -> BounceClass.SUPPRESSED;
                    default -> null;
                };
        if (known != null) {
            return new Why(known, permanent, said);
        }
        if (said == null) {
            return new Why(BounceClass.UNKNOWN, permanent, null);
        }
        Classification read = classifier.classify(0, null, said, true);
        return new Why(read.bounceClass(), permanent || read.permanent(), said);
    }

    /// What the recipient's host said, or else Resend's own words.
    private static @Nullable String said(JsonNode bounce, int recipient) {
        JsonNode codes = bounce.path("diagnosticCode");
        String own =
                codes.isArray() && recipient < codes.size()
                        ? codes.get(recipient).textValue()
                        : codes.textValue();
        return own != null ? EventJson.diagnostic(own) : bounce.path("message").textValue();
    }
}

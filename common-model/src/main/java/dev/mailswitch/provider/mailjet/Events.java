package dev.mailswitch.provider.mailjet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.bounce.Classification;
import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.provider.EventJson;
import dev.mailswitch.provider.ProviderEvent;
import dev.mailswitch.provider.ProviderEvent.Type;
import dev.mailswitch.provider.Webhook;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Mailjet's webhooks ([events](https://dev.mailjet.com/email/guides/webhooks/)): one event, or an
/// array with those of a second; each about one recipient.
final class Events {

    private Events() {}

    static List<ProviderEvent> of(Webhook webhook, Classifier classifier) {
        List<ProviderEvent> events = new ArrayList<>();
        for (JsonNode event : EventJson.each(webhook.body())) {
            Type type = type(event);
            if (type != null) {
                events.add(about(event, type, classifier));
            }
        }
        return events;
    }

    private static @Nullable Type type(JsonNode event) {
        return switch (event.path("event").asText("")) {
            // The recipient's host has taken it.
            case "sent" -> Type.DELIVERED;
            case "bounce" -> bounce(event);
            case "blocked" -> itsOwnFault(event) ? Type.FAILED : Type.REJECTED;
            case "spam" -> Type.COMPLAINED;
            case "open" -> Type.OPENED;
            case "click" -> Type.CLICKED;
            case "unsub" -> Type.UNSUBSCRIBED;
            default -> null;
        };
    }

    private static Type bounce(JsonNode event) {
        if (itsOwnFault(event)) {
            return Type.FAILED;
        }
        // The one refusal after which Mailjet tries again.
        return error(event).equals("greylisted") && !hard(event) ? Type.DEFERRED : Type.BOUNCED;
    }

    private static boolean itsOwnFault(JsonNode event) {
        return switch (error(event)) {
            case "system issue", "protocol issue", "connection issue" -> true;
            default -> event.path("error_related_to").asText("").equals("system");
        };
    }

    private static ProviderEvent about(JsonNode event, Type type, Classifier classifier) {
        String email = event.path("email").asText("");
        String id = messageId(event);
        Why why = why(event, type, classifier);
        return new ProviderEvent(
                type,
                textOrNull(event.path("CustomID")),
                id,
                email.isBlank() ? null : EventJson.address(email),
                EventJson.time(event.path("time")),
                EventJson.key(key(event, id, email)),
                why.bounceClass(),
                why.permanent(),
                why.reason());
    }

    /// Older webhooks have it as a text and under another name.
    private static @Nullable String messageId(JsonNode event) {
        String id = MessageId.of(event.path("MessageID"));
        return id != null ? id : MessageId.of(event.path("mj_message_id"));
    }

    /// Events have no ids: this is what one has in common with its repeats alone.
    private static String key(JsonNode event, @Nullable String id, String email) {
        return String.join(
                "/",
                event.path("event").asText(""),
                event.path("time").asText(""),
                id == null ? "" : id,
                email,
                event.path("url").asText(""));
    }

    private record Why(
            @Nullable BounceClass bounceClass, boolean permanent, @Nullable String reason) {}

    private static Why why(JsonNode event, Type type, Classifier classifier) {
        return switch (type) {
            case BOUNCED, DEFERRED, FAILED -> refusal(event, hard(event), classifier);
            case REJECTED -> {
                // No host has said anything, so only Mailjet's own list is sure to stay.
                Why why = refusal(event, false, classifier);
                yield new Why(
                        why.bounceClass(),
                        why.bounceClass() == BounceClass.SUPPRESSED,
                        why.reason());
            }
            case ACCEPTED, DELIVERED, COMPLAINED, OPENED, CLICKED, UNSUBSCRIBED, RESUBSCRIBED ->
                    new Why(null, false, null);
        };
    }

    /// By Mailjet's table of errors (the page's "Possible values for errors"), and where that
    /// leaves the cause open, by what the host said.
    private static Why refusal(JsonNode event, boolean hard, Classifier classifier) {
        String said = textOrNull(event.path("comment"));
        String reason = said != null ? EventJson.diagnostic(said) : words(event);
        BounceClass known =
                switch (error(event)) {
                    case "user unknown", "invalid domain", "no mail host", "typofix" ->
                            BounceClass.INVALID_RECIPIENT;
                    case "mailbox inactive" -> BounceClass.MAILBOX_DISABLED;
                    case "quota exceeded" -> BounceClass.MAILBOX_FULL;
                    case "greylisted" -> BounceClass.TRANSIENT;
                    case "sender blocked", "policy issue" -> BounceClass.PROVIDER_BLOCK;
                    case "content blocked" -> BounceClass.CONTENT_REJECTED;
                    // The last one: an earlier copy was sent, so nobody else is to send it again.
                    case "blacklisted", "spam reporter", "preblocked", "duplicate in campaign" ->
                            BounceClass.SUPPRESSED;
                    case "system issue", "protocol issue", "connection issue" ->
                            BounceClass.UNKNOWN;
                    default -> null;
                };
        if (known != null) {
            return new Why(known, hard, reason);
        }
        if (said == null) {
            return new Why(unexplained(event), hard, reason);
        }
        Classification read = classifier.classify(0, null, said, true);
        return new Why(read.bounceClass(), hard || read.permanent(), reason);
    }

    private static BounceClass unexplained(JsonNode event) {
        return error(event).equals("relay/access denied")
                ? BounceClass.POLICY
                : BounceClass.UNKNOWN;
    }

    private static boolean hard(JsonNode event) {
        return event.path("hard_bounce").asBoolean(false);
    }

    private static String error(JsonNode event) {
        return event.path("error").asText("").strip().toLowerCase(Locale.ROOT);
    }

    /// Mailjet's own words, such as `recipient: user unknown`.
    private static @Nullable String words(JsonNode event) {
        String error = textOrNull(event.path("error"));
        String about = textOrNull(event.path("error_related_to"));
        if (error == null || about == null) {
            return error != null ? error : about;
        }
        return about + ": " + error;
    }

    /// What is not set is an empty text there.
    private static @Nullable String textOrNull(JsonNode node) {
        String text = node.textValue();
        return text == null || text.isBlank() ? null : text.strip();
    }
}

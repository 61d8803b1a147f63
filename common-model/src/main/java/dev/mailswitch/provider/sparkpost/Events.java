package dev.mailswitch.provider.sparkpost;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.provider.EventJson;
import dev.mailswitch.provider.ProviderEvent;
import dev.mailswitch.provider.ProviderEvent.Type;
import dev.mailswitch.provider.Webhook;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// SparkPost's webhooks
/// ([event types](https://support.sparkpost.com/docs/tech-resources/sparkpost-event-definitions)):
/// an array, each element `{"msys":{"<class>":{…}}}`. The class says nothing that the type does
/// not.
final class Events {

    private Events() {}

    static List<ProviderEvent> of(Webhook webhook, Classifier classifier) {
        List<ProviderEvent> events = new ArrayList<>();
        for (JsonNode element : EventJson.each(webhook.body())) {
            for (JsonNode event : element.path("msys")) {
                Type type = type(event);
                if (type != null) {
                    events.add(event(event, type, classifier));
                }
            }
        }
        return events;
    }

    private static @Nullable Type type(JsonNode event) {
        return switch (event.path("type").asText("")) {
            case "injection" -> Type.ACCEPTED;
            case "delivery" -> Type.DELIVERED;
            case "delay" -> Type.DEFERRED;
            case "bounce", "out_of_band" -> Why.bounced(event);
            case "policy_rejection", "generation_rejection" -> Type.REJECTED;
            case "generation_failure" -> Type.FAILED;
            case "spam_complaint" -> Type.COMPLAINED;
            // By the picture below. The one above a mail (initial_open) comes beside it, and would
            // count the same opening twice.
            case "open", "amp_open" -> Type.OPENED;
            case "click", "amp_click" -> Type.CLICKED;
            case "list_unsubscribe", "link_unsubscribe" -> Type.UNSUBSCRIBED;
            default -> null;
        };
    }

    private static ProviderEvent event(JsonNode event, Type type, Classifier classifier) {
        Why why = Why.of(event, type, classifier);
        return new ProviderEvent(
                type,
                event.path("rcpt_meta").path(Request.CORRELATION).textValue(),
                // What the call's answer has as its id; message_id is another one, of each copy.
                Texts.of(event.path("transmission_id")),
                recipient(event),
                EventJson.time(event.path("timestamp")),
                EventJson.key(key(event)),
                why.bounceClass(),
                why.permanent(),
                why.reason());
    }

    /// As it was given with the call; `rcpt_to` is the same in lower case.
    private static @Nullable String recipient(JsonNode event) {
        String raw = Texts.of(event.path("raw_rcpt_to"));
        String text = raw != null ? raw : Texts.of(event.path("rcpt_to"));
        return text == null ? null : EventJson.address(text);
    }

    private static String key(JsonNode event) {
        String id = Texts.of(event.path("event_id"));
        return id != null
                ? id
                : String.join(
                        "/",
                        event.path("type").asText(""),
                        event.path("transmission_id").asText(""),
                        event.path("message_id").asText(""),
                        event.path("rcpt_to").asText(""),
                        event.path("timestamp").asText(""));
    }
}

package dev.mailswitch.provider.postmark;

import com.fasterxml.jackson.databind.JsonNode;
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

/// Postmark's webhooks
/// ([overview](https://postmarkapp.com/developer/webhooks/webhooks-overview)): one event about one
/// recipient a request. None says that a mail was accepted; that is the call's answer.
final class Events {

    /// The times of the records, by the names of all of them.
    private static final List<String> TIMES =
            List.of("DeliveredAt", "BouncedAt", "ReceivedAt", "ChangedAt");

    private Events() {}

    static List<ProviderEvent> of(Webhook webhook, Classifier classifier) {
        List<ProviderEvent> events = new ArrayList<>();
        for (JsonNode event : EventJson.each(webhook.body())) {
            String record = event.path("RecordType").asText("").toLowerCase(Locale.ROOT);
            Meaning meaning = meaning(record, event, classifier);
            if (meaning != null) {
                events.add(event(record, event, meaning));
            }
        }
        return events;
    }

    /// @param record in lower case: `SMTPApiError` is spelt in two ways
    private static @Nullable Meaning meaning(String record, JsonNode event, Classifier classifier) {
        return switch (record) {
            case "delivery" -> Meaning.plain(Type.DELIVERED);
            case "bounce" -> Bounces.of(event, classifier);
            case "spamcomplaint" -> Meaning.plain(Type.COMPLAINED);
            case "open" -> Meaning.plain(Type.OPENED);
            case "click" -> Meaning.plain(Type.CLICKED);
            case "subscriptionchange" -> change(event);
            // Mail handed in by SMTP for an address on the suppression list.
            case "smtpapierror" ->
                    new Meaning(Type.REJECTED, BounceClass.SUPPRESSED, true, Bounces.said(event));
            default -> null;
        };
    }

    /// An address came onto the stream's suppression list, or left it.
    private static @Nullable Meaning change(JsonNode event) {
        JsonNode suppressed = event.path("SuppressSending");
        if (!suppressed.isBoolean()) {
            return null;
        }
        if (!suppressed.booleanValue()) {
            return Meaning.plain(Type.RESUBSCRIBED);
        }
        return switch (event.path("SuppressionReason").asText("")) {
            case "HardBounce" ->
                    new Meaning(Type.BOUNCED, BounceClass.INVALID_RECIPIENT, true, null);
            case "SpamComplaint" -> Meaning.plain(Type.COMPLAINED);
            case "ManualSuppression" -> Meaning.plain(Type.UNSUBSCRIBED);
            default -> null;
        };
    }

    private static ProviderEvent event(String record, JsonNode event, Meaning meaning) {
        String messageId = event.path("MessageID").textValue();
        String recipient = recipient(event);
        JsonNode time = time(event);
        // Only bounces have an id; the time tells the others apart.
        String key =
                String.join(
                        "/",
                        record,
                        event.path("ID").asText(""),
                        messageId == null ? "" : messageId,
                        recipient == null ? "" : recipient,
                        time.asText(""));
        return new ProviderEvent(
                meaning.type(),
                Metadata.correlation(event.path("Metadata")),
                messageId,
                recipient,
                EventJson.time(time),
                EventJson.key(key),
                meaning.bounceClass(),
                meaning.permanent(),
                meaning.reason());
    }

    private static @Nullable String recipient(JsonNode event) {
        String text = event.path("Recipient").asText(event.path("Email").asText(""));
        return text.isBlank() ? null : EventJson.address(text);
    }

    private static JsonNode time(JsonNode event) {
        return TIMES.stream()
                .map(event::path)
                .filter(JsonNode::isTextual)
                .findFirst()
                .orElse(event.path(TIMES.getFirst()));
    }
}

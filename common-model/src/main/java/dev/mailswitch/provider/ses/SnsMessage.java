package dev.mailswitch.provider.ses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.mailswitch.provider.EventJson;
import dev.mailswitch.provider.Webhook;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What Amazon SNS posts
/// ([formats](https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html)): an
/// object with a text in each field; that of `Message` is what SES said, as JSON once more.
/// Signature and events are read from the same one, so that nothing beside what is signed can be
/// believed.
record SnsMessage(JsonNode json) {

    /// @return without any field if the body is an empty array
    /// @throws IllegalArgumentException if the body is no JSON or has several objects
    static SnsMessage of(Webhook webhook) {
        List<JsonNode> objects = EventJson.each(webhook.body());
        if (objects.size() > 1) {
            throw new IllegalArgumentException("the body has several messages; SNS sends one");
        }
        return new SnsMessage(objects.isEmpty() ? MissingNode.getInstance() : objects.getFirst());
    }

    /// The text of a field, or an empty one.
    String text(String field) {
        String text = given(field);
        return text == null ? "" : text;
    }

    /// The text of a field, or null if there is none.
    @Nullable String given(String field) {
        return json.path(field).textValue();
    }

    /// What SES reports; nothing for other types and for the line by which SES tries a new topic,
    /// which is no JSON.
    ///
    /// @throws IllegalArgumentException if it looks like JSON and is none
    List<JsonNode> reports() {
        String message = text("Message").strip();
        return text("Type").equals("Notification") && message.startsWith("{")
                ? EventJson.each(message.getBytes(StandardCharsets.UTF_8))
                : List.of();
    }
}

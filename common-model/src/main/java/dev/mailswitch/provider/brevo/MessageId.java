package dev.mailswitch.provider.brevo;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// What Brevo calls a mail: a Message-ID (RFC 5322 section 3.6.4). Answers have it in angle
/// brackets, events with them or without; here it never has any.
final class MessageId {

    private MessageId() {}

    static @Nullable String of(JsonNode node) {
        if (!node.isTextual()) {
            return null;
        }
        String text = node.textValue().strip();
        String bare =
                text.startsWith("<") && text.endsWith(">") && text.length() > 1
                        ? text.substring(1, text.length() - 1)
                        : text;
        return bare.isEmpty() ? null : bare;
    }
}

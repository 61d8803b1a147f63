package dev.mailswitch.provider.mailgun;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// What Mailgun calls a mail: its Message-ID, in answers with angle brackets and in events without.
/// Here always without.
final class MessageId {

    private MessageId() {}

    static @Nullable String of(JsonNode node) {
        String text = node.asText("").strip();
        String bare =
                text.startsWith("<") && text.endsWith(">")
                        ? text.substring(1, text.length() - 1)
                        : text;
        return node.isTextual() && !bare.isEmpty() ? bare : null;
    }
}

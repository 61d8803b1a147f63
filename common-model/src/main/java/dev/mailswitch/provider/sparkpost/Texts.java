package dev.mailswitch.provider.sparkpost;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// Reads fields that SparkPost writes now as texts, now as numbers.
final class Texts {

    private Texts() {}

    /// A text or a number as a text; null if it is neither, or empty.
    static @Nullable String of(JsonNode node) {
        String text = node.isTextual() || node.isNumber() ? node.asText() : "";
        return text.isBlank() ? null : text;
    }
}

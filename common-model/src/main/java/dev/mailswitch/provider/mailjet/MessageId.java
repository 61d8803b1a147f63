package dev.mailswitch.provider.mailjet;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Mailjet's id of a mail to one recipient: a whole number of 64 bits, which a double would round.
/// It is kept as its digits, in the same form from answers, events and look-ups.
final class MessageId {

    private static final Pattern DIGITS = Pattern.compile("[1-9][0-9]{0,19}");

    private MessageId() {}

    /// The digits of a number or of a text; null if it is no id. Calls that send nothing are
    /// answered with 0.
    static @Nullable String of(JsonNode node) {
        if (!node.isIntegralNumber() && !node.isTextual()) {
            return null;
        }
        String text = node.asText();
        return DIGITS.matcher(text).matches() ? text : null;
    }
}

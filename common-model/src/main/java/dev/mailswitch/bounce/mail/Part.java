package dev.mailswitch.bounce.mail;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A part of a mail, or the whole.
///
/// @param type     as `text/plain`, lower case; what it claims to be
/// @param fields   its header
/// @param lines    its body as it came, one character an octet, without line ends
/// @param children of a multipart, and the one mail of a message/rfc822
record Part(String type, Fields fields, List<String> lines, List<Part> children) {

    /// The first part of a type, this one included; depth first.
    @Nullable Part first(String... types) {
        for (String wanted : types) {
            if (type.equals(wanted)) {
                return this;
            }
        }
        for (Part child : children) {
            Part found = child.first(types);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /// A parameter of its content type in lower case, or nothing.
    String parameter(String name) {
        return ContentTypes.parameter(fields.first("content-type"), name).toLowerCase(Locale.ROOT);
    }

    /// The body as text, decoded.
    String text() {
        return TextDecoder.text(this);
    }
}

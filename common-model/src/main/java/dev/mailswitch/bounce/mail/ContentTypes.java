package dev.mailswitch.bounce.mail;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The field Content-Type (RFC 2045 section 5), as far as reports need it.
final class ContentTypes {

    private ContentTypes() {}

    /// As `text/plain`, which is also what a missing or broken field means.
    static String type(@Nullable String field) {
        if (field == null) {
            return "text/plain";
        }
        String type = field.strip().toLowerCase(Locale.ROOT);
        int end = 0;
        while (end < type.length() && type.charAt(end) != ';' && type.charAt(end) > ' ') {
            end++;
        }
        type = type.substring(0, end);
        return type.indexOf('/') > 0 ? type : "text/plain";
    }

    /// The value of a parameter without its quotes, empty if there is none.
    static String parameter(@Nullable String field, String name) {
        if (field == null) {
            return "";
        }
        int at = field.indexOf(';');
        while (at >= 0) {
            int equals = field.indexOf('=', at);
            if (equals < 0) {
                return "";
            }
            String found = field.substring(at + 1, equals).strip();
            int from = equals + 1;
            while (from < field.length() && field.charAt(from) <= ' ') {
                from++;
            }
            boolean quoted = from < field.length() && field.charAt(from) == '"';
            int end = quoted ? field.indexOf('"', from + 1) : field.indexOf(';', from);
            end = end < 0 ? field.length() : end;
            if (found.equalsIgnoreCase(name)) {
                return field.substring(quoted ? from + 1 : from, end).strip();
            }
            at = field.indexOf(';', end);
        }
        return "";
    }
}

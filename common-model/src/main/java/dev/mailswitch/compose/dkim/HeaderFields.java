package dev.mailswitch.compose.dkim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Where the header fields of a mail lie.
///
/// @param bodyStart of the first octet after the empty line
record HeaderFields(List<Field> all, int bodyStart) {

    /// @param name  in lower case
    /// @param start of the name
    /// @param end   after the value, without the last line end
    record Field(String name, int start, int end) {}

    static HeaderFields of(byte[] mail, int length) {
        List<Field> fields = new ArrayList<>();
        int at = 0;
        while (at < length && mail[at] != '\r') {
            int end = lineEnd(mail, at, length);
            while (end + 2 < length && (mail[end + 2] == ' ' || mail[end + 2] == '\t')) {
                end = lineEnd(mail, end + 2, length);
            }
            fields.add(new Field(name(mail, at, end), at, end));
            at = end + 2;
        }
        return new HeaderFields(fields, Math.min(at + 2, length));
    }

    private static int lineEnd(byte[] mail, int from, int length) {
        int at = from;
        while (at < length && mail[at] != '\r') {
            at++;
        }
        return at;
    }

    private static String name(byte[] mail, int start, int end) {
        int colon = start;
        while (colon < end && mail[colon] != ':') {
            colon++;
        }
        return new String(mail, start, colon - start, StandardCharsets.ISO_8859_1)
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    /// Those of a name, from the top.
    List<Field> named(String name) {
        return all.stream().filter(field -> field.name().equals(name)).toList();
    }
}

package dev.mailswitch.bounce.mail;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Encoded words of a subject (RFC 2047), decoded as far as they can be.
final class EncodedWord {

    private EncodedWord() {}

    /// In lower case.
    ///
    /// @param plain the field in lower case, taken if there is nothing to decode
    static String decoded(String plain, @Nullable String field) {
        if (field == null || !field.contains("=?")) {
            return latin(plain);
        }
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (int at = field.indexOf("=?"); at >= 0; at = field.indexOf("=?", from)) {
            int charsetEnd = field.indexOf('?', at + 2);
            int encodingEnd = charsetEnd < 0 ? -1 : field.indexOf('?', charsetEnd + 1);
            int end = encodingEnd < 0 ? -1 : field.indexOf("?=", encodingEnd + 1);
            if (end < 0) {
                break;
            }
            String between = field.substring(from, at);
            text.append(between.isBlank() ? "" : between);
            text.append(
                    word(
                            field.substring(at + 2, charsetEnd),
                            field.substring(charsetEnd + 1, encodingEnd),
                            field.substring(encodingEnd + 1, end)));
            from = end + 2;
        }
        return text.append(field, from, field.length()).toString().toLowerCase(Locale.ROOT);
    }

    /// Raw UTF-8 in a header was read octet by octet.
    private static String latin(String text) {
        String utf8 =
                new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return utf8.indexOf('\uFFFD') < 0 ? utf8.toLowerCase(Locale.ROOT) : text;
    }

    private static String word(String charset, String encoding, String letters) {
        boolean base64 = encoding.equalsIgnoreCase("b");
        List<String> headers =
                List.of(
                        "Content-Type: text/plain; charset=" + charset.replaceAll("[^\\w.-]", ""),
                        "Content-Transfer-Encoding: " + (base64 ? "base64" : "quoted-printable"));
        String body = base64 ? letters : letters.replace('_', ' ');
        Part part = new Part("text/plain", Fields.of(headers), List.of(body), List.of());
        String text = part.text();
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}

package dev.mailswitch.provider.sendgrid;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.StringJoiner;

/// Text for what SendGrid copies into the mail without encoding it: values of headers, names of
/// files.
final class AsciiText {

    /// In an encoded word of at most 75 characters (RFC 2047 section 2).
    private static final int MAX_OCTETS = 45;

    private AsciiText() {}

    /// The value of a header as it is, or as encoded words (RFC 2047) if it could not stand so.
    static String header(String value) {
        return plain(value) ? value : words(value);
    }

    /// A file's name likewise: in the header it stands between quotes. Encoded words have no place
    /// there by the letter of RFC 2047 section 5, yet mail programs read them, and the form of RFC
    /// 2231 cannot be given
    /// ([what SendGrid advises](https://github.com/sendgrid/java-http-client/issues/19)).
    static String filename(String name) {
        return plain(name) && name.indexOf('"') < 0 && name.indexOf('\\') < 0 ? name : words(name);
    }

    private static boolean plain(String text) {
        return text.equals(text.strip())
                && !text.contains("=?")
                && text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    private static String words(String text) {
        StringJoiner words = new StringJoiner(" ");
        int from = 0;
        int octets = 0;
        int at = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            int length = octets(point);
            if (octets + length > MAX_OCTETS) {
                words.add(word(text.substring(from, at)));
                from = at;
                octets = 0;
            }
            octets += length;
            at += Character.charCount(point);
        }
        return words.add(word(text.substring(from))).toString();
    }

    private static String word(String text) {
        return "=?UTF-8?B?"
                + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
                + "?=";
    }

    private static int octets(int point) {
        return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    }
}

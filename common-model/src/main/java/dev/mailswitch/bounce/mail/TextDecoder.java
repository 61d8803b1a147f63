package dev.mailswitch.bounce.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Base64;

/// The text of a part: transfer encoding, charset and tags taken away. What lies about itself is
/// read as it is; nothing here fails.
final class TextDecoder {

    private TextDecoder() {}

    /// At most [Limits#TEXT] characters, lines ended by `\n`.
    static String text(Part part) {
        String raw = raw(part);
        byte[] octets =
                switch (part.fields().lower("content-transfer-encoding")) {
                    case "base64" -> base64(raw);
                    case "quoted-printable" -> quotedPrintable(raw);
                    default -> raw.getBytes(StandardCharsets.ISO_8859_1);
                };
        String text = new String(octets, charset(part.parameter("charset"), octets));
        String plain = part.type().equals("text/html") ? HtmlText.of(text) : text;
        return plain.length() > Limits.TEXT ? plain.substring(0, Limits.TEXT) : plain;
    }

    /// As many lines as may be needed.
    private static String raw(Part part) {
        StringBuilder raw = new StringBuilder();
        for (String line : part.lines()) {
            int room = 2 * Limits.TEXT - raw.length();
            if (room <= 0) {
                break;
            }
            raw.append(line, 0, Math.min(room, line.length())).append('\n');
        }
        return raw.toString();
    }

    /// Skips what is none of its letters, and an end that is no whole octet.
    private static byte[] base64(String raw) {
        StringBuilder letters = new StringBuilder(raw.length());
        for (int at = 0; at < raw.length(); at++) {
            char c = raw.charAt(at);
            if (c < 128 && Character.isLetterOrDigit(c) || c == '+' || c == '/') {
                letters.append(c);
            }
        }
        int whole = letters.length() % 4 == 1 ? letters.length() - 1 : letters.length();
        return Base64.getDecoder().decode(letters.substring(0, whole));
    }

    /// RFC 2045 section 6.7; an escape that is none stays as it is.
    private static byte[] quotedPrintable(String raw) {
        var octets = new ByteArrayOutputStream(raw.length());
        for (int at = 0; at < raw.length(); at++) {
            char c = raw.charAt(at);
            int octet = c == '=' ? hex(raw, at + 1) : -1;
            if (octet >= 0) {
                octets.write(octet);
                at += 2;
            } else if (c == '=' && at + 1 < raw.length() && raw.charAt(at + 1) == '\n') {
                at++;
            } else {
                octets.write(c);
            }
        }
        return octets.toByteArray();
    }

    private static int hex(String text, int at) {
        if (at + 2 > text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : 16 * high + low;
    }

    private static Charset charset(String claimed, byte[] octets) {
        try {
            if (!claimed.isEmpty()) {
                return Charset.forName(claimed);
            }
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            // Then by its looks.
        }
        String utf8 = new String(octets, StandardCharsets.UTF_8);
        return utf8.indexOf('\uFFFD') < 0 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    }
}

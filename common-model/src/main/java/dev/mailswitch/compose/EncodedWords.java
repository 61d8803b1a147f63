package dev.mailswitch.compose;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Text of headers as encoded words in UTF-8 (RFC 2047): at most 75 characters a word, 76 a line,
/// and never a character cut in two. Uses the letters that are safe in a phrase everywhere.
final class EncodedWords {

    private static final int MAX_LINE = 76;
    private static final int AROUND = "=?UTF-8?Q??=".length();

    /// A line with less room than this is better left.
    static final int MIN_ROOM = 28;

    private static final String HEX = "0123456789ABCDEF";
    private static final boolean[] SAFE = new boolean[128];

    static {
        for (int c = 0; c < 128; c++) {
            SAFE[c] =
                    (c >= '0' && c <= '9')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= 'a' && c <= 'z')
                            || "!*+-/".indexOf(c) >= 0;
        }
    }

    private EncodedWords() {}

    /// Appends `text`, folding between words; starts in the line as it stands if there is room.
    static void write(MimeBuffer out, String text) {
        boolean quoted = quotedIsShorter(text);
        int from = 0;
        do {
            if (from > 0 || MAX_LINE - out.column() < MIN_ROOM) {
                out.fold();
            }
            int room = MAX_LINE - out.column() - AROUND;
            int to = quoted ? quotedEnd(text, from, room) : base64End(text, from, room);
            if (quoted) {
                quoted(out, text, from, to);
            } else {
                base64(out, text, from, to);
            }
            from = to;
        } while (from < text.length());
    }

    private static boolean quotedIsShorter(String text) {
        int octets = 0;
        int quoted = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            octets += octets(point);
            quoted += quotedLength(point);
        }
        return quoted <= (octets + 2) / 3 * 4;
    }

    private static int quotedEnd(String text, int from, int room) {
        int used = 0;
        int i = from;
        while (i < text.length()) {
            int point = text.codePointAt(i);
            used += quotedLength(point);
            if (used > room) {
                break;
            }
            i += Character.charCount(point);
        }
        return i;
    }

    private static int base64End(String text, int from, int room) {
        int octets = room / 4 * 3;
        int i = from;
        while (i < text.length()) {
            int point = text.codePointAt(i);
            octets -= octets(point);
            if (octets < 0) {
                break;
            }
            i += Character.charCount(point);
        }
        return i;
    }

    private static void quoted(MimeBuffer out, String text, int from, int to) {
        out.ascii("=?UTF-8?Q?");
        for (byte octet : text.substring(from, to).getBytes(StandardCharsets.UTF_8)) {
            if (octet == ' ') {
                out.octet('_');
            } else if (octet >= 0 && SAFE[octet]) {
                out.octet(octet);
            } else {
                out.octet('=').octet(HEX.charAt((octet >> 4) & 0xF)).octet(HEX.charAt(octet & 0xF));
            }
        }
        out.ascii("?=");
    }

    private static void base64(MimeBuffer out, String text, int from, int to) {
        byte[] octets = text.substring(from, to).getBytes(StandardCharsets.UTF_8);
        byte[] encoded = Base64.getEncoder().encode(octets);
        out.ascii("=?UTF-8?B?").raw(encoded, 0, encoded.length).ascii("?=");
    }

    private static int quotedLength(int point) {
        return point == ' ' || (point < 128 && SAFE[point]) ? 1 : 3 * octets(point);
    }

    private static int octets(int point) {
        return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    }
}

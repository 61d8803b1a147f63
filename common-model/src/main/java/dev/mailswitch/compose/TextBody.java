package dev.mailswitch.compose;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A text body on its way into a mail: its octets, and the leanest encoding that carries them
/// unharmed. Line breaks of any kind become CRLF.
final class TextBody {

    private static final int MAX_LINE = 998;
    private static final Base64.Encoder BASE64 = Base64.getMimeEncoder();

    private final byte[] octets;
    private final Encoding encoding;

    /// Content-Transfer-Encoding (RFC 2045 section 6).
    enum Encoding {
        SEVEN_BIT("7bit"),
        QUOTED_PRINTABLE("quoted-printable"),
        BASE64("base64");

        private final String word;

        Encoding(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    TextBody(String text) {
        octets = text.getBytes(StandardCharsets.UTF_8);
        encoding = choose(octets);
    }

    Encoding encoding() {
        return encoding;
    }

    void write(MimeBuffer out) {
        switch (encoding) {
            case SEVEN_BIT -> lines(out, octets);
            case QUOTED_PRINTABLE -> QuotedPrintable.write(out, octets);
            case BASE64 -> {
                // Canonical line breaks come before the encoding (RFC 2045 section 6.8).
                MimeBuffer canonical = new MimeBuffer(octets.length + octets.length / 16 + 16);
                lines(canonical, octets);
                byte[] encoded = BASE64.encode(canonical.toByteArray());
                out.raw(encoded, 0, encoded.length);
            }
        }
    }

    /// Whether the octets can stand in a mail as they are: ASCII without control characters, short
    /// lines that do not end in white space (relays drop it), none that a mailbox file or one of
    /// our own boundaries starts with.
    static boolean sevenBit(byte[] octets) {
        int lineStart = 0;
        for (int i = 0; i < octets.length; i++) {
            byte octet = octets[i];
            if (octet == '\n' || octet == '\r') {
                if (!lineFits(octets, lineStart, i)) {
                    return false;
                }
                lineStart = i + 1;
            } else if ((octet < ' ' && octet != '\t') || octet == 0x7F) {
                return false;
            }
        }
        return lineFits(octets, lineStart, octets.length);
    }

    private static boolean lineFits(byte[] octets, int from, int to) {
        if (to == from) {
            return true;
        }
        byte last = octets[to - 1];
        return to - from <= MAX_LINE
                && last != ' '
                && last != '\t'
                && !QuotedPrintable.from(octets, from)
                && !(to - from > 2
                        && octets[from] == '-'
                        && octets[from + 1] == '-'
                        && octets[from + 2] == '=');
    }

    private static Encoding choose(byte[] octets) {
        if (sevenBit(octets)) {
            return Encoding.SEVEN_BIT;
        }
        int escaped = 0;
        for (byte octet : octets) {
            if (octet < 0 || octet == '=') {
                escaped++;
            }
        }
        // An escape costs two octets more, base64 a third of everything; near the break-even the
        // form that people can read wins.
        return escaped * 5L <= octets.length ? Encoding.QUOTED_PRINTABLE : Encoding.BASE64;
    }

    private static void lines(MimeBuffer out, byte[] octets) {
        int start = 0;
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] == '\r' || octets[i] == '\n') {
                out.raw(octets, start, i - start).crlf();
                if (octets[i] == '\r' && i + 1 < octets.length && octets[i + 1] == '\n') {
                    i++;
                }
                start = i + 1;
            }
        }
        out.raw(octets, start, octets.length - start);
    }
}

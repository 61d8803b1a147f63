package dev.mailswitch.compose;

/// Quoted-printable (RFC 2045 section 6.7) of UTF-8 text. No line exceeds 76 octets, none is cut
/// inside a character, none ends in white space or starts with a dot or with `From `.
final class QuotedPrintable {

    /// Without the `=` of a soft line break.
    private static final int MAX_COLUMN = 75;

    private static final byte[] HEX = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'
    };

    private QuotedPrintable() {}

    static void write(MimeBuffer out, byte[] octets) {
        // Nothing grows more than threefold, and a soft break comes at most every 64 octets.
        out.reserve(octets.length * 3 + octets.length / 16 + 16);
        byte[] to = out.array();
        int at = out.length();
        int lineStart = at;
        for (int i = 0; i < octets.length; i++) {
            byte octet = octets[i];
            if (octet == '\r' || octet == '\n') {
                if (octet == '\r' && i + 1 < octets.length && octets[i + 1] == '\n') {
                    i++;
                }
                to[at++] = '\r';
                to[at++] = '\n';
                lineStart = at;
                continue;
            }
            boolean literal = literal(octets, i);
            if (at - lineStart + (literal ? 1 : width(octet)) > MAX_COLUMN) {
                to[at++] = '=';
                to[at++] = '\r';
                to[at++] = '\n';
                lineStart = at;
            }
            if (literal && (at > lineStart || !(octet == '.' || from(octets, i)))) {
                to[at++] = octet;
            } else {
                to[at++] = '=';
                to[at++] = HEX[(octet >> 4) & 0xF];
                to[at++] = HEX[octet & 0xF];
            }
        }
        out.filled(at, lineStart);
    }

    /// Whether `From ` stands here, which mailbox files take for the start of another mail.
    static boolean from(byte[] octets, int at) {
        return octets[at] == 'F'
                && at + 4 < octets.length
                && octets[at + 1] == 'r'
                && octets[at + 2] == 'o'
                && octets[at + 3] == 'm'
                && octets[at + 4] == ' ';
    }

    private static boolean literal(byte[] octets, int at) {
        byte octet = octets[at];
        if (octet == ' ' || octet == '\t') {
            int next = at + 1;
            return next < octets.length && octets[next] != '\r' && octets[next] != '\n';
        }
        return octet > ' ' && octet < 0x7F && octet != '=';
    }

    /// Columns of an escape; for the first octet of a character, of the whole character.
    private static int width(byte octet) {
        int unsigned = octet & 0xFF;
        return unsigned < 0xC0 ? 3 : unsigned < 0xE0 ? 6 : unsigned < 0xF0 ? 9 : 12;
    }
}

package dev.mailswitch.compose;

import java.nio.charset.StandardCharsets;

/// The `filename` parameter of Content-Disposition: a quoted string, and where that cannot hold
/// the name, the continued form of RFC 2231 after an ASCII fallback for readers that know none.
final class Parameters {

    private static final int SEGMENT = 54;
    private static final String HEX = "0123456789ABCDEF";

    private Parameters() {}

    static void filename(MimeBuffer out, String filename) {
        boolean ascii = HeaderWriter.printable(filename);
        out.octet(';').fold();
        out.ascii("filename=").ascii(HeaderWriter.quoted(ascii ? filename : fallback(filename)));
        if (!ascii) {
            extended(out, filename);
        }
    }

    /// The name with `_` for what ASCII has not, shortened in the middle so that the extension,
    /// by which programs choose, stays.
    private static String fallback(String filename) {
        StringBuilder name = new StringBuilder();
        filename.codePoints()
                .forEach(point -> name.append(point >= ' ' && point <= '~' ? (char) point : '_'));
        int length = name.length();
        return length <= SEGMENT
                ? name.toString()
                : name.substring(0, SEGMENT - 16) + name.substring(length - 16);
    }

    private static void extended(MimeBuffer out, String filename) {
        StringBuilder encoded = new StringBuilder("UTF-8''");
        int segment = 0;
        boolean several = 3 * octets(filename).length > SEGMENT;
        for (int i = 0; i < filename.length(); ) {
            int point = filename.codePointAt(i);
            i += Character.charCount(point);
            StringBuilder one = new StringBuilder();
            for (byte octet : octets(Character.toString(point))) {
                if (attributeChar(octet)) {
                    one.append((char) octet);
                } else {
                    one.append('%')
                            .append(HEX.charAt((octet >> 4) & 0xF))
                            .append(HEX.charAt(octet & 0xF));
                }
            }
            if (several && encoded.length() + one.length() > SEGMENT) {
                segment(out, segment++, encoded);
            }
            encoded.append(one);
        }
        if (several) {
            segment(out, segment, encoded);
        } else {
            out.octet(';').fold().ascii("filename*=").ascii(encoded.toString());
        }
    }

    private static void segment(MimeBuffer out, int number, StringBuilder encoded) {
        out.octet(';').fold();
        out.ascii("filename*").ascii(Integer.toString(number)).ascii("*=");
        out.ascii(encoded.toString());
        encoded.setLength(0);
    }

    private static boolean attributeChar(byte octet) {
        return (octet >= '0' && octet <= '9')
                || (octet >= 'A' && octet <= 'Z')
                || (octet >= 'a' && octet <= 'z')
                || octet == '-'
                || octet == '.'
                || octet == '_';
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

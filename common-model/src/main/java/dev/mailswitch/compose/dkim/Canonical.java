package dev.mailswitch.compose.dkim;

import java.security.Signature;
import java.security.SignatureException;
import java.util.Arrays;

/// Header fields in their relaxed form (RFC 6376 section 3.4.2), one after the other.
final class Canonical {

    private byte[] bytes = new byte[1024];
    private int length;

    /// Appends a field: its name in lower case, no space around the colon, unfolded, white space as
    /// one space, none at the end.
    void field(byte[] from, int start, int end) {
        reserve(end - start);
        int at = start;
        while (from[at] != ':') {
            byte octet = from[at++];
            if (!white(octet)) {
                bytes[length++] = (byte) (octet >= 'A' && octet <= 'Z' ? octet + 32 : octet);
            }
        }
        bytes[length++] = ':';
        boolean space = false;
        boolean first = true;
        for (at++; at < end; at++) {
            byte octet = from[at];
            if (white(octet)) {
                space = true;
            } else {
                if (space && !first) {
                    bytes[length++] = ' ';
                }
                bytes[length++] = octet;
                space = false;
                first = false;
            }
        }
    }

    void crlf() {
        reserve(2);
        bytes[length++] = '\r';
        bytes[length++] = '\n';
    }

    void update(Signature signature) throws SignatureException {
        signature.update(bytes, 0, length);
    }

    private void reserve(int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
        }
    }

    private static boolean white(byte octet) {
        return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
    }
}

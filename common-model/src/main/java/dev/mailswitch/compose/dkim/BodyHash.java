package dev.mailswitch.compose.dkim;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The SHA-256 of a body in its relaxed form (RFC 6376 section 3.4.4): white space within a line as
/// one space, none at its end, no empty lines at the end of the body.
final class BodyHash {

    private static final int CHUNK = 8 * 1024;

    private final MessageDigest digest;
    private final byte[] chunk = new byte[CHUNK];
    private int filled;

    private BodyHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    /// @param start of the body
    /// @param end   of the mail; the body's lines end with CRLF
    static byte[] relaxed(byte[] mail, int start, int end) {
        BodyHash hash = new BodyHash();
        int emptyLines = 0;
        boolean inLine = false;
        boolean space = false;
        for (int i = start; i < end; i++) {
            byte octet = mail[i];
            switch (octet) {
                case ' ', '\t' -> space = true;
                case '\r' -> {}
                case '\n' -> {
                    if (inLine) {
                        hash.crlf();
                    } else {
                        emptyLines++;
                    }
                    inLine = false;
                    space = false;
                }
                default -> {
                    for (; emptyLines > 0; emptyLines--) {
                        hash.crlf();
                    }
                    if (space) {
                        hash.put((byte) ' ');
                        space = false;
                    }
                    hash.put(octet);
                    inLine = true;
                }
            }
        }
        if (inLine) {
            hash.crlf();
        }
        hash.digest.update(hash.chunk, 0, hash.filled);
        return hash.digest.digest();
    }

    private void crlf() {
        put((byte) '\r');
        put((byte) '\n');
    }

    private void put(byte octet) {
        if (filled == CHUNK) {
            digest.update(chunk, 0, filled);
            filled = 0;
        }
        chunk[filled++] = octet;
    }
}

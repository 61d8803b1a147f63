package dev.mailswitch.compose;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The bytes of a mail as they grow, and the column of the line that is being written.
final class MimeBuffer {

    private byte[] bytes;
    private int length;
    private int lineStart;

    MimeBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    int length() {
        return length;
    }

    /// Octets in the line so far.
    int column() {
        return length - lineStart;
    }

    /// Appends text of ASCII only.
    @SuppressWarnings("deprecation") // getBytes(int, int, byte[], int) is what ASCII needs
    MimeBuffer ascii(String text) {
        int count = text.length();
        reserve(count);
        text.getBytes(0, count, bytes, length);
        length += count;
        return this;
    }

    MimeBuffer utf8(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        return raw(encoded, 0, encoded.length);
    }

    MimeBuffer crlf() {
        reserve(2);
        bytes[length++] = '\r';
        bytes[length++] = '\n';
        lineStart = length;
        return this;
    }

    /// Goes on in a new line of the same header (RFC 5322 section 2.2.3).
    MimeBuffer fold() {
        crlf();
        return octet(' ');
    }

    MimeBuffer octet(int octet) {
        reserve(1);
        bytes[length++] = (byte) octet;
        return this;
    }

    MimeBuffer raw(byte[] from, int offset, int count) {
        reserve(count);
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
        return this;
    }

    /// Makes room for `count` octets more.
    void reserve(int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
        }
    }

    /// The array behind it, for writers of bodies; valid until the next [#reserve].
    byte[] array() {
        return bytes;
    }

    /// Says how far a writer of bodies has filled the array, and where its last line began.
    void filled(int newLength, int newLineStart) {
        length = newLength;
        lineStart = newLineStart;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }
}

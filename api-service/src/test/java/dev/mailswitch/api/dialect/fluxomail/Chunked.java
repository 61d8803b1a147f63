package dev.mailswitch.api.dialect.fluxomail;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// The body of an answer that comes in chunks (RFC 9112, section 7.1), whose bounds may fall anywhere,
/// in the middle of a line too.
final class Chunked extends InputStream {

    private final InputStream in;
    private boolean begun;
    private boolean over;
    private int left;

    /// @param in after the head of the answer
    Chunked(InputStream in) {
        this.in = in;
    }

    /// The next line without its end, or null if there is none.
    static @Nullable String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return null;
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
        if (left == 0 && !next()) {
            return -1;
        }
        int read = in.read(into, from, Math.min(most, left));
        left -= Math.max(read, 0);
        return read;
    }

    private boolean next() throws IOException {
        if (over) {
            return false;
        }
        if (begun) {
            line(in); // what ends the chunk before
        }
        begun = true;
        String size = line(in);
        left = size == null ? 0 : Integer.parseInt(size, 16);
        over = left == 0;
        return !over;
    }
}

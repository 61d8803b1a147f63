package dev.mailswitch.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Lines of any length, of which no more is kept than is looked at.
final class ReplyLines {

    /// Octets kept of a line. More than the classifier reads of a reply.
    private static final int KEPT = 16 << 10;

    private final InputStream in;
    private final byte[] line = new byte[KEPT];

    ReplyLines(InputStream in) {
        this.in = new BufferedInputStream(in, 64 << 10);
    }

    /// The next line, null after the last. UTF-8, or if it is none, ISO 8859-1. A reply of several
    /// lines may be written in one with `\n` between.
    @Nullable String next() throws IOException {
        int length = 0;
        int octet = in.read();
        if (octet < 0) {
            return null;
        }
        for (; octet >= 0 && octet != '\n'; octet = in.read()) {
            if (length < KEPT) {
                line[length++] = (byte) octet;
            }
        }
        String text = new String(line, 0, length, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            text = new String(line, 0, length, StandardCharsets.ISO_8859_1);
        }
        return text.indexOf('\\') < 0 ? text : text.replace("\\r", "").replace("\\n", "\n");
    }

    /// Whether the next line has to be waited for.
    boolean pausing() throws IOException {
        return in.available() == 0;
    }
}

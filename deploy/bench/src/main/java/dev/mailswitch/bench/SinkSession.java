package dev.mailswitch.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/// One connection to the [Sink]. Replies to commands that came together go out together
/// (RFC 2920); a mail is not kept, only looked through for its [BenchId].
final class SinkSession {

    private static final byte[] OK = bytes("250 2.0.0 Ok\r\n");
    private static final byte[] GO_ON = bytes("354 End with a dot\r\n");
    private static final byte[] EHLO =
            bytes("250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 52428800\r\n");
    private static final byte[] BYE = bytes("221 2.0.0 Bye\r\n");
    private static final byte[] UNKNOWN = bytes("500 5.5.2 Unknown\r\n");
    private static final byte[] MARK = bytes("x-bench-id:");
    private static final int LONGEST = 64 * 1024;

    private final InputStream in;
    private final OutputStream out;
    private final Sink sink;
    private final byte[] buffer = new byte[LONGEST];
    private final byte[] replies = new byte[4_096];
    private int waiting;
    private int next;
    private int end;
    private int number = -1;

    SinkSession(InputStream in, OutputStream out, Sink sink) {
        this.in = in;
        this.out = out;
        this.sink = sink;
    }

    void run() throws IOException {
        reply(bytes("220 sink ESMTP\r\n"));
        while (true) {
            int start = line();
            if (start < 0) {
                return;
            }
            if (!answer(start, next - 2)) {
                flush();
                return;
            }
        }
    }

    /// @return whether the conversation goes on
    private boolean answer(int from, int to) throws IOException {
        switch (verb(from, to)) {
            case "EHLO" -> reply(EHLO);
            case "HELO", "MAIL", "RSET", "NOOP" -> reply(OK);
            case "RCPT" -> {
                number = leadingNumber(from, to);
                reply(OK);
            }
            case "DATA" -> {
                reply(GO_ON);
                flush();
                data();
                reply(OK);
            }
            case "XBEN" -> {
                String run = Sink.line(buffer, from, to).replaceFirst("^\\S+\\s*", "");
                reply(bytes("250 " + sink.tally(run).report() + "\r\n"));
            }
            case "QUIT" -> {
                reply(BYE);
                return false;
            }
            default -> reply(UNKNOWN);
        }
        return true;
    }

    private String verb(int from, int to) {
        return to - from < 4
                ? ""
                : Sink.line(buffer, from, from + 4).toUpperCase(java.util.Locale.ROOT);
    }

    /// Of `RCPT TO:<123user@host>`, as smtp-source makes them with -N; -1 if there is none.
    private int leadingNumber(int from, int to) {
        int at = from;
        while (at < to && buffer[at] != '<') {
            at++;
        }
        int found = -1;
        for (at++; at < to && buffer[at] >= '0' && buffer[at] <= '9' && found < 10_000_000; at++) {
            found = Math.max(0, found) * 10 + buffer[at] - '0';
        }
        return found;
    }

    /// Reads a mail to its final dot, line by line; a line is looked at only in the header.
    private void data() throws IOException {
        Optional<BenchId> id = Optional.empty();
        boolean header = true;
        while (true) {
            int start = line();
            if (start < 0) {
                throw new EOFException("within a mail");
            }
            int length = next - 2 - start;
            if (length == 1 && buffer[start] == '.') {
                break;
            }
            if (header && length == 0) {
                header = false;
            } else if (header && id.isEmpty() && marked(start, length)) {
                id = BenchId.parse(buffer, start + MARK.length, start + length);
            }
        }
        long now = Microseconds.now();
        if (id.isPresent()) {
            sink.tally(id.get().run()).count(id.get().number(), id.get().micros(), now);
        } else {
            sink.tally(Sink.PLAIN).count(number, 0, now);
        }
    }

    private boolean marked(int start, int length) {
        if (length < MARK.length) {
            return false;
        }
        for (int i = 0; i < MARK.length; i++) {
            if ((buffer[start + i] | 0x20) != (MARK[i] | 0x20)) {
                return false;
            }
        }
        return true;
    }

    /// Moves `next` behind the next CRLF.
    ///
    /// @return where the line begins; -1 when the client has gone
    private int line() throws IOException {
        int at = next;
        while (true) {
            for (; at < end; at++) {
                if (buffer[at] == '\n' && at > next && buffer[at - 1] == '\r') {
                    int start = next;
                    next = at + 1;
                    return start;
                }
            }
            flush();
            if (next > 0) {
                System.arraycopy(buffer, next, buffer, 0, end - next);
                end -= next;
                at -= next;
                next = 0;
            }
            if (end == buffer.length) {
                throw new IOException("a line too long");
            }
            int read = in.read(buffer, end, buffer.length - end);
            if (read < 0) {
                return -1;
            }
            end += read;
        }
    }

    private void reply(byte[] text) throws IOException {
        if (waiting + text.length > replies.length) {
            flush();
        }
        System.arraycopy(text, 0, replies, waiting, text.length);
        waiting += text.length;
    }

    private void flush() throws IOException {
        if (waiting > 0) {
            out.write(replies, 0, waiting);
            waiting = 0;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}

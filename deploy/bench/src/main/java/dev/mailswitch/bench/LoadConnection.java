package dev.mailswitch.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Locale;

/// One keep-alive connection with at most one request open. Understands just what our API answers:
/// a status line, headers, a body of a stated length.
final class LoadConnection {

    private final SocketChannel channel;
    private final SelectionKey key;
    private final LoadRequest request;
    private final ByteBuffer answer = ByteBuffer.allocateDirect(64 * 1024);
    private final byte[] head = new byte[8 * 1024];
    private ByteBuffer pending = ByteBuffer.allocate(0);
    private long due;

    LoadConnection(InetSocketAddress target, Selector selector, LoadRequest request)
            throws IOException {
        this.channel = SocketChannel.open(target);
        this.request = request;
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        this.key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /// @param micros when it was to be sent, microseconds since 1970; latency counts from there
    void post(int number, long micros) throws IOException {
        due = micros;
        pending = ByteBuffer.wrap(request.of(number, micros));
        write();
    }

    /// When the open request was to be sent.
    long due() {
        return due;
    }

    /// To be called when the channel is ready.
    ///
    /// @return the status of the answer if it is complete, else 0
    int advance() throws IOException {
        if (key.isWritable()) {
            write();
        }
        if (!key.isReadable()) {
            return 0;
        }
        if (channel.read(answer) < 0) {
            throw new EOFException("the server closed a connection");
        }
        return complete();
    }

    private void write() throws IOException {
        channel.write(pending);
        key.interestOps(
                pending.hasRemaining()
                        ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
                        : SelectionKey.OP_READ);
    }

    private int complete() throws IOException {
        int length = Math.min(answer.position(), head.length);
        answer.get(0, head, 0, length);
        String text = new String(head, 0, length, ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            if (length == head.length) {
                throw new IOException("no end of headers");
            }
            return 0;
        }
        int status = Integer.parseInt(text, 9, 12, 10);
        if (answer.position() < end + 4 + contentLength(text.substring(0, end))) {
            return 0;
        }
        answer.clear();
        return status;
    }

    private static int contentLength(String headers) {
        String lower = headers.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("\r\ncontent-length:");
        if (at < 0) {
            return 0;
        }
        int from = at + "\r\ncontent-length:".length();
        int to = lower.indexOf('\r', from);
        return Integer.parseInt(lower.substring(from, to < 0 ? lower.length() : to).strip());
    }

    void close() throws IOException {
        channel.close();
    }
}

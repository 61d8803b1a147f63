package dev.mailswitch.delivery.transport.smtp;

import dev.mailswitch.words.FaultWords;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// One connection: octets out through a buffer, replies in, and a deadline over both. Used by one
/// thread at a time; only [#tick] and [#abort] come from others.
///
/// When the deadline passes the socket is closed under whoever is blocked in it. It is always the
/// plain socket that is closed: closing a TLS socket sends an alert, and that can block.
final class Wire implements DeadlineWatch.Watched, BodyStream.Target {

    private static final int BUFFER = 32 * 1024;
    private static final long AT_REST = Long.MAX_VALUE;
    private static final long EXPIRED = -1;

    private final Socket raw;
    private final DeadlineWatch watch;
    private final AtomicLong deadline = new AtomicLong(AT_REST);
    private final byte[] buffer = new byte[BUFFER];
    private int used;
    private boolean blockFlushed;
    private @Nullable Duration blockLimit;
    private long bodyEnd;
    private long callEnd = AT_REST;
    private InputStream in;
    private OutputStream out;
    private ReplyReader replies;
    private @Nullable WireFault fault;

    private Wire(Socket raw, DeadlineWatch watch) throws IOException {
        this.raw = raw;
        this.watch = watch;
        this.in = raw.getInputStream();
        this.out = raw.getOutputStream();
        this.replies = new ReplyReader(this::read);
    }

    /// Takes over a connected socket.
    static Wire over(Socket connected, DeadlineWatch watch) throws IOException {
        Wire wire = new Wire(connected, watch);
        watch.add(wire);
        return wire;
    }

    InetSocketAddress remote() {
        return (InetSocketAddress) raw.getRemoteSocketAddress();
    }

    Socket socket() {
        return raw;
    }

    /// Until [#rest] no deadline is later than this, save the one of [#withinInFull].
    void callEnds(long end) {
        callEnd = end;
    }

    /// From here on everything must be done within `limit`, until the next call or [#rest].
    void within(Duration limit) throws WireFault {
        until(Math.min(DeadlineWatch.now() + limit.toNanos(), callEnd));
    }

    /// As [#within], also beyond the end of the call: a mail that is handed over is waited for.
    void withinInFull(Duration limit) throws WireFault {
        until(DeadlineWatch.now() + limit.toNanos());
    }

    private void until(long end) throws WireFault {
        if (deadline.getAndSet(end) == EXPIRED) {
            deadline.set(EXPIRED);
            throw fail(new WireFault(SmtpFault.TIMED_OUT, "deadline passed"));
        }
    }

    /// No deadline until the next call of [#within]. False if it had passed already.
    boolean rest() {
        callEnd = AT_REST;
        boolean alive = deadline.getAndSet(AT_REST) != EXPIRED;
        return alive && !raw.isClosed();
    }

    @Override
    public void tick(long now) {
        long due = deadline.get();
        // By compare-and-set, so that a phase that has just ended in time is not closed for it.
        if (due != EXPIRED && due <= now && deadline.compareAndSet(due, EXPIRED)) {
            abort();
        }
    }

    /// Goes on in TLS. Fails if the server had already sent something in clear that it wants to have
    /// taken for protected (CVE-2011-0411).
    void upgrade(SSLSocket tls) throws IOException {
        if (replies.hasLeftover()) {
            throw fail(new WireFault(SmtpFault.PROTOCOL, "plaintext after the STARTTLS reply"));
        }
        try {
            tls.startHandshake();
            in = tls.getInputStream();
            out = tls.getOutputStream();
            replies = new ReplyReader(this::read);
        } catch (IOException e) {
            throw fail(TlsFaults.translate(e, deadline.get() == EXPIRED));
        }
    }

    /// Puts a command line into the buffer. The line has been checked by [CommandText].
    void command(String line) throws WireFault {
        byte[] octets = line.getBytes(StandardCharsets.UTF_8);
        put(octets, 0, octets.length);
        put((byte) '\r');
        put((byte) '\n');
    }

    @Override
    public void put(byte octet) throws WireFault {
        if (used == BUFFER) {
            flush();
        }
        buffer[used++] = octet;
    }

    @Override
    public void put(byte[] octets, int offset, int length) throws WireFault {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (used == BUFFER) {
                flush();
            }
            int part = Math.min(left, BUFFER - used);
            System.arraycopy(octets, from, buffer, used, part);
            used += part;
            from += part;
            left -= part;
        }
    }

    void flush() throws WireFault {
        if (used == 0) {
            return;
        }
        if (fault != null) {
            // A message that swallows exceptions must not get a second try at half a block.
            throw fault;
        }
        if (blockLimit != null) {
            until(Math.min(DeadlineWatch.now() + blockLimit.toNanos(), bodyEnd));
        }
        try {
            out.write(buffer, 0, used);
            used = 0;
            blockFlushed = true;
        } catch (IOException e) {
            throw failed(e);
        }
        if (blockLimit != null) {
            until(bodyEnd);
        }
    }

    /// From here to [#endBody] each block that leaves the buffer has `block`, and all of it `whole`.
    void beginBody(Duration block, Duration whole) throws WireFault {
        blockFlushed = false;
        blockLimit = block;
        bodyEnd = Math.min(DeadlineWatch.now() + whole.toNanos(), callEnd);
        until(bodyEnd);
    }

    /// Whether something of the body has left the buffer.
    boolean hasFlushedBlock() {
        return blockFlushed;
    }

    void endBody() {
        blockLimit = null;
    }

    ReplyReader.Lines reply() throws WireFault {
        try {
            return replies.next();
        } catch (WireFault e) {
            throw fail(e);
        }
    }

    /// Whether the server has said something that answers nothing asked so far, as far as it can be
    /// read without waiting. What belongs to TLS itself, as the tickets that follow a handshake (RFC
    /// 8446 section 4.6.1), is none of it.
    boolean hasUnaskedReply() {
        try {
            return replies.hasLeftover() || in.available() > 0;
        } catch (IOException e) {
            // Whoever reads next finds out.
            return false;
        }
    }

    /// Whether the server has said something unasked, be it enciphered: a connection for which nobody
    /// waits should be silent.
    boolean hasUnaskedInput() {
        try {
            return replies.hasLeftover() || raw.getInputStream().available() > 0;
        } catch (IOException e) {
            return true;
        }
    }

    private int read(byte[] target, int offset, int length) throws WireFault {
        try {
            int count = in.read(target, offset, length);
            if (count < 0) {
                throw new WireFault(SmtpFault.CONNECTION_LOST, "closed by the server");
            }
            return count;
        } catch (WireFault e) {
            throw deadline.get() == EXPIRED ? failed(e) : e;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private WireFault failed(IOException e) {
        return fail(
                deadline.get() == EXPIRED
                        ? new WireFault(SmtpFault.TIMED_OUT, "deadline passed")
                        : new WireFault(SmtpFault.CONNECTION_LOST, FaultWords.of(e)));
    }

    private WireFault fail(WireFault e) {
        fault = e;
        return e;
    }

    /// The first thing that went wrong, also where a caller in between has wrapped the exception.
    @Nullable WireFault fault() {
        return fault;
    }

    /// Whether this side has closed the socket, by deadline, interruption or [#abort].
    boolean isClosed() {
        return raw.isClosed();
    }

    /// Closes at once, without a word, from any thread. What stands in the buffer is not sent.
    void abort() {
        watch.remove(this);
        try {
            raw.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}

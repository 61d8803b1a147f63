package dev.mailswitch.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.mailswitch.stack.UnansweredPort;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A provider on loopback that takes part up to a point and then keeps silent without hanging up,
/// as one does whose disk or network is gone. It never takes a mail.
final class HangingServer implements AutoCloseable {

    /// Where it falls silent.
    enum Point {
        /// The SYN is not answered ([UnansweredPort]).
        CONNECT,
        /// The connection is there, and nobody says a word: no banner, no TLS handshake.
        GREETING,
        /// After EHLO; nothing is said to MAIL and what follows.
        MAIL,
        /// After the 354 and some 32 KB of the mail, of which no more is read.
        BODY
    }

    /// Read of a mail before [Point#BODY] stops.
    private static final int BODY_READ = 32 * 1024;

    /// What the kernel takes on our behalf is no progress of ours, so it shall be little. The other
    /// side's send buffer cannot be made smaller from here: Linux gives it some 2.6 MB on loopback,
    /// so only a larger mail is ever stopped.
    private static final int RECEIVE_BUFFER = 16 * 1024;

    private final Closeable listener;
    private final int port;
    private final Duration silence;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Point point;

    private HangingServer(Closeable listener, int port, Point point, Duration silence) {
        this.listener = listener;
        this.port = port;
        this.point = point;
        this.silence = silence;
    }

    /// Listens at once, on any port.
    ///
    /// @param silence how long it stays silent within a body before it hangs up: longer than anybody
    ///     waits for it. A connection given up by its client lingers with all that was not read,
    ///     and must not for ever
    static HangingServer at(Point point, Duration silence) throws IOException {
        if (point == Point.CONNECT) {
            UnansweredPort unanswered = UnansweredPort.open();
            return new HangingServer(unanswered::close, unanswered.port(), point, silence);
        }
        ServerSocket listener = new ServerSocket();
        listener.setReceiveBufferSize(RECEIVE_BUFFER);
        listener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 1_024);
        HangingServer server = new HangingServer(listener, listener.getLocalPort(), point, silence);
        Thread.ofVirtual().name("hanging").start(() -> server.accept(listener));
        return server;
    }

    int port() {
        return port;
    }

    /// Connections that come from now on hang there.
    ///
    /// @throws IllegalArgumentException between [Point#CONNECT] and another: that is the listener's
    void hangAt(Point next) {
        if ((point == Point.CONNECT) != (next == Point.CONNECT)) {
            throw new IllegalArgumentException("from " + point + " to " + next);
        }
        point = next;
    }

    private void accept(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                Thread.startVirtualThread(() -> serve(socket));
            } catch (IOException ended) {
                // Closed, or a caller that went away: the loop's condition tells.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            if (point != Point.GREETING) {
                socket.setTcpNoDelay(true);
                talk(socket, point);
            }
            // Until the client has had enough; what it says meanwhile is not answered.
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException gone) {
            // The client's business: there is nothing to lose here.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    /// Comes back where silence begins.
    private void talk(Socket socket, Point until) throws IOException, InterruptedException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        OutputStream out = socket.getOutputStream();
        say(out, "220 hanging ESMTP");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String verb = line.substring(0, Math.min(4, line.length())).toUpperCase(Locale.ROOT);
            switch (verb) {
                case "EHLO" ->
                        say(
                                out,
                                "250-hanging",
                                "250-PIPELINING",
                                "250-8BITMIME",
                                "250 SIZE 52428800");
                case "MAIL", "RCPT" -> {
                    if (until == Point.MAIL) {
                        return;
                    }
                    say(out, "250 2.0.0 Ok");
                }
                case "DATA" -> {
                    say(out, "354 End with a dot");
                    stopWithin(in);
                    return;
                }
                case "QUIT" -> {
                    say(out, "221 2.0.0 Bye");
                    throw new IOException("the client goes");
                }
                default -> say(out, "250 2.0.0 Ok");
            }
        }
    }

    /// Reads the beginning of a mail, and then nothing until it hangs up.
    private void stopWithin(BufferedReader in) throws IOException, InterruptedException {
        long left = BODY_READ;
        while (left > 0) {
            long read = in.skip(left);
            if (read == 0) {
                return;
            }
            left -= read;
        }
        Thread.sleep(silence);
        throw new IOException("silent for long enough");
    }

    private static void say(OutputStream out, String... lines) throws IOException {
        out.write((String.join("\r\n", lines) + "\r\n").getBytes(ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}

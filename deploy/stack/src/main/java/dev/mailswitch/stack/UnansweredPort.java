package dev.mailswitch.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/// A port of the loopback address where connecting hangs: a listener that accepts nobody and whose
/// queue is full. Linux then drops the SYN, and who connects hears nothing until his own time is
/// over, as from a host that is switched off. Proven each time it is opened, since other systems
/// answer with a reset.
public final class UnansweredPort implements AutoCloseable {

    /// Linux lets one more in than the backlog says.
    private static final int BACKLOG = 1;

    private static final int MOST = 64;
    private static final int PATIENCE_MILLIS = 300;

    private final ServerSocket listener;
    private final List<Socket> queue = new ArrayList<>();

    private UnansweredPort(ServerSocket listener) {
        this.listener = listener;
    }

    /// Takes any free port and fills its queue, which takes a third of a second.
    ///
    /// @throws IllegalStateException if this system goes on answering
    public static UnansweredPort open() {
        try {
            InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
            UnansweredPort port = new UnansweredPort(new ServerSocket(0, BACKLOG, loopback));
            boolean full = false;
            try {
                full = port.fill();
            } finally {
                if (!full) {
                    port.close();
                }
            }
            if (!full) {
                throw new IllegalStateException(
                        "a listener that accepts nobody took " + MOST + " connections");
            }
            return port;
        } catch (IOException refused) {
            throw new UncheckedIOException("a full listener answers on this system", refused);
        }
    }

    /// Whether a connection came to hang at last.
    private boolean fill() throws IOException {
        while (queue.size() < MOST) {
            Socket socket = new Socket();
            queue.add(socket);
            try {
                socket.connect(new InetSocketAddress("127.0.0.1", port()), PATIENCE_MILLIS);
            } catch (SocketTimeoutException hangs) {
                return true;
            }
        }
        return false;
    }

    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : queue) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

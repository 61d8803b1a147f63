package dev.mailswitch.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Finds ports of the loopback address that nobody listens on.
public final class FreePort {

    private static final int RESERVED_FROM = 15_000;

    /// Linux: `net.ipv4.ip_local_port_range` begins at 32768.
    private static final int RESERVED_TO = 32_000;

    private static final Set<Integer> RESERVED = ConcurrentHashMap.newKeySet();
    private static final SecureRandom RANDOM = new SecureRandom();

    private FreePort() {}

    /// A port that was free a moment ago; somebody else may be quicker.
    public static int any() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on the loopback address", e);
        }
    }

    /// A free port that this process gives out only once, from below the range that the kernel takes
    /// the ports of outgoing connections from: between now and its use nobody gets it by chance.
    public static int reserve() {
        for (int tries = 0; tries < 10_000; tries++) {
            int port = RESERVED_FROM + RANDOM.nextInt(RESERVED_TO - RESERVED_FROM);
            if (RESERVED.add(port) && isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port on the loopback address");
    }

    /// Whether somebody could listen on this port now.
    ///
    /// @param port 1 to 65535
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new java.net.InetSocketAddress("127.0.0.1", port), 1);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}

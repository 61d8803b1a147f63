package dev.mailswitch.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Finds ports of the loopback address that nobody listens on.
public final class FreePort {

    private FreePort() {}

    /// A port that was free a moment ago; somebody else may be quicker.
    public static int any() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on the loopback address", e);
        }
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

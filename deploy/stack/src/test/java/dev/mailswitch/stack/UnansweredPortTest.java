package dev.mailswitch.stack;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

class UnansweredPortTest {

    @Test
    void whoConnectsHearsNothingHoweverOftenHeTries() {
        try (UnansweredPort port = UnansweredPort.open()) {
            for (int tries = 0; tries < 3; tries++) {
                assertThatThrownBy(() -> connect(port.port()))
                        .isInstanceOf(SocketTimeoutException.class);
            }
        }
    }

    @Test
    void onceClosedItRefuses() {
        UnansweredPort port = UnansweredPort.open();
        port.close();
        assertThatThrownBy(() -> connect(port.port())).isInstanceOf(ConnectException.class);
    }

    private static void connect(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
        }
    }
}

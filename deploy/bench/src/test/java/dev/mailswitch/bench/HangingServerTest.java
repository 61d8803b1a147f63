package dev.mailswitch.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.bench.HangingServer.Point;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class HangingServerTest {

    private static final String ENVELOPE =
            "MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n";
    private static final int SHORT_MILLIS = 300;
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void atConnectNobodyComesThrough() throws IOException {
        try (HangingServer server = HangingServer.at(Point.CONNECT, LONG);
                Socket socket = new Socket()) {
            assertThatThrownBy(() -> socket.connect(address(server), SHORT_MILLIS))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void atTheGreetingItSaysNothing() throws IOException {
        try (HangingServer server = HangingServer.at(Point.GREETING, LONG);
                Client client = new Client(server)) {
            client.says("EHLO a\r\n");
            client.hearsNothing();
        }
    }

    @Test
    void atMailItHasGreetedAndSaysNothingMore() throws IOException {
        try (HangingServer server = HangingServer.at(Point.MAIL, LONG);
                Client client = new Client(server)) {
            client.hears("220");
            client.says("EHLO a\r\n");
            client.hears("250 ");
            client.says(ENVELOPE);
            client.hearsNothing();
        }
    }

    @Test
    void withinABodyItReadsNoMore() throws IOException {
        try (HangingServer server = HangingServer.at(Point.BODY, LONG);
                Client client = new Client(server)) {
            client.hears("220");
            client.says("EHLO a\r\n");
            client.hears("250 ");
            client.says(ENVELOPE + "x".repeat(100_000));
            client.hears("354");
            client.hearsNothing();
        }
    }

    @Test
    void aMailThatIsToMeetTheHangInItsBodyIsMoreThanTheSystemTakesForIt() throws IOException {
        try (HangingServer server = HangingServer.at(Point.BODY, LONG);
                SocketChannel client = SocketChannel.open(address(server))) {
            client.write(ByteBuffer.wrap(("EHLO a\r\n" + ENVELOPE).getBytes(ISO_8859_1)));
            client.configureBlocking(false);
            int mail = Hang.BODY.file() / 3 * 4;
            int taken = 0;
            for (int idle = 0; idle < 50 && taken < mail; ) {
                int written = client.write(ByteBuffer.allocate(32 * 1024));
                taken += written;
                idle = written == 0 ? idle + 1 : 0;
                LockSupport.parkNanos(written == 0 ? 10_000_000 : 0);
            }
            assertThat(taken).isBetween(32 * 1024, mail - 1);
        }
    }

    @Test
    void fromNowOnItHangsElsewhere() throws IOException {
        try (HangingServer server = HangingServer.at(Point.GREETING, LONG)) {
            server.hangAt(Point.MAIL);
            try (Client client = new Client(server)) {
                client.hears("220");
            }
            assertThatThrownBy(() -> server.hangAt(Point.CONNECT))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static InetSocketAddress address(HangingServer server) {
        return new InetSocketAddress("127.0.0.1", server.port());
    }

    private static final class Client implements AutoCloseable {

        private final Socket socket = new Socket();
        private final BufferedReader in;

        Client(HangingServer server) throws IOException {
            socket.connect(address(server), 5_000);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        }

        void says(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        }

        /// Reads on to the line that begins so.
        void hears(String beginning) throws IOException {
            socket.setSoTimeout(5_000);
            String line = in.readLine();
            while (line != null && !line.startsWith(beginning)) {
                line = in.readLine();
            }
            assertThat(line).isNotNull();
        }

        void hearsNothing() throws IOException {
            socket.setSoTimeout(SHORT_MILLIS);
            assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}

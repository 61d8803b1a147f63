package dev.mailswitch.delivery.transport.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailswitch.delivery.transport.Cidr;
import dev.mailswitch.delivery.transport.HostResolver;
import dev.mailswitch.delivery.transport.OutgoingAddressGuard;
import dev.mailswitch.delivery.transport.OutgoingPolicy;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How far a call came, against servers that fail in every phase. The line between "never arrived"
/// and "no answer" is the end of the body.
class HttpTransportTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final byte[] SMALL = "{\"a\":1}".getBytes(ISO_8859_1);
    private static final byte[] LARGE = new byte[16 << 20];

    private final CountDownLatch over = new CountDownLatch(1);
    private final List<Server> servers = new CopyOnWriteArrayList<>();

    @AfterAll
    static void close() {
        VERTX.close();
    }

    @AfterEach
    void end() {
        over.countDown();
        servers.forEach(Server::close);
    }

    /// What a server does with a connection.
    @FunctionalInterface
    private interface Manners {
        void with(Socket socket) throws Exception;
    }

    private final class Server implements AutoCloseable {

        private final ServerSocket listening;
        private final AtomicInteger connections = new AtomicInteger();

        Server(Manners manners) {
            try {
                listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            servers.add(this);
            Thread.ofVirtual().start(() -> run(manners));
        }

        private void run(Manners manners) {
            while (!listening.isClosed()) {
                try {
                    Socket socket = listening.accept();
                    connections.incrementAndGet();
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try (socket) {
                                            manners.with(socket);
                                        } catch (Exception gone) {
                                            // What the client makes of it is what is looked at.
                                        }
                                    });
                } catch (IOException closed) {
                    return;
                }
            }
        }

        URI uri(String scheme) {
            return URI.create(scheme + "://127.0.0.1:" + listening.getLocalPort() + "/v1/send?x=1");
        }

        @Override
        public void close() {
            try {
                listening.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void anAnswerComesWithStatusHeadersAndBody() {
        Server server =
                new Server(
                        socket -> {
                            assertThat(head(socket)).startsWith("POST /v1/send?x=1 HTTP/1.1\r\n");
                            say(
                                    socket,
                                    "HTTP/1.1 202 Accepted\r\nX-Id: 7\r\nContent-Length: 2\r\n\r\n{}");
                            over.await();
                        });
        assertThat(exchange(server, SMALL))
                .isInstanceOfSatisfying(
                        Exchange.Answered.class,
                        answered -> {
                            assertThat(answered.answer().status()).isEqualTo(202);
                            assertThat(answered.answer().header("x-id")).contains("7");
                            assertThat(answered.answer().body()).isEqualTo("{}");
                        });
    }

    @Test
    void aPortThatRefusesWasNeverReached() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        assertThat(exchange(URI.create("http://127.0.0.1:" + port + "/"), SMALL, () -> true))
                .isInstanceOfSatisfying(
                        Exchange.NotSent.class,
                        sent -> assertThat(sent.phase()).isEqualTo(Phase.CONNECT));
    }

    @Test
    void aHandshakeThatNeverEndsWasNeverReached() {
        Server silent = new Server(socket -> over.await());
        assertThat(exchange(silent.uri("https"), SMALL, () -> true))
                .isInstanceOfSatisfying(
                        Exchange.NotSent.class,
                        sent -> assertThat(sent.phase()).as(sent.words()).isEqualTo(Phase.TLS));
    }

    @Test
    void aServerThatStopsReadingWasNotGivenTheWholeMail() {
        Server server =
                new Server(
                        socket -> {
                            head(socket);
                            over.await();
                        });
        assertThat(exchange(server, LARGE))
                .isInstanceOfSatisfying(
                        Exchange.NotSent.class,
                        sent -> assertThat(sent.phase()).isEqualTo(Phase.BODY));
    }

    @Test
    void aConnectionThatBreaksInTheBodyWasNotGivenTheWholeMail() {
        Server server =
                new Server(
                        socket -> {
                            head(socket);
                            socket.getInputStream().readNBytes(100_000);
                            socket.setSoLinger(true, 0);
                        });
        assertThat(exchange(server, LARGE))
                .isInstanceOfSatisfying(
                        Exchange.NotSent.class,
                        sent -> assertThat(sent.phase()).isEqualTo(Phase.BODY));
    }

    @Test
    void anAnswerBeforeTheEndOfTheBodyIsTheAnswer() {
        Server server =
                new Server(
                        socket -> {
                            head(socket);
                            socket.getInputStream().readNBytes(100_000);
                            say(socket, "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
                            over.await();
                        });
        assertThat(status(exchange(server, LARGE))).isEqualTo(413);
    }

    @Test
    void silenceAfterTheWholeCallIsNoAnswer() {
        Server server =
                new Server(
                        socket -> {
                            call(socket, SMALL.length);
                            over.await();
                        });
        assertThat(exchange(server, SMALL)).isInstanceOf(Exchange.NoAnswer.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConnectionThatEndsAfterTheWholeCallIsNoAnswer(boolean reset) {
        Server server =
                new Server(
                        socket -> {
                            call(socket, SMALL.length);
                            if (reset) {
                                socket.setSoLinger(true, 0);
                            }
                        });
        assertThat(exchange(server, SMALL))
                .isInstanceOfSatisfying(
                        Exchange.NoAnswer.class,
                        none -> assertThat(none.words()).isNotBlank().doesNotContain("Exception"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"id\"",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
            })
    void anAcceptanceWhoseBodyBreaksOffIsAnAcceptance(String said) {
        Server server =
                new Server(
                        socket -> {
                            call(socket, SMALL.length);
                            say(socket, said);
                        });
        assertThat(status(exchange(server, SMALL))).isEqualTo(200);
    }

    @Test
    void anAcceptanceWhoseBodyNeverEndsIsAnAcceptance() {
        Server server =
                new Server(
                        socket -> {
                            call(socket, SMALL.length);
                            say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"id\"");
                            over.await();
                        });
        assertThat(status(exchange(server, SMALL))).isEqualTo(200);
    }

    @Test
    void ofAnEndlessAnswerNoMoreThanTheBoundIsKept() {
        Server server =
                new Server(
                        socket -> {
                            call(socket, SMALL.length);
                            say(socket, "HTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\n");
                            String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
                            while (true) {
                                say(socket, chunk);
                            }
                        });
        assertThat(exchange(server, SMALL))
                .isInstanceOfSatisfying(
                        Exchange.Answered.class,
                        answered ->
                                assertThat(answered.answer().body()).hasSize(HttpAnswer.MAX_BODY));
    }

    @Test
    void aRedirectIsAnAnswerAndNotFollowed() {
        Server elsewhere = new Server(socket -> over.await());
        Server server =
                new Server(
                        socket -> {
                            call(socket, SMALL.length);
                            say(
                                    socket,
                                    "HTTP/1.1 307 Temporary Redirect\r\nLocation: "
                                            + elsewhere.uri("http")
                                            + "\r\nContent-Length: 0\r\n\r\n");
                            over.await();
                        });
        assertThat(status(exchange(server, SMALL))).isEqualTo(307);
        assertThat(elsewhere.connections).hasValue(0);
    }

    @Test
    void whatMayNotPassNeverArrivesWhole() {
        List<Integer> got = new CopyOnWriteArrayList<>();
        Server server =
                new Server(
                        socket -> {
                            head(socket);
                            got.add(socket.getInputStream().readAllBytes().length);
                        });
        assertThat(exchange(server.uri("http"), LARGE, () -> false))
                .isInstanceOf(Exchange.Withheld.class);
        await().untilAsserted(() -> assertThat(got).hasSize(1));
        assertThat(got.getFirst()).isLessThan(LARGE.length);
    }

    @Test
    void aCallThatIsCutAfterTheWholeMailIsNoAnswer() {
        CountDownLatch arrived = new CountDownLatch(1);
        Server server =
                new Server(
                        socket -> {
                            call(socket, SMALL.length);
                            arrived.countDown();
                            over.await();
                        });
        Thread caller = Thread.currentThread();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                arrived.await();
                                caller.interrupt();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        Exchange exchange =
                with(
                        HttpTimeouts.all(Duration.ofSeconds(60)),
                        server.uri("http"),
                        SMALL,
                        () -> true);
        assertThat(exchange).isInstanceOf(Exchange.NoAnswer.class);
        assertThat(Thread.interrupted()).as("whoever calls hears of it").isTrue();
    }

    @Test
    void anAddressThatMayNotBeCalledIsNotCalled() {
        Server server = new Server(socket -> over.await());
        try (HttpTransport transport =
                new HttpTransport(
                        VERTX,
                        new OutgoingAddressGuard(
                                OutgoingPolicy.forHttps()
                                        .withPorts(Set.of(server.listening.getLocalPort())),
                                HostResolver.system()),
                        "me",
                        HttpTimeouts.all(SHORT),
                        1,
                        false,
                        null)) {
            assertThat(transport.exchange(HttpCall.postJson(server.uri("http"), SMALL), () -> true))
                    .isInstanceOf(Exchange.Refused.class);
        }
        assertThat(server.connections).hasValue(0);
    }

    @Test
    void connectionsAreUsedAgain() {
        Server server =
                new Server(
                        socket -> {
                            while (true) {
                                call(socket, SMALL.length);
                                say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                            }
                        });
        try (HttpTransport transport =
                transport(HttpTimeouts.all(Duration.ofSeconds(30)), "http")) {
            for (int i = 0; i < 5; i++) {
                HttpCall call = HttpCall.postJson(server.uri("http"), SMALL);
                assertThat(status(transport.exchange(call, () -> true))).isEqualTo(200);
            }
        }
        // A second one is opened where the first call's end has not been noticed yet.
        assertThat(server.connections).hasValueLessThanOrEqualTo(2);
    }

    private static Exchange exchange(Server server, byte[] body) {
        return exchange(server.uri("http"), body, () -> true);
    }

    private static Exchange exchange(URI uri, byte[] body, BooleanSupplier mayPass) {
        return with(HttpTimeouts.all(SHORT), uri, body, mayPass);
    }

    private static Exchange with(
            HttpTimeouts timeouts, URI uri, byte[] body, BooleanSupplier mayPass) {
        try (HttpTransport transport = transport(timeouts, uri.getScheme())) {
            return transport.exchange(HttpCall.postJson(uri, body), mayPass);
        }
    }

    private static HttpTransport transport(HttpTimeouts timeouts, String scheme) {
        return new HttpTransport(
                VERTX,
                new OutgoingAddressGuard(
                        OutgoingPolicy.forHttps().opening(List.of(Cidr.parse("127.0.0.0/8"))),
                        HostResolver.system()),
                "me",
                timeouts,
                2,
                scheme.equals("https"),
                null);
    }

    private static int status(Exchange exchange) {
        return exchange instanceof Exchange.Answered answered ? answered.answer().status() : -1;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("ended");
            }
            head.append((char) octet);
        }
        return head.toString();
    }

    private static void call(Socket socket, int body) throws IOException {
        head(socket);
        socket.getInputStream().readNBytes(body);
    }
}

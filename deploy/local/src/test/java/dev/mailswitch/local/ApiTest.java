package dev.mailswitch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ApiTest {

    private record Seen(String method, String path, List<String> keys) {}

    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Queue<Integer> answers = new ArrayDeque<>();
    private HttpServer server;
    private Api api;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.createContext(
                "/",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    seen.add(
                            new Seen(
                                    exchange.getRequestMethod(),
                                    exchange.getRequestURI().getPath(),
                                    exchange.getRequestHeaders()
                                            .getOrDefault(
                                                    "Idempotency-Key", Collections.emptyList())));
                    Integer status = answers.poll();
                    byte[] body = "{\"id\":\"1\"}".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status == null ? 200 : status, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        api = Api.at("http://127.0.0.1:" + server.getAddress().getPort(), "key");
    }

    @AfterEach
    void stop() {
        server.stop(0);
        api.client().close();
    }

    @Test
    void whatMayHaveBeenMadeIsNotMadeAgain() {
        answers.add(503);
        assertThatThrownBy(() -> api.post("/api/v1/providers", Api.object()))
                .isInstanceOf(LocalFailure.class)
                .hasMessageContaining("503");
        assertThat(seen).hasSize(1);
    }

    @Test
    void aMailIsPostedAgainUnderTheSameKey() {
        answers.addAll(List.of(503, 503, 202));
        assertThat(api.post("/api/v1/emails", Api.object()).path("id").asText()).isEqualTo("1");
        assertThat(seen).hasSize(3);
        assertThat(seen.getFirst().keys()).hasSize(1);
        assertThat(seen).allSatisfy(one -> assertThat(one).isEqualTo(seen.getFirst()));
    }

    @Test
    void whatWasDeletedAfterAllIsGone() {
        answers.addAll(List.of(503, 404));
        api.delete("/api/v1/routes/1");
        assertThat(seen).hasSize(2);
        answers.add(404);
        assertThatThrownBy(() -> api.delete("/api/v1/routes/1")).hasMessageContaining("404");
    }

    @Test
    void whereNobodyListensIsSaid() {
        server.stop(0);
        assertThatThrownBy(() -> api.get("/api/v1/routes"))
                .isInstanceOf(LocalFailure.class)
                .hasMessageEndingWith("/api/v1/routes got no answer: nobody listens there");
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(new ConnectException(), "nobody listens there"),
                Arguments.of(new ConnectException("Connection refused"), "Connection refused"),
                Arguments.of(new ClosedChannelException(), "the connection broke off"),
                Arguments.of(new EOFException(), "the connection broke off"),
                Arguments.of(new IOException("Broken pipe"), "Broken pipe"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void onlyWhoCouldNotConnectIsToldThatNobodyListens(IOException fault, String words) {
        assertThat(Api.why(fault)).isEqualTo(words);
    }
}

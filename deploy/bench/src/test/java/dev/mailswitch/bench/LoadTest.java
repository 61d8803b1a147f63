package dev.mailswitch.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadTest {

    private record Seen(String path, String key, String authorization, String body) {}

    private final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger answers = new AtomicInteger();
    private HttpServer server = open();

    private static HttpServer open() {
        try {
            return HttpServer.create(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void start() {
        server.createContext(
                "/",
                exchange -> {
                    seen.add(
                            new Seen(
                                    exchange.getRequestURI().getPath(),
                                    exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                                    exchange.getRequestHeaders().getFirst("Authorization"),
                                    new String(exchange.getRequestBody().readAllBytes())));
                    // Every tenth is refused.
                    int status = answers.incrementAndGet() % 10 == 0 ? 503 : 202;
                    byte[] body = "{\"id\":\"x\"}".getBytes();
                    exchange.sendResponseHeaders(status, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private LoadReport load(Map<String, String> options) throws IOException {
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        return new Load(Load.Plan.of(new Options(options), url, "secret")).run();
    }

    @Test
    void postsJustAsManyMailsEachWithAKeyOfItsOwn() throws IOException {
        LoadReport report = load(Map.of("count", "100", "connections", "4", "run", "t"));
        assertThat(report.accepted()).isEqualTo(90);
        assertThat(seen).hasSize(100);
        assertThat(seen.stream().map(Seen::key).distinct()).hasSize(100);
        assertThat(seen).allMatch(one -> one.authorization().equals("Bearer secret"));
        assertThat(seen).allMatch(one -> one.path().equals("/api/v1/emails"));
        for (Seen one : seen) {
            String number = one.key().substring("t-".length());
            assertThat(one.body()).contains("\"u" + number + "@").contains("\"t-" + number + "-");
        }
    }

    @Test
    void theHtmlIsAsLongAsAsked() throws IOException {
        load(Map.of("count", "1", "connections", "1", "html", "4096"));
        String body = seen.getFirst().body();
        int from = body.indexOf("\"html\":\"") + 8;
        assertThat(body.indexOf('"', from) - from).isEqualTo(4096);
    }

    @Test
    void refusalsAreToldByStatusAndHaveNoLatency() throws IOException {
        LoadReport report = load(Map.of("count", "20", "connections", "1"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        report.print(new PrintStream(out), "t", 0, 1_000_000);
        assertThat(out.toString())
                .contains("status_202=18", "status_503=2", "accepted_per_second=18");
    }

    @Test
    void atAFixedRateMailsAreDueInTurnWhateverTheAnswersDo() throws IOException {
        load(Map.of("count", "40", "rate", "200", "connections", "8", "run", "t"));
        List<Long> due =
                seen.stream()
                        .map(one -> one.body().replaceFirst("(?s).*\"t-(\\d+-\\d+)\".*", "$1"))
                        .sorted()
                        .map(id -> Long.parseLong(id.substring(10)))
                        .toList();
        for (int i = 1; i < due.size(); i++) {
            assertThat(due.get(i) - due.get(i - 1)).isEqualTo(5_000);
        }
    }

    @Test
    void percentilesAreNearestRanks() {
        Durations durations = new Durations();
        for (int i = 100; i > 0; i--) {
            durations.add(i * 1_000L);
        }
        assertThat(durations.percentiles(50, 99, 100)).containsExactly(50, 99, 100);
        assertThat(new Durations().percentiles(50)).containsExactly(0);
    }

    @Test
    void aTargetIsAUrl() {
        Load.Plan plan =
                Load.Plan.of(new Options(Map.of("url", "http://127.0.0.1:1")), "http://x", "k");
        assertThat(plan.url()).isEqualTo(URI.create("http://127.0.0.1:1"));
    }
}

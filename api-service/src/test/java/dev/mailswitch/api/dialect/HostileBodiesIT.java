package dev.mailswitch.api.dialect;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Bodies that are too long, too many or too slow, over bare connections.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
@TestProfile(HostileBodiesIT.Tight.class)
class HostileBodiesIT {

    private static final int MEBIBYTE = 1 << 20;
    private static final int BUDGET = 24 * MEBIBYTE;
    private static final Duration PATIENCE = Duration.ofSeconds(12);
    private static final byte[] CHUNK =
            ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(ISO_8859_1);

    /// Little memory, and little patience.
    public static class Tight implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "mailswitch.bodies.memory",
                    "24M",
                    "mailswitch.bodies.patience",
                    PATIENCE.toSeconds() + "s");
        }
    }

    @TestHTTPResource("/")
    URI server;

    @Inject MeterRegistry meters;

    private Tenant tenant;

    @BeforeEach
    void make() {
        tenant = Tenant.make();
    }

    private final class Line implements AutoCloseable {

        private final Socket socket = new Socket(server.getHost(), server.getPort());

        Line() throws IOException {
            socket.setSoTimeout((int) PATIENCE.plusSeconds(30).toMillis());
        }

        Line say(String text) throws IOException {
            return say(text.getBytes(ISO_8859_1));
        }

        Line say(byte[] bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
            return this;
        }

        /// The next line of an answer, or null once the connection has ended.
        String heard() throws IOException {
            StringBuilder line = new StringBuilder();
            InputStream in = socket.getInputStream();
            try {
                for (int c = in.read(); c != '\n'; c = in.read()) {
                    if (c < 0) {
                        return line.isEmpty() ? null : line.toString();
                    }
                    line.append((char) c);
                }
            } catch (SocketException reset) {
                return null;
            }
            return line.toString().strip();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private String head(String path, String... headers) {
        return "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Api-Key: %s\r\n%s\r\n"
                .formatted(
                        path,
                        tenant.adminKey(),
                        String.join("", List.of(headers).stream().map(h -> h + "\r\n").toList()));
    }

    private double inMemory() {
        return meters.get("mailswitch.bodies.memory.bytes").gauge().value();
    }

    private void allGivenBack() {
        Awaitility.await().untilAsserted(() -> assertThat(inMemory()).isZero());
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/email, 6291456",
        "/api/v1/emails, 10485760",
        "/api/v1/emails/validate, 10485760",
        "/api/v1/emails/batch, 20971520",
        "/api/v1/emails/send, 10485760",
        "/api/v1/emails/send-global, 10485760",
        "/api/v1/external-mails/send, 20971520",
        "/api/v1/external-mails/send-by-template, 20971520",
        "/api/v1/templates, 1048576"
    })
    void aBodyIsRefusedByItsLengthBeforeItComesAndInChunksAtTheLimit(String path, int limit)
            throws IOException {
        try (Line line = new Line()) {
            line.say(head(path, "Content-Length: " + (limit + 1)));
            assertThat(line.heard()).startsWith("HTTP/1.1 413 ");
            assertThat(inMemory()).isZero();
        }
        try (Line line = new Line()) {
            line.say(head(path, "Content-Length: " + limit, "Expect: 100-continue"));
            assertThat(line.heard()).startsWith("HTTP/1.1 100 ");
        }
        double most = 0;
        try (Line line = new Line()) {
            line.say(head(path, "Transfer-Encoding: chunked"));
            // Without an end: whoever waited for that would answer 408.
            for (int said = 0; said <= limit; said += 0x10000) {
                line.say(CHUNK);
                most = Math.max(most, inMemory());
            }
            assertThat(line.heard()).startsWith("HTTP/1.1 413 ");
        }
        assertThat(most).isLessThanOrEqualTo(limit);
        allGivenBack();
    }

    @Test
    void ofWhoIsNotKnownYetHardlyAnythingIsInMemory() throws IOException {
        double most = 0;
        try (Line line = new Line()) {
            line.say(
                    "POST /v1/email HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n");
            for (int said = 0; said <= 6 * MEBIBYTE; said += 0x10000) {
                line.say(CHUNK);
                most = Math.max(most, inMemory());
            }
            assertThat(line.heard()).startsWith("HTTP/1.1 413 ");
        }
        assertThat(most).isLessThanOrEqualTo(64 * 1024);
        allGivenBack();
        Awaitility.await()
                .untilAsserted(
                        () ->
                                assertThat(
                                                meters.get("mailswitch.bodies.spool.bytes")
                                                        .gauge()
                                                        .value())
                                        .isZero());
    }

    @Test
    void manyBodiesTogetherTakeNoMoreThanTheBudgetAndTheRestIsToldToComeAgain() throws Exception {
        int senders = 6;
        List<Line> lines = new ArrayList<>();
        double[] most = new double[senders];
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> saying = new ArrayList<>();
            for (int i = 0; i < senders; i++) {
                int sender = i;
                Line line = new Line();
                lines.add(line);
                saying.add(
                        threads.submit(
                                () -> {
                                    line.say(
                                            head(
                                                    "/api/v1/emails/batch",
                                                    "Transfer-Encoding: chunked"));
                                    for (int said = 0; said < 10 * MEBIBYTE; said += 0x10000) {
                                        line.say(CHUNK);
                                        most[sender] = Math.max(most[sender], inMemory());
                                    }
                                    return null;
                                }));
                if (i == 0) {
                    // Has its room before the others come, who may all be refused in the crowd.
                    saying.getFirst().get(30, TimeUnit.SECONDS);
                }
            }
            for (Future<?> said : saying) {
                said.get(30, TimeUnit.SECONDS);
            }
            // Those that found room wait for their rest in vain.
            List<String> answers = new ArrayList<>();
            for (Line line : lines) {
                answers.add(line.heard());
            }
            assertThat(answers)
                    .allMatch(a -> a.startsWith("HTTP/1.1 503 ") || a.startsWith("HTTP/1.1 408 "))
                    .anyMatch(a -> a.startsWith("HTTP/1.1 503 "))
                    .anyMatch(a -> a.startsWith("HTTP/1.1 408 "));
        } finally {
            for (Line line : lines) {
                line.close();
            }
        }
        for (double seen : most) {
            assertThat(seen).isPositive().isLessThanOrEqualTo(BUDGET);
        }
        allGivenBack();
        tenant.send(Tenant.mail(Map.of())).then().statusCode(202);
    }

    @Test
    void fiveHundredThatDribbleKeepNobodyWaitingAndAreSentAway() throws Exception {
        List<Line> slow = new ArrayList<>();
        String body = head("/api/v1/emails", "Content-Length: 1000");
        long begun = System.nanoTime();
        try {
            for (int i = 0; i < 500; i++) {
                // Heads that do not end, their first bytes at once or one by one; and bodies.
                String first = i % 3 == 0 ? body : i % 3 == 1 ? body.substring(0, 60) : "P";
                slow.add(new Line().say(first));
            }
            try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
                Future<?> dribble = threads.submit(() -> dribble(slow));
                List<Future<Long>> sent =
                        IntStream.range(0, 50)
                                .mapToObj(i -> threads.submit(this::millisOfASend))
                                .toList();
                for (Future<Long> one : sent) {
                    assertThat(one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isLessThan(8_000);
                }
                // Nobody's time was over yet: they were all there meanwhile.
                assertThat(System.nanoTime() - begun).isLessThan(PATIENCE.toNanos());
                int answered = 0;
                for (Line line : slow) {
                    String status = line.heard();
                    if (status != null) {
                        assertThat(status).startsWith("HTTP/1.1 408 ");
                        answered++;
                    }
                    while (status != null) {
                        status = line.heard();
                    }
                }
                assertThat(answered).isEqualTo(167);
                dribble.get(10, TimeUnit.SECONDS);
            }
        } finally {
            for (Line line : slow) {
                line.close();
            }
        }
        allGivenBack();
        given().get("/q/openapi").then().statusCode(200);
    }

    private long millisOfASend() {
        long before = System.nanoTime();
        tenant.send(Tenant.mail(Map.of())).then().statusCode(202);
        return Duration.ofNanos(System.nanoTime() - before).toMillis();
    }

    /// A byte a second on each, until all have ended or it has been too long.
    private static void dribble(List<Line> lines) {
        List<Line> open = new ArrayList<>(lines);
        long end = System.nanoTime() + PATIENCE.plusSeconds(20).toNanos();
        while (!open.isEmpty() && System.nanoTime() < end) {
            open.removeIf(
                    line -> {
                        try {
                            line.say("a");
                            return false;
                        } catch (IOException gone) {
                            return true;
                        }
                    });
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        }
    }
}

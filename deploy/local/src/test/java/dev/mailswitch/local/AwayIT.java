package dev.mailswitch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Kafka and PostgreSQL go away and come back, and nobody helps the services: neither is started
/// again, unless the test is about their start.
class AwayIT {

    /// Longer than it should take, so that a slow machine does not matter.
    private static final Duration SOON = Duration.ofSeconds(60);

    private static final CountingSmtp SMTP = new CountingSmtp();
    private static final TestInstallation ALL = TestInstallation.fresh("away");
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();
    private static final ObjectMapper JSON = new ObjectMapper();

    @BeforeAll
    static void start() {
        ALL.startAll(ProviderUrl.parse("smtp://127.0.0.1:" + SMTP.port() + "?name=counting", 0));
    }

    @AfterAll
    static void stop() throws IOException {
        ALL.close();
        SMTP.close();
        HTTP.close();
    }

    @BeforeEach
    void everythingRuns() {
        ALL.startMissing();
        await("a mail goes all the way").atMost(SOON).untilAsserted(() -> arrives(accepted(1)));
    }

    @Test
    void withoutKafkaAcceptingGoesOnAndDeliveryResumesByItself() throws Exception {
        ALL.installation().kill(Part.KAFKA);
        List<String> subjects = accepted(50);
        assertThat(ready()).isEqualTo(200);
        ALL.installation().start(Part.KAFKA);
        arrives(subjects);
    }

    @Test
    void aBrokerThatForgotEverythingLosesNoMail() throws Exception {
        List<String> subjects = accepted(30);
        ALL.installation().kill(Part.KAFKA);
        TestInstallation.delete(ALL.installation().settings().data().resolve("kafka"));
        subjects.addAll(accepted(30));
        ALL.installation().start(Part.KAFKA);
        subjects.addAll(accepted(30));
        arrives(subjects);
    }

    @Test
    void withoutPostgresClientsAreToldToComeAgain() throws Exception {
        ALL.installation().kill(Part.POSTGRES);
        for (int i = 0; i < 5; i++) {
            refused(post(subject()), Duration.ofSeconds(3));
            refused(get("/api/v1/emails"), Duration.ofSeconds(3));
        }
        assertThat(ready()).isEqualTo(503);
        assertThat(live(ALL.installation().settings().managementUrl())).isEqualTo(200);
        assertThat(live(ALL.installation().settings().workerUrl())).isEqualTo(200);

        ALL.installation().start(Part.POSTGRES);
        await("the API finds it again").atMost(SOON).until(() -> ready() == 200);
        arrives(accepted(20));
    }

    @Test
    void withoutBothNothingIsLost() throws Exception {
        List<String> subjects = accepted(40);
        ALL.installation().kill(Part.KAFKA);
        ALL.installation().kill(Part.POSTGRES);
        refused(post(subject()), Duration.ofSeconds(3));
        ALL.installation().launch(Part.POSTGRES);
        ALL.installation().start(Part.KAFKA);
        await("the API is ready again").atMost(SOON).until(() -> ready() == 200);
        subjects.addAll(accepted(20));
        arrives(subjects);
    }

    @Test
    void aDatabaseThatDoesNotAnswerKeepsNobodyWaitingForEver() throws Exception {
        List<String> subjects = accepted(10);
        ALL.signalTree(Part.POSTGRES, "STOP");
        long start = System.nanoTime();
        try {
            while (System.nanoTime() - start < Duration.ofSeconds(15).toNanos()) {
                refused(post(subject()), Duration.ofSeconds(14));
                refused(get("/api/v1/emails"), Duration.ofSeconds(14));
            }
        } finally {
            ALL.signalTree(Part.POSTGRES, "CONT");
        }
        await("the API is ready again").atMost(SOON).until(() -> ready() == 200);
        subjects.addAll(accepted(20));
        arrives(subjects);
    }

    @Test
    void servicesWaitForADatabaseAndABrokerThatComeLater() throws Exception {
        Installation installation = ALL.installation();
        List.of(Part.values()).reversed().forEach(installation::stop);
        installation.launch(Part.API);
        installation.launch(Part.WORKER);
        await("the API listens")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(ready()).isEqualTo(503));
        assertThat(live(installation.settings().managementUrl())).isEqualTo(200);
        refused(post(subject()), Duration.ofSeconds(3));
        refused(get("/api/v1/emails"), Duration.ofSeconds(3));
        await("the worker listens")
                .atMost(SOON)
                .untilAsserted(
                        () -> assertThat(live(installation.settings().workerUrl())).isEqualTo(200));
        assertThat(installation.ready(Part.WORKER)).isFalse();

        installation.start(Part.POSTGRES);
        await("the API is ready").atMost(SOON).until(() -> ready() == 200);
        List<String> subjects = accepted(10);
        installation.start(Part.KAFKA);
        arrives(subjects);
        installation.awaitReady(Part.WORKER);
    }

    private static void arrives(List<String> subjects) {
        await("all arrive")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(
                        () ->
                                assertThat(subjects)
                                        .allSatisfy(
                                                one ->
                                                        assertThat(SMTP.arrivals(one))
                                                                .isPositive()));
        await("the work list is empty")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(ALL.number("SELECT count(*) FROM work")).isZero());
        // Only now can nothing more come.
        assertThat(subjects)
                .as("none arrives twice")
                .allSatisfy(one -> assertThat(SMTP.arrivals(one)).isOne());
    }

    /// Posts mails, each of which must get a 202 at once.
    private static List<String> accepted(int mails) throws IOException, InterruptedException {
        List<String> subjects = new ArrayList<>();
        for (int i = 0; i < mails; i++) {
            String subject = subject();
            Answer answer = post(subject);
            assertThat(answer.http().statusCode()).as(answer.http().body()).isEqualTo(202);
            assertThat(answer.took()).isLessThan(Duration.ofSeconds(3));
            subjects.add(subject);
        }
        return subjects;
    }

    private record Answer(HttpResponse<String> http, Duration took) {}

    private static void refused(Answer answer, Duration within) throws IOException {
        assertThat(answer.http().statusCode()).as(answer.http().body()).isEqualTo(503);
        assertThat(answer.http().headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.http().headers().firstValue("Content-Type"))
                .hasValueSatisfying(
                        type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(JSON.readTree(answer.http().body()).path("status").asInt()).isEqualTo(503);
        assertThat(answer.took()).isLessThan(within);
    }

    private static String subject() {
        return UUID.randomUUID().toString();
    }

    private static Answer post(String subject) throws IOException, InterruptedException {
        String mail =
                Api.object()
                        .put("subject", subject)
                        .put("text", "Text")
                        .set("to", JSON.createArrayNode().add("you@example.com"))
                        .toString();
        return timed(
                request("/api/v1/emails")
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", subject)
                        .POST(HttpRequest.BodyPublishers.ofString(mail))
                        .build());
    }

    private static Answer get(String path) throws IOException, InterruptedException {
        return timed(request(path).build());
    }

    private static HttpRequest.Builder request(String path) {
        Api api = ALL.sender();
        return HttpRequest.newBuilder(URI.create(api.url() + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + api.key());
    }

    private static Answer timed(HttpRequest request) throws IOException, InterruptedException {
        long start = System.nanoTime();
        HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        return new Answer(answer, Duration.ofNanos(System.nanoTime() - start));
    }

    private static int ready() throws IOException, InterruptedException {
        return health(ALL.installation().settings().managementUrl() + "/q/health/ready");
    }

    private static int live(String url) throws IOException, InterruptedException {
        return health(url + "/q/health/live");
    }

    /// @return the status; 0 when nobody listens
    private static int health(String url) throws IOException, InterruptedException {
        try {
            return HTTP.send(
                            HttpRequest.newBuilder(URI.create(url))
                                    .timeout(Duration.ofSeconds(20))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        } catch (java.net.ConnectException nobody) {
            return 0;
        }
    }
}

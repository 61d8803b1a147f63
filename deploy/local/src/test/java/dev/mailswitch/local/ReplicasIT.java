package dev.mailswitch.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Two processes of the API on one database. Neither Kafka nor a worker runs: accepting needs none.
class ReplicasIT {

    private static final int REQUESTS = 100;
    private static final TestInstallation FIRST = TestInstallation.fresh("replicas");
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();
    private static TestInstallation second;
    private static String key;

    /// A door, and a mail as it is posted there.
    enum Door {
        EMAILS(
                "/api/v1/emails",
                202,
                """
                {"to": ["one@example.com"], "subject": "%s", "text": "Once"}"""),
        FLUTE(
                "/v1/email",
                200,
                """
                {"to": [{"email": "one@example.com"}], "subject": "%s", "text": "Once"}"""),
        FLUXOMAIL(
                "/api/v1/emails/send",
                200,
                """
                {"to": "one@example.com", "subject": "%s", "content": "Once"}"""),
        EMAILMASSIVO(
                "/api/v1/external-mails/send",
                200,
                """
                {"mail": {"to": {"email": "one@example.com"},
                          "from": {"email": "demo@demo.mailswitch.test"},
                          "subject": "%s", "html": "<p>Once"}}""");

        private final String path;
        private final int status;
        private final String mail;

        Door(String path, int status, String mail) {
            this.path = path;
            this.status = status;
            this.mail = mail;
        }
    }

    @BeforeAll
    static void start() throws IOException {
        Installation installation = FIRST.installation();
        installation.start(Part.POSTGRES);
        new Bootstrap(installation).run();
        second = FIRST.secondApi("replicas-second");
        installation.launch(Part.API);
        second.installation().launch(Part.API);
        installation.awaitReady(Part.API);
        second.installation().awaitReady(Part.API);
        Demo demo = new Demo(FIRST.admin());
        demo.route(List.of(ProviderUrl.parse("smtp://127.0.0.1:9?name=nobody", 0)));
        key = demo.makeKey();
    }

    @AfterAll
    static void stop() {
        second.close(Part.API);
        FIRST.close();
        HTTP.close();
    }

    @ParameterizedTest
    @EnumSource
    void aHundredRequestsWithOneKeyAreOneMailAndAHundredEqualAnswers(Door door) throws Exception {
        String subject = UUID.randomUUID().toString();
        List<CompletableFuture<HttpResponse<String>>> open = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            TestInstallation one = i % 2 == 0 ? FIRST : second;
            String url = one.installation().settings().apiUrl() + door.path;
            open.add(
                    HTTP.sendAsync(
                            request(url, subject, door.mail.formatted(subject)),
                            HttpResponse.BodyHandlers.ofString()));
        }
        List<HttpResponse<String>> answers = open.stream().map(CompletableFuture::join).toList();
        assertThat(answers)
                .allSatisfy(
                        answer ->
                                assertThat(answer.statusCode())
                                        .as(answer.body())
                                        .isEqualTo(door.status));
        assertThat(answers.stream().map(HttpResponse::body).distinct()).hasSize(1);
        assertThat(answers.stream().filter(ReplicasIT::replayed)).hasSize(REQUESTS - 1);
        assertThat(FIRST.number("SELECT count(*) FROM email WHERE subject = ?", subject)).isOne();
    }

    private static HttpRequest request(String url, String subject, String mail) {
        return HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(60))
                .header("X-Api-Key", key)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", subject)
                .POST(HttpRequest.BodyPublishers.ofString(mail))
                .build();
    }

    private static boolean replayed(HttpResponse<String> answer) {
        return answer.headers().firstValue("Idempotency-Replayed").isPresent();
    }
}

package dev.mailswitch.api.dialect.emailmassivo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.TestDatabaseResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// The limit of requests, behind a proxy that is trusted.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
@TestProfile(EmailMassivoLimitIT.BehindAProxy.class)
class EmailMassivoLimitIT {

    /// The limit as it is set by default, and this host as a proxy.
    public static class BehindAProxy implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "mailswitch.emailmassivo.requests-per-second",
                    "10",
                    "mailswitch.proxies.trusted",
                    "127.0.0.0/8");
        }
    }

    private static List<Response> thirtyAtOnce(String forwarded) throws Exception {
        List<Future<Response>> asked = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 30; i++) {
                asked.add(
                        threads.submit(
                                () ->
                                        RestAssured.given()
                                                .header("X-Forwarded-For", forwarded)
                                                .get(ExternalMails.PATH + "/x")));
            }
        }
        return asked.stream().map(Future::resultNow).toList();
    }

    @Test
    void anAddressMayComeTenTimesASecondWhateverTheProxy() throws Exception {
        long before = System.nanoTime();
        List<Response> answers = thirtyAtOnce("203.0.113.9, 192.0.2.1");
        long seconds = (System.nanoTime() - before) / 1_000_000_000 + 1;
        List<Response> refused =
                answers.stream().filter(answer -> answer.statusCode() == 429).toList();
        assertThat(answers.size() - refused.size())
                .isGreaterThanOrEqualTo(10)
                .isLessThanOrEqualTo((int) (10 * seconds));
        assertThat(refused)
                .allSatisfy(
                        answer -> {
                            assertThat(answer.<String>path("message"))
                                    .isEqualTo("Too many requests");
                            assertThat(answer.header("Retry-After")).isEqualTo("1");
                        });
        // What the caller writes itself in front does not make it another.
        if (seconds == 1) {
            assertThat(refused).hasSize(20);
        }
        assertThat(
                        RestAssured.given()
                                .header("X-Forwarded-For", "192.0.2.2")
                                .get(ExternalMails.PATH + "/x")
                                .statusCode())
                .isEqualTo(401);
    }
}

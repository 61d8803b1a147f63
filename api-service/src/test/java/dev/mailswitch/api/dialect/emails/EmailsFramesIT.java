package dev.mailswitch.api.dialect.emails;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class EmailsFramesIT {

    private static @Nullable Tenant shared;
    private Tenant tenant;

    @BeforeEach
    void organisation() {
        // Not before all: the port is known only now.
        if (shared == null) {
            shared = Tenant.make();
        }
        tenant = shared;
    }

    @Test
    void framesAreRefusedBeforeAnybodyIsAskedWhoHeIs() {
        given().contentType("text/plain")
                .body("x")
                .post("/api/v1/emails")
                .then()
                .statusCode(415)
                .contentType("application/problem+json");
        given().contentType("application/json")
                .header("Content-Encoding", "gzip")
                .body("x")
                .post("/api/v1/emails")
                .then()
                .statusCode(415);
        given().contentType("application/json")
                .body(new byte[10 * 1024 * 1024 + 1])
                .post("/api/v1/emails")
                .then()
                .statusCode(413);
        given().contentType("application/json")
                .body("{")
                .post("/api/v1/emails")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", notNullValue());
    }

    @Test
    void bodiesThatAreNoJsonOrNoUtf8AreRefused() {
        for (byte[] body :
                List.of(
                        "{".getBytes(),
                        "[]".getBytes(),
                        "".getBytes(),
                        "{} {}".getBytes(),
                        new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'},
                        new byte[] {0, '{', 0, '}'})) {
            tenant.sender()
                    .contentType("application/json; charset=latin1")
                    .body(body)
                    .post("/api/v1/emails")
                    .then()
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .header("X-Request-Id", notNullValue());
        }
    }

    @Test
    void unservedPathsAndMethodsHaveProblemDocuments() {
        given().get("/api/v1/nothing")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
        given().get("/nothing").then().statusCode(404).contentType("application/problem+json");
        given().header("X-Request-Id", "mine-1")
                .delete("/api/v1/emails")
                .then()
                .statusCode(405)
                .header("X-Request-Id", "mine-1")
                .header("Allow", containsString("POST"))
                .header("Allow", containsString("GET"))
                .contentType("application/problem+json");
    }

    @Test
    void everyShapeOfCredentialsOpensTheDoor() {
        String key = tenant.sendKey();
        String pair = "main:" + key;
        String basic = Base64.getEncoder().encodeToString(pair.getBytes());
        for (Map<String, String> headers :
                List.of(
                        Map.of("Authorization", "Bearer " + key),
                        Map.of("Authorization", "bearer " + key),
                        Map.of("Authorization", "Basic " + basic),
                        Map.of("Authorization", pair),
                        Map.of("Authorization", key + ":main"),
                        Map.of("X-Api-Key", key),
                        Map.of("X-Api-Key", key, "Authorization", "Bearer " + key))) {
            given().headers(headers).get("/api/v1/emails?limit=1").then().statusCode(200);
        }
        given().headers("X-Api-Key", key, "Authorization", "Bearer " + tenant.adminKey())
                .get("/api/v1/emails")
                .then()
                .statusCode(401);
        given().header("Authorization", "Bearer " + key.substring(0, key.length() - 2) + "AA")
                .get("/api/v1/emails")
                .then()
                .statusCode(401);
    }

    @Test
    void aCapIsToldAndKept() {
        String key =
                tenant.admin("{\"name\":\"capped\",\"rate_per_minute\":2}")
                        .post("/api/v1/api-keys")
                        .path("key");
        var answers =
                List.of(1, 2, 3, 4, 5).stream()
                        .map(i -> given().header("X-Api-Key", key).get("/api/v1/emails?limit=1"))
                        .toList();
        assertThat(answers.getFirst().header("X-RateLimit-Limit")).isEqualTo("2");
        // Five requests touch two minutes at most, which let four through.
        assertThat(answers).anyMatch(answer -> answer.statusCode() == 200);
        var refused = answers.stream().filter(a -> a.statusCode() == 429).toList();
        assertThat(refused).isNotEmpty();
        assertThat(refused).allMatch(answer -> answer.header("Retry-After") != null);
    }

    @Test
    void aLineThatIsTooLongHasAProblemToo() {
        given().get("/api/v1/emails?tag=" + "x".repeat(9_000))
                .then()
                .statusCode(414)
                .contentType("application/problem+json");
    }

    @Test
    void anIdempotencyKeyIsEchoedOnEveryAnswer() {
        given().header("Idempotency-Key", "k")
                .get("/nothing")
                .then()
                .statusCode(404)
                .header("Idempotency-Key", "k");
        tenant.sender()
                .header("Idempotency-Key", "x".repeat(256))
                .contentType("application/json")
                .body(Tenant.mail(Map.of()))
                .post("/api/v1/emails")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("Idempotency-Key"));
    }

    @Test
    void aBodyThatBlowsUpIsRefused() {
        String deep = "[".repeat(2_000) + "]".repeat(2_000);
        tenant.send("{\"metadata\":{\"a\":" + deep + "}}").then().statusCode(400);
        String wide = "[" + "0,".repeat(1_500_000) + "0]";
        tenant.send("{\"metadata\":{\"a\":" + wide + "}}").then().statusCode(400);
    }

    @Test
    void aKeyWorksFromItsAddressesOnly() throws Exception {
        String key = tenant.admin("{\"name\":\"fixed\"}").post("/api/v1/api-keys").path("key");
        String id =
                tenant.admin()
                        .get("/api/v1/api-keys?limit=200")
                        .path("data.find { it.name == 'fixed' }.id");
        for (boolean here : List.of(false, true)) {
            Tenant.sql(
                    "UPDATE api_key SET allowed_addresses = '{%s}' WHERE id = '%s'"
                            .formatted(here ? "127.0.0.0/8,::1" : "192.0.2.0/24", id));
            // A change of settings, so that the key is read again.
            tenant.admin("{\"name\":\"moves the version\"}").post("/api/v1/api-keys");
            given().header("X-Api-Key", key)
                    .get("/api/v1/emails?limit=1")
                    .then()
                    .statusCode(here ? 200 : 403);
        }
    }
}

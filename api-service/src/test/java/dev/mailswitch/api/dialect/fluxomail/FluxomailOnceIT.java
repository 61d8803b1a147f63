package dev.mailswitch.api.dialect.fluxomail;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.mailswitch.api.Courier;
import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.model.id.ProviderId;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a key makes one at the Fluxomail door: the answer, the mail, the count.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class FluxomailOnceIT {

    private static final String SEND = "/api/v1/emails/send";
    private static final String SEND_GLOBAL = "/api/v1/emails/send-global";

    private static @Nullable Tenant shared;
    private Tenant tenant;
    private Courier courier;

    @BeforeEach
    void organisation() throws Exception {
        // Not before all: the port is known only now.
        if (shared == null) {
            shared = Tenant.make();
        }
        tenant = shared;
        courier = new Courier(new ProviderId(UUID.randomUUID()));
    }

    @AfterEach
    void end() throws Exception {
        courier.close();
    }

    private static RequestSpecification by(String key, String body) {
        return given().header("Authorization", "Bearer " + key)
                .contentType("application/json")
                .body(body);
    }

    private Response send(Map<String, ?> fields) {
        return Sends.post(tenant, fields);
    }

    private Response keyed(String key, Map<String, ?> fields) {
        return by(tenant.sendKey(), Sends.send(fields)).header("Idempotency-Key", key).post(SEND);
    }

    @Test
    void theFirstAnswerIsGivenAgain() {
        String key = UUID.randomUUID().toString();
        Response first = keyed(key, Map.of("to", "stays-first@example.com"));
        first.then().body("status", equalTo("queued"));
        assertThat(first.header("Idempotency-Replayed")).isNull();
        courier.release();
        Awaitility.await()
                .untilAsserted(
                        () ->
                                tenant.sender()
                                        .get("/api/v1/sends/" + first.path("sendId"))
                                        .then()
                                        .body("send.status", equalTo("sent")));
        // It has been handed over since; the answer is what it was.
        Response again = keyed(key, Map.of("to", "stays-first@example.com"));
        assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        keyed(key, Map.of("subject", "Other"))
                .then()
                .statusCode(409)
                .body("code", equalTo("idempotency_mismatch"));
    }

    @Test
    void bothPathsShareTheirKeysAndTheBodyMayHoldThem() {
        String key = UUID.randomUUID().toString();
        Response first = send(Map.of("idempotencyKey", key));
        first.then().statusCode(200).header("Idempotency-Key", equalTo(key));
        Response again =
                by(tenant.sendKey(), Sends.send(Map.of()))
                        .header("Idempotency-Key", key)
                        .post(SEND_GLOBAL);
        assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        keyed("another", Map.of("idempotencyKey", key))
                .then()
                .statusCode(400)
                .body("code", equalTo("validation_error"));
    }

    @Test
    void whatARequestLeavesOpenIsNoPartOfIt() {
        Tenant own = Tenant.make();
        String environment =
                own.admin("{\"name\":\"news\",\"sender\":\"news@%s\"}".formatted(own.domain()))
                        .post("/api/v1/environments")
                        .path("id");
        String any = own.admin("{\"name\":\"any\"}").post("/api/v1/api-keys").path("key");
        String key = UUID.randomUUID().toString();
        String body = Sends.send(Map.of("fromName", "Shop", "identityId", environment));
        Response first = by(any, body).header("Idempotency-Key", key).post(SEND);
        first.then().statusCode(200);
        own.admin()
                .get("/api/v1/emails/" + Sends.mail(first))
                .then()
                .body("from", equalTo("\"Shop\" <news@%s>".formatted(own.domain())));
        // Both the sender that the name went with and the environment's name are others now.
        own.admin("{\"name\":\"letters\",\"sender\":\"letters@%s\"}".formatted(own.domain()))
                .header("If-Match", "*")
                .patch("/api/v1/environments/" + environment)
                .then()
                .statusCode(200);
        Response again = by(any, body).header("Idempotency-Key", key).post(SEND);
        assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        String other = Sends.send(Map.of("fromName", "Store", "identityId", environment));
        by(any, other).header("Idempotency-Key", key).post(SEND).then().statusCode(409);
    }

    @Test
    void twinsWaitForOneAnother() throws Exception {
        String key = UUID.randomUUID().toString();
        List<Future<Response>> answers = new ArrayList<>();
        try (ExecutorService twins = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 5; i++) {
                answers.add(twins.submit(() -> keyed(key, Map.of("to", "stays-twin@example.com"))));
            }
        }
        List<String> bodies = new ArrayList<>();
        for (Future<Response> answer : answers) {
            assertThat(answer.get().statusCode()).isEqualTo(200);
            bodies.add(answer.get().asString());
        }
        assertThat(bodies.stream().distinct())
                .singleElement()
                .satisfies(body -> assertThat(body).contains("\"queued\""));
    }

    @Test
    void globalSendsAreCountedOnceEach() throws Exception {
        Tenant own = Tenant.make();
        String key = UUID.randomUUID().toString();
        for (int i = 0; i < 3; i++) {
            by(own.sendKey(), Sends.send(Map.of()))
                    .header("Idempotency-Key", key)
                    .post(SEND_GLOBAL);
        }
        by(own.sendKey(), Sends.send(Map.of())).post(SEND_GLOBAL).then().statusCode(200);
        by(own.sendKey(), "{}").post(SEND_GLOBAL).then().statusCode(400);
        Sends.post(own, Map.of()).then().statusCode(200);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(globalSends(own)).isEqualTo(2));
    }

    private static int globalSends(Tenant tenant) throws Exception {
        String organisation = tenant.admin().get("/api/v1/organisation").path("id");
        String sums =
                Sends.sql(
                        """
                        SELECT coalesce(sum(amount), 0) FROM usage_delta
                         WHERE counter = 'global_endpoint_sends' AND organisation_id = '%s'\
                        """
                                .formatted(organisation));
        return Integer.parseInt(sums);
    }
}

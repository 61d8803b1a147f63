package dev.mailswitch.api.dialect.fluxomail;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.mailswitch.api.Courier;
import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.model.id.ProviderId;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Sending at the Fluxomail door, every line of the documented matrix included.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class FluxomailSendingIT {

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

    @Test
    void aSendSaysThatItWasHandedOver() {
        for (String path : List.of(SEND, SEND_GLOBAL)) {
            by(tenant.sendKey(), Sends.send(Map.of()))
                    .header("Fluxomail-Version", "2025-01-01")
                    .post(path)
                    .then()
                    .statusCode(200)
                    .body("sendId", matchesPattern("sends_[0-9a-f]{32}"))
                    .body("status", equalTo("sent"))
                    .body("messageId", matchesPattern("<.+@" + tenant.domain() + ">"))
                    .header("X-Request-Id", notNullValue())
                    .header("Fluxomail-Request-Id", notNullValue());
        }
    }

    @Test
    void aSendSaysWhatElseBecameOfIt() {
        send(Map.of("to", "refused@example.com")).then().body("status", equalTo("bounced"));
        long start = System.nanoTime();
        send(Map.of("to", "stays@example.com")).then().body("status", equalTo("queued"));
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(4));
    }

    @Test
    void whoIsOnTheSuppressionListMakesAFailedSend() {
        String email = "gone@example.com";
        tenant.admin("{\"email\":\"%s\",\"reason\":\"manual\"}".formatted(email))
                .post("/api/v1/suppressions")
                .then()
                .statusCode(201);
        send(Map.of("to", email)).then().statusCode(200).body("status", equalTo("failed"));
        // A send that still goes to somebody has not failed.
        send(Map.of("to", email, "cc", "other@example.com"))
                .then()
                .statusCode(200)
                .body("status", equalTo("sent"));
    }

    @Test
    void whatIsMissingIsNamed() {
        by(tenant.sendKey(), "{\"htmlContent\":\"<p>\"}")
                .post(SEND)
                .then()
                .statusCode(400)
                .body("code", equalTo("missing_required_fields"))
                .body("message", equalTo("Missing required fields: to, subject, content"));
        send(Map.of("policyKey", "slow"))
                .then()
                .statusCode(400)
                .body("code", equalTo("validation_error"))
                .body("message", startsWith("policyKey "));
        for (String policy : List.of("transactional", "bulk", "urgent")) {
            Response answer = send(Map.of("policyKey", policy));
            answer.then().statusCode(200);
            tenant.sender()
                    .get("/api/v1/sends/" + answer.path("sendId"))
                    .then()
                    .body("send.policyKey", equalTo(policy));
        }
    }

    @Test
    void keysThatMayNotAreTurnedAway() {
        given().contentType("application/json")
                .body(Sends.send(Map.of()))
                .post(SEND)
                .then()
                .statusCode(401)
                .body("code", equalTo("invalid_api_key"))
                .body("message", equalTo("Invalid API key"))
                .header("WWW-Authenticate", startsWith("Bearer"));
        String narrow =
                tenant.admin("{\"name\":\"read\",\"scopes\":[\"emails:read\"]}")
                        .post("/api/v1/api-keys")
                        .path("key");
        by(narrow, Sends.send(Map.of()))
                .post(SEND)
                .then()
                .statusCode(403)
                .body("code", equalTo("missing_scope"))
                .body("message", equalTo("Missing scope send_email"));
        String vendors =
                tenant.admin("{\"name\":\"send\",\"scopes\":[\"send_email\"]}")
                        .post("/api/v1/api-keys")
                        .path("key");
        given().header("x-api-key", vendors)
                .contentType("application/json")
                .body(Sends.send(Map.of()))
                .post(SEND_GLOBAL)
                .then()
                .statusCode(200);
        given().header("x-api-key", vendors)
                .get("/api/v1/events")
                .then()
                .statusCode(403)
                .body("message", equalTo("Missing scope emails:read"));
    }

    @Test
    void aPausedTenantSendsNothingAndReads() {
        Tenant own = Tenant.make();
        Response sent = Sends.post(own, Map.of());
        own.admin().post("/api/v1/organisation/pause").then().statusCode(200);
        Awaitility.await()
                .untilAsserted(
                        () ->
                                // Said before anything about fields.
                                by(own.sendKey(), "{}")
                                        .post(SEND)
                                        .then()
                                        .statusCode(403)
                                        .body("code", equalTo("tenant_paused"))
                                        .body("message", equalTo("Tenant paused")));
        own.sender().get("/api/v1/sends/" + sent.path("sendId")).then().statusCode(200);
        own.sender().get("/api/v1/events").then().statusCode(200);
        own.sender().get("/api/v1/metrics").then().statusCode(200);
    }

    @Test
    void aCapOfAKeyIsSaidAndKept() {
        String capped =
                tenant.admin("{\"name\":\"capped\",\"rate_per_minute\":1}")
                        .post("/api/v1/api-keys")
                        .path("key");
        String key = UUID.randomUUID().toString();
        // In the last moments of a minute the second one may be of the next.
        Awaitility.await()
                .untilAsserted(
                        () -> {
                            by(capped, Sends.send(Map.of()))
                                    .header("Idempotency-Key", key)
                                    .post(SEND);
                            by(capped, Sends.send(Map.of()))
                                    .header("Idempotency-Key", key)
                                    .post(SEND)
                                    .then()
                                    .statusCode(429)
                                    .body("code", equalTo("rate_limited"))
                                    .body("message", equalTo("Rate limit exceeded"))
                                    .header("Retry-After", matchesPattern("[1-9]\\d?"))
                                    .header("X-RateLimit-Limit", equalTo("1"))
                                    .header("X-RateLimit-Remaining", equalTo("0"))
                                    .header("X-RateLimit-Reset", matchesPattern("[1-9]\\d?"));
                        });
    }

    @Test
    void aQuotaThatIsUsedUpIsSaid() {
        Tenant own = Tenant.make();
        own.admin("{\"quota\":{\"period\":\"day\",\"mails\":1}}")
                .header("If-Match", "*")
                .patch("/api/v1/organisation")
                .then()
                .statusCode(200);
        Awaitility.await()
                .untilAsserted(
                        () ->
                                Sends.post(own, Map.of())
                                        .then()
                                        .statusCode(429)
                                        .body("code", equalTo("quota_exceeded"))
                                        .header("Retry-After", notNullValue()));
    }

    @Test
    void aSendMayComeFromAnotherVerifiedIdentity() {
        Response answer =
                send(
                        Map.of(
                                "fromEmail",
                                "billing@" + tenant.domain(),
                                "fromName",
                                "Billing",
                                "replyTo",
                                "help@example.com",
                                "bcc",
                                List.of("archive@example.com"),
                                "headers",
                                Map.of("X-Order", "5", "X-SMTPAPI", "{}")));
        answer.then().statusCode(200);
        tenant.sender()
                .get("/api/v1/emails/" + Sends.mail(answer))
                .then()
                .body("from", equalTo("\"Billing\" <billing@%s>".formatted(tenant.domain())))
                .body("reply_to", hasItem("help@example.com"))
                .body("bcc", hasItem("archive@example.com"));
        tenant.sender()
                .get("/api/v1/sends/" + answer.path("sendId"))
                .then()
                .body("events[-1].data.warnings[0]", equalTo("The header X-SMTPAPI was left out"));
        send(Map.of("fromEmail", "x@elsewhere.example"))
                .then()
                .statusCode(400)
                .body("message", equalTo("fromEmail must be a verified identity"));
    }

    @Test
    void anIdentityIsAnEnvironmentOrADomain() {
        tenant.admin(
                        "{\"name\":\"news\",\"sender\":\"news@%s\",\"lane\":\"bulk\"}"
                                .formatted(tenant.domain()))
                .post("/api/v1/environments")
                .then()
                .statusCode(201);
        String unbound = tenant.admin("{\"name\":\"any\"}").post("/api/v1/api-keys").path("key");
        Response answer = by(unbound, Sends.send(Map.of("identityId", "news"))).post(SEND);
        answer.then().statusCode(200);
        given().header("X-Api-Key", unbound)
                .get("/api/v1/emails/" + Sends.mail(answer))
                .then()
                .body("environment", equalTo("news"))
                .body("from", equalTo("news@" + tenant.domain()));
        by(unbound, Sends.send(Map.of("identityId", "nobody")))
                .post(SEND)
                .then()
                .statusCode(404)
                .body("code", equalTo("not_found"));
        send(Map.of("identityId", "news"))
                .then()
                .statusCode(403)
                .body("code", equalTo("missing_scope"));
    }

    @Test
    void filesTravelAlong() {
        String file = Base64.getEncoder().encodeToString(new byte[] {1, 2, 3});
        Response answer =
                send(
                        Map.of(
                                "attachments",
                                List.of(Map.of("filename", "a.pdf", "contentBase64", file))));
        answer.then().statusCode(200);
        tenant.sender()
                .get("/api/v1/emails/" + Sends.mail(answer))
                .then()
                .body("attachments[0].filename", equalTo("a.pdf"))
                .body("attachments[0].content_type", equalTo("application/pdf"))
                .body("attachments[0].size", equalTo(3));
    }

    @Test
    void aTemplateNobodyHasIsNotFound() {
        by(tenant.sendKey(), "{\"to\":\"a@example.com\",\"templateId\":\"none\"}")
                .post(SEND)
                .then()
                .statusCode(404)
                .body("code", equalTo("not_found"))
                .body("message", equalTo("No such template"));
    }

    @Test
    void aTemplateIsRenderedWithItsVariables() {
        String template =
                tenant.admin(
                                """
                                {"name":"welcome","subject":"Hello {{name}}",
                                 "html":"<p>Dear {{name}}</p>","text":"Dear {{name}}"}\
                                """)
                        .post("/api/v1/templates")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("id");
        String send = "{\"to\":\"a@example.com\",\"templateId\":\"welcome\"%s}";
        Response answer =
                by(tenant.sendKey(), send.formatted(",\"variables\":{\"name\":\"Jo\"}")).post(SEND);
        answer.then().statusCode(200).body("status", equalTo("sent"));
        tenant.sender()
                .get("/api/v1/emails/" + Sends.mail(answer))
                .then()
                .body("subject", equalTo("Hello Jo"))
                .body("template_id", equalTo(template))
                .body("text", equalTo("Dear Jo"));
        by(tenant.sendKey(), send.formatted(""))
                .post(SEND)
                .then()
                .statusCode(400)
                .body("code", equalTo("validation_error"))
                .body("message", equalTo("variables must have name"));
    }
}

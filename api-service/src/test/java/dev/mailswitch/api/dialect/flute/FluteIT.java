package dev.mailswitch.api.dialect.flute;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class FluteIT {

    private static final String BAD = "eyJhbGciOiJub25lIn0.e30.AAAA";

    private static @Nullable Tenant shared;
    private Tenant tenant;

    @BeforeEach
    void organisation() {
        // Not before all: the port is known only now.
        if (shared == null) {
            shared = provided();
        }
        tenant = shared;
    }

    private static Tenant provided() {
        Tenant made = Tenant.make();
        made.provide("main");
        return made;
    }

    private static Response post(@Nullable String authorization, String body) {
        var request = given().contentType("application/json").body(body);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return request.post("/v1/email");
    }

    private Response post(String body) {
        return post("Bearer " + tenant.sendKey(), body);
    }

    private static void refused(int status, String message, Response answer) {
        answer.then()
                .statusCode(status)
                .body("status", equalTo("fail"))
                .body("data.message", startsWith(message));
    }

    private String unbound() {
        return tenant.admin("{\"name\":\"any\"}").post("/api/v1/api-keys").path("key");
    }

    @Test
    void aKeyIsFoundWhereverTheDocumentPutsIt() {
        String key = tenant.sendKey();
        String pair = "main:" + key;
        String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
        for (String authorization :
                List.of(
                        "Basic " + basic,
                        "Basic " + pair,
                        pair,
                        key + ":main",
                        "Bearer " + key,
                        key)) {
            post(authorization, FluteMail.of(Map.of()))
                    .then()
                    .statusCode(200)
                    .body("status", equalTo("success"));
        }
        post(null, FluteMail.of(Map.of("access_token", key, "environment", "main")))
                .then()
                .statusCode(200);
        post(null, FluteMail.of(Map.of("access_token", key))).then().statusCode(200);
    }

    @Test
    void aFieldOfTheBodyGoesBeforeItsHalfOfTheHeader() {
        String key = tenant.sendKey();
        post("main:" + BAD, FluteMail.of(Map.of("access_token", key))).then().statusCode(200);
        post("elsewhere:" + key, FluteMail.of(Map.of("environment", "main")))
                .then()
                .statusCode(200);
        refused(
                401,
                "Access token is invalid",
                post("main:" + key, FluteMail.of(Map.of("access_token", BAD))));
        refused(
                401,
                "Access token is of another environment",
                post("main:" + key, FluteMail.of(Map.of("environment", "elsewhere"))));
        post("main:" + key, FluteMail.of(Map.of("environment", "", "access_token", "")))
                .then()
                .statusCode(200);
    }

    @Test
    void anEnvironmentMustBeThereAndHaveAProvider() {
        String any = unbound();
        refused(401, "Environment not found", post("nowhere:" + any, FluteMail.of(Map.of())));
        tenant.admin("{\"name\":\"empty\",\"sender\":\"x@%s\"}".formatted(tenant.domain()))
                .post("/api/v1/environments")
                .then()
                .statusCode(201);
        Response none = post("empty:" + any, FluteMail.of(Map.of()));
        refused(401, "Environment does not have providers configured", none);
        assertThat(none.header("WWW-Authenticate")).startsWith("Basic ");
        // Without a name it is the organisation's default.
        post("Bearer " + any, FluteMail.of(Map.of())).then().statusCode(200);
    }

    @Test
    void withoutAKeyItIsForbiddenAndNotUnauthorised() {
        refused(403, "Access token was not specified", post(null, FluteMail.of(Map.of())));
        refused(
                403,
                "Access token was not specified",
                post(null, FluteMail.of(Map.of("environment", "main"))));
    }

    @Test
    void anIdOpensWhatBecameOfTheMailAndNothingElse() {
        Response sent =
                post(
                        FluteMail.of(
                                Map.of(
                                        "to", List.of(person("rumi@example.com")),
                                        "cc", List.of(person("suppressed@sandbox.test")),
                                        "bcc", List.of(person("hidden@example.org")))));
        String id = sent.path("data.id");
        assertThat(UUID.fromString(id).version()).isEqualTo(4);
        for (String path : List.of("/v1/email/" + id, "/v1/email?id=" + id)) {
            Response shown = given().get(path);
            shown.then()
                    .statusCode(200)
                    .header("Cache-Control", "no-store")
                    .body("status", equalTo("success"))
                    .body("data.id", equalTo(id))
                    .body("data.environment", equalTo("main"))
                    .body("data.status", equalTo("queued"))
                    .body("data.subject", equalTo("rumi says"))
                    .body("data.created_at", matchesPattern("\\d{4}-.*T.*\\.\\d{3}Z"))
                    .body(
                            "data.recipients.email",
                            contains("r***@example.com", "s***@sandbox.test"))
                    .body("data.recipients.status", contains("queued", "failed"))
                    .body("data.events[0].type", startsWith("email."))
                    .body("data.events[0].at", notNullValue());
            assertThat(shown.asString())
                    .doesNotContain("rumi@", "suppressed@", "hidden", "example.org", "reed flute");
            assertThat(shown.<Map<String, ?>>path("data"))
                    .containsOnlyKeys(
                            "id",
                            "environment",
                            "status",
                            "subject",
                            "created_at",
                            "recipients",
                            "events");
        }
    }

    private static Map<String, String> person(String email) {
        return Map.of("email", email);
    }

    /// Whoever learns one id of a mail must not come to another.
    @Test
    void noOtherIdOpensAMail() {
        String id = post(FluteMail.of(Map.of())).path("data.id");
        String own = tenant.sender().get("/api/v1/emails?limit=1").path("data[0].id");
        assertThat(own).isNotNull().isNotEqualTo(id);
        refused(404, "Not found", given().get("/v1/email/" + own));
        tenant.sender().get("/api/v1/emails/" + id).then().statusCode(404);
        String changed = id.substring(0, 35) + (id.endsWith("0") ? "1" : "0");
        refused(404, "Not found", given().get("/v1/email/" + changed));
        refused(404, "Not found", given().get("/v1/email/" + id.replace("-", "")));
    }

    @Test
    void anIdMustBeGiven() {
        refused(400, "id ", given().get("/v1/email"));
        refused(400, "id ", given().get("/v1/email?id="));
        given().get("/v1/email").then().header("Cache-Control", "no-store");
    }

    @Test
    void oneAddressMayNotAskForEver() throws IOException {
        List<String> answers = new ArrayList<>();
        while (answers.size() < 1_000
                && answers.stream().noneMatch(answer -> answer.contains(" 429 "))) {
            answers.add(from("127.0.0.9"));
        }
        assertThat(answers.subList(0, 100)).allMatch(answer -> answer.contains(" 404 "));
        assertThat(answers.getLast())
                .contains(" 429 ")
                .containsIgnoringCase("\nretry-after: 1\n")
                .containsIgnoringCase("\ncache-control: no-store\n");
        assertThat(from("127.0.0.10")).contains(" 404 ");
    }

    private static String from(String address) throws IOException {
        try (Socket socket =
                        new Socket(
                                "127.0.0.1", RestAssured.port, InetAddress.ofLiteral(address), 0);
                BufferedReader in =
                        new BufferedReader(
                                new InputStreamReader(
                                        socket.getInputStream(), StandardCharsets.US_ASCII))) {
            socket.getOutputStream()
                    .write(
                            "GET /v1/email/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            return String.join("\n", in.readAllLines());
        }
    }

    @Test
    void quotaAndPauseHaveTheirStatuses() {
        Tenant own = provided();
        String key = "Bearer " + own.sendKey();
        own.admin("{\"quota\":{\"period\":\"day\",\"mails\":1}}")
                .header("If-Match", "*")
                .patch("/api/v1/organisation")
                .then()
                .statusCode(200);
        String id = post(key, FluteMail.of(Map.of())).path("data.id");
        Response second = post(key, FluteMail.of(Map.of()));
        refused(422, "One or more quotas exceeded", second);
        assertThat(second.header("Retry-After")).isNotEmpty();
        own.admin().post("/api/v1/organisation/pause").then().statusCode(200);
        refused(403, "The organisation is paused", post(key, "{\"subject\":\"\"}"));
        given().get("/v1/email/" + id).then().statusCode(200);
    }

    @Test
    void whoeverIsSuppressedIsAcceptedAndFails() {
        Response sent =
                post(FluteMail.of(Map.of("to", List.of(person("suppressed@sandbox.test")))));
        sent.then().statusCode(200);
        given().get("/v1/email/" + sent.path("data.id"))
                .then()
                .body("data.status", equalTo("failed"));
    }

    @Test
    void aMailMayHaveNoWordsAndFieldsNobodyKnows() {
        post(FluteMail.of(Map.of("text", "", "html", "", "reply_to", "", "nobody_knows_me", 1)))
                .then()
                .statusCode(200);
    }

    @Test
    void somethingElseUnderAKeyIsAConflict() {
        String key = UUID.randomUUID().toString();
        for (String subject : List.of("one", "two")) {
            Response answer =
                    given().header("Authorization", "main:" + tenant.sendKey())
                            .header("Idempotency-Key", key)
                            .contentType("application/json")
                            .body(FluteMail.of(Map.of("subject", subject)))
                            .post("/v1/email");
            assertThat(answer.statusCode()).isEqualTo(subject.equals("one") ? 200 : 409);
        }
    }
}

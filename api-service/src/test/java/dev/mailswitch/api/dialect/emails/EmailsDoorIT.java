package dev.mailswitch.api.dialect.emails;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class EmailsDoorIT {

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
    void documentedExampleIsAcceptedAndReadBack() {
        String body =
                """
                {
                  "to": ["user@example.com"],
                  "subject": "Your receipt",
                  "html": "<p>Thanks for your order.</p>",
                  "text": "Thanks for your order.",
                  "from_": "billing@%s",
                  "cc": ["finance@yourdomain.com"],
                  "reply_to": ["support@yourdomain.com"],
                  "template_id": null,
                  "template_vars": {},
                  "track_opens": false,
                  "track_clicks": false,
                  "enable_unsubscribe": false,
                  "scheduled_at": "%s",
                  "attachments": [
                    {
                      "filename": "invoice.pdf",
                      "content_type": "application/pdf",
                      "content_b64": "%s"
                    }
                  ]
                }"""
                        .formatted(
                                tenant.domain(),
                                Instant.now().plus(1, ChronoUnit.HOURS),
                                Base64.getEncoder().encodeToString(new byte[] {1, 2, 3}));
        Response answer = tenant.send(body);
        answer.then().statusCode(202).body("status", equalTo("scheduled"));
        String id = answer.path("id");
        assertThat(answer.header("Location")).isEqualTo("/api/v1/emails/" + id);
        tenant.sender()
                .get("/api/v1/emails/" + id)
                .then()
                .statusCode(200)
                .body("id", equalTo(id))
                .body("from", equalTo("billing@" + tenant.domain()))
                .body("environment", equalTo("main"))
                .body("to", contains("user@example.com"))
                .body("cc", contains("finance@yourdomain.com"))
                .body("bcc", hasSize(0))
                .body("reply_to", contains("support@yourdomain.com"))
                .body("created_at", matchesPattern("\\d{4}-.*T.*\\.\\d{3}Z"))
                .body("html", equalTo("<p>Thanks for your order.</p>"))
                .body("content_available", equalTo(true))
                .body("recipients", hasSize(2))
                .body("recipients[0].id", equalTo(id))
                .body("recipients[1].kind", equalTo("cc"))
                .body("recipients[1].status", equalTo("scheduled"))
                .body("attempts", hasSize(0))
                .body("attachments[0].filename", equalTo("invoice.pdf"))
                .body("attachments[0].size", equalTo(3))
                .body("attachments[0].sha256", matchesPattern("[0-9a-f]{64}"))
                .body("attachments[0].disposition", equalTo("attachment"))
                .body("resend_of", nullValue());
    }

    @Test
    void aMailIsFoundByARecipientsIdToo() {
        Response answer = tenant.send(Tenant.mail(Map.of("cc", List.of("second@example.com"))));
        tenant.sender()
                .get("/api/v1/emails/" + answer.path("recipients[1].id"))
                .then()
                .statusCode(200)
                .body("id", equalTo(answer.path("id")));
    }

    @Test
    void replayHasTheSameBytes() {
        String at = Instant.now().plus(1, ChronoUnit.HOURS).toString();
        String key = UUID.randomUUID().toString();
        String one =
                "{\"to\":[\"a@example.com\",\"suppressed@sandbox.test\"],\"subject\":\"s\",\"text\":\"t\","
                        + "\"metadata\":{\"a\":1,\"b\":{\"c\":2,\"d\":3}},\"scheduled_at\":\""
                        + at
                        + "\"}";
        String reordered =
                "{ \"metadata\": {\"b\":{\"d\":3,\"c\":2}, \"a\":1}, \"text\":\"t\", \"subject\":\"s\","
                        + "\"scheduled_at\":\""
                        + at
                        + "\", \"to\":[\"a@example.com\",\"suppressed@sandbox.test\"] }";
        Response first = tenant.send(one, key);
        first.then()
                .statusCode(202)
                .header("Idempotency-Key", key)
                .body("recipients[1].status", equalTo("failed"))
                .body("recipients[1].class", equalTo("suppressed"));
        Response again = tenant.send(reordered, key);
        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
        tenant.send(one.replace("\"s\"", "\"other\""), key)
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("type", endsWith("/idempotency_mismatch"));
    }

    @Test
    void anAnswerGivenOutlivesTheConditionsItWasGivenUnder() {
        Tenant own = Tenant.make();
        String key = UUID.randomUUID().toString();
        String mail = Tenant.mail(Map.of("from_", "x@" + own.domain()));
        Response first = own.send(mail, key);
        first.then().statusCode(202);
        own.admin("{\"email\":\"user@example.com\"}")
                .post("/api/v1/suppressions")
                .then()
                .statusCode(201);
        own.send(mail).then().statusCode(422).body("errors[0].field", equalTo("to"));
        Response again = own.send(mail, key);
        again.then().statusCode(202).header("Idempotency-Replayed", "true");
        assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
    }

    @Test
    void listsAreNewestFirstAndPaged() {
        Tenant own = Tenant.make();
        String oldest = own.send(Tenant.mail(Map.of("tags", List.of("x")))).path("id");
        String middle =
                own.send(Tenant.mail(Map.of("to", List.of("Other@example.com")))).path("id");
        String newest = own.send(Tenant.mail(Map.of("bcc", List.of("b@example.com")))).path("id");
        Response page = own.sender().get("/api/v1/emails?limit=2");
        page.then()
                .statusCode(200)
                .body("data.id", contains(newest, middle))
                .body("data[0].recipients.queued", equalTo(2))
                .body("data[0].bcc", contains("b@example.com"))
                .body("next_cursor", notNullValue());
        own.sender()
                .get("/api/v1/emails?limit=2&cursor=" + page.path("next_cursor"))
                .then()
                .body("data.id", contains(oldest))
                .body("next_cursor", nullValue());
        own.sender()
                .get("/api/v1/emails?limit=1&offset=1")
                .then()
                .body("data.id", contains(middle));
        own.sender().get("/api/v1/emails?tag=x").then().body("data.id", contains(oldest));
        own.sender()
                .get("/api/v1/emails?recipient=other@EXAMPLE.com")
                .then()
                .body("data", hasSize(0));
        own.sender()
                .get("/api/v1/emails?recipient=Other@example.com")
                .then()
                .body("data.id", contains(middle));
        own.sender().get("/api/v1/emails?status=queued").then().body("data", hasSize(3));
        own.sender().get("/api/v1/emails?status=delivering").then().body("data", hasSize(0));
        own.sender().get("/api/v1/emails?environment=main").then().body("data", hasSize(3));
        own.sender()
                .get("/api/v1/emails?created_after=" + Instant.now().plusSeconds(60))
                .then()
                .body("data", hasSize(0));
    }

    @Test
    void aListRefusesWhatItDoesNotKnowByName() {
        for (String parameter :
                List.of(
                        "limit=0",
                        "limit=201",
                        "limit=x",
                        "offset=10001",
                        "offset=-1",
                        "status=gone",
                        "cursor=zzz",
                        "provider=none",
                        "created_after=yesterday",
                        "statsu=queued")) {
            tenant.sender()
                    .get("/api/v1/emails?" + parameter)
                    .then()
                    .statusCode(400)
                    .body("errors[0].field", equalTo(parameter.split("=")[0]));
        }
    }

    @Test
    void theTimelineBeginsWithTheAccept() {
        String id = tenant.send(Tenant.mail(Map.of())).path("id");
        tenant.sender()
                .get("/api/v1/emails/" + id + "/events")
                .then()
                .statusCode(200)
                .body("data", hasSize(1))
                .body("data[0].type", equalTo("email.queued"))
                .body("data[0].recipient", nullValue());
    }

    @Test
    void scheduledMailsAreMovedAndCancelled() {
        Instant at = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS);
        String id = tenant.send(Tenant.mail(Map.of("scheduled_at", at.toString()))).path("id");
        Instant later = at.plus(1, ChronoUnit.DAYS);
        tenant.sender()
                .contentType("application/json")
                .body("{\"scheduled_at\":\"%s\"}".formatted(later))
                .patch("/api/v1/emails/" + id)
                .then()
                .statusCode(200)
                .body("scheduled_at", startsWith(later.toString().substring(0, 19)));
        tenant.sender()
                .post("/api/v1/emails/" + id + "/cancel")
                .then()
                .statusCode(200)
                .body("status", equalTo("cancelled"))
                .body("recipients[0].status", equalTo("cancelled"));
        tenant.sender().post("/api/v1/emails/" + id + "/cancel").then().statusCode(409);
        String queued = tenant.send(Tenant.mail(Map.of())).path("id");
        tenant.sender().post("/api/v1/emails/" + queued + "/cancel").then().statusCode(409);
        tenant.sender()
                .post("/api/v1/emails/" + UUID.randomUUID() + "/cancel")
                .then()
                .statusCode(404);
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
    void organisationsDoNotSeeEachOther() {
        Tenant other = Tenant.make();
        String id = tenant.send(Tenant.mail(Map.of("tags", List.of("secret")))).path("id");
        other.sender().get("/api/v1/emails/" + id).then().statusCode(404);
        other.sender().get("/api/v1/emails/" + id + "/events").then().statusCode(404);
        other.sender().post("/api/v1/emails/" + id + "/cancel").then().statusCode(404);
        other.sender().get("/api/v1/emails").then().body("data", hasSize(0));
        other.sender().get("/api/v1/emails?tag=secret").then().body("data", hasSize(0));
        other.sender()
                .get("/api/v1/emails?recipient=user@example.com")
                .then()
                .body("data", hasSize(0));
        other.send(Tenant.mail(Map.of("from_", "x@" + tenant.domain())))
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("from_"));
    }

    @Test
    void aBoundKeyDoesNotReachAnotherEnvironment() {
        tenant.send(Tenant.mail(Map.of("environment", "elsewhere"))).then().statusCode(403);
        tenant.send(Tenant.mail(Map.of("environment", "main"))).then().statusCode(202);
        String unbound = tenant.admin("{\"name\":\"any\"}").post("/api/v1/api-keys").path("key");
        given().header("X-Api-Key", unbound)
                .contentType("application/json")
                .body(Tenant.mail(Map.of("environment", "elsewhere")))
                .post("/api/v1/emails")
                .then()
                .statusCode(404);
        given().header("X-Api-Key", unbound)
                .contentType("application/json")
                .body(Tenant.mail(Map.of()))
                .post("/api/v1/emails")
                .then()
                .statusCode(202)
                .body("environment", equalTo("main"));
    }

    @Test
    void sameAddressTwiceIsOneRecipient() {
        tenant.send(
                        Tenant.mail(
                                Map.of(
                                        "to", List.of("A@Example.com", "a@example.COM"),
                                        "cc", List.of("a@example.com", "c@example.com"))))
                .then()
                .statusCode(202)
                .body("to", contains("A@example.com"))
                .body("cc", contains("c@example.com"));
    }

    @Test
    void aQuotaIsExactAndAReplayCostsNothing() {
        Tenant own = Tenant.make();
        own.admin("{\"quota\":{\"period\":\"day\",\"mails\":2}}")
                .header("If-Match", "*")
                .patch("/api/v1/organisation")
                .then()
                .statusCode(200);
        String mail = Tenant.mail(Map.of());
        own.send(mail, "k1").then().statusCode(202);
        own.send(mail, "k1").then().statusCode(202);
        own.send(mail, "k2").then().statusCode(202);
        own.send(mail, "k3")
                .then()
                .statusCode(429)
                .header("Retry-After", notNullValue())
                .body("type", endsWith("/quota_exceeded"));
        own.send(mail, "k1").then().statusCode(202).header("Idempotency-Replayed", "true");
    }

    @Test
    void aPausedOrganisationAcceptsNothingAndReads() {
        Tenant own = Tenant.make();
        own.admin().post("/api/v1/organisation/pause").then().statusCode(200);
        own.send("{\"nonsense\":1}").then().statusCode(400);
        own.send(Tenant.mail(Map.of("to", List.of("not an address")))).then().statusCode(403);
        own.sender().get("/api/v1/emails").then().statusCode(200);
        own.admin().post("/api/v1/organisation/resume").then().statusCode(200);
        own.send(Tenant.mail(Map.of())).then().statusCode(202);
    }

    @Test
    void whatIsWrongIsSaidOfEveryField() {
        tenant.send(
                        """
                        {"to":["nobody"],"cc":["a@b.example\\r\\nBcc: x@y.example"],"subject":"",
                         "headers":{"Bcc":"x","X-Ok":"1"},"scheduled_at":"tomorrow","policy":"fast",
                         "attachments":[{"filename":"a/b","content_type":"x","content_b64":"!"}]}""")
                .then()
                .statusCode(400)
                .body(
                        "errors.field",
                        containsInAnyOrder(
                                "to[0]",
                                "cc[0]",
                                "subject",
                                "html",
                                "headers.Bcc",
                                "scheduled_at",
                                "policy",
                                "attachments[0].content_b64"));
        tenant.send("{\"to\":\"a@example.com\"}")
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("to"));
        tenant.send("{\"shceduled_at\":null}")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("shceduled_at"));
        tenant.send("{\"to\":[\"a@example.com\"],\"subject\":5}")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("subject"));
    }

    @Test
    void aCapIsToldAndKept() {
        String key =
                tenant.admin("{\"name\":\"capped\",\"rate_per_minute\":2}")
                        .post("/api/v1/api-keys")
                        .path("key");
        var answers =
                List.of(1, 2, 3, 4).stream()
                        .map(i -> given().header("X-Api-Key", key).get("/api/v1/emails?limit=1"))
                        .toList();
        assertThat(answers.getFirst().header("X-RateLimit-Limit")).isEqualTo("2");
        // Four requests touch two minutes at most.
        assertThat(answers).anyMatch(answer -> answer.statusCode() == 200);
        assertThat(answers.stream().filter(a -> a.statusCode() == 429).toList())
                .allMatch(answer -> answer.header("Retry-After") != null);
    }
}

package dev.mailswitch.api.dialect.emails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.model.mail.Address;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class EmailsSendingIT {

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
                }\
                """
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

    /// Each of them is right, and all together are more than a mail may have.
    @Test
    void recipientsTogetherHaveALimitThatNamesTheField() {
        tenant.send(toAThousand("r")).then().statusCode(202);
        tenant.send(toAThousand("r".repeat(40)))
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("to"));
    }

    /// With the longest names there are.
    private static String toAThousand(String local) {
        String name = "N".repeat(Address.MAX_NAME_OCTETS);
        return IntStream.range(0, 1_000)
                .mapToObj(i -> "\"%s <%s%d@example.com>\"".formatted(name, local, i))
                .collect(
                        Collectors.joining(
                                ",", "{\"to\":[", "],\"subject\":\"s\",\"text\":\"t\"}"));
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
                "{ \"metadata\": {\"b\":{\"d\":3,\"c\":2}, \"a\":1}, \"text\":\"t\","
                        + " \"subject\":\"s\",\"scheduled_at\":\""
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
                .body("type", endsWith("/quota_exceeded"))
                .body("detail", equalTo("The organisation's quota for this period is used up"));
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
                         "headers":{"Bcc":"x","X-Ok":"1"},"scheduled_at":"tomorrow",
                         "attachments":[{"filename":"a/b","content_type":"x","content_b64":"!"}]}\
                        """)
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
    void aReplayIsTheFirstAnswerWhateverHappenedSince() {
        Tenant own = Tenant.make();
        Instant at = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS);
        String mail =
                Tenant.mail(
                        Map.of(
                                "scheduled_at",
                                at.toString(),
                                "cc",
                                List.of("suppressed@sandbox.test")));
        Response first = own.send(mail, "moved");
        first.then().statusCode(202).body("recipients[1].status", equalTo("failed"));
        own.sender()
                .contentType("application/json")
                .body("{\"scheduled_at\":\"%s\"}".formatted(at.plus(2, ChronoUnit.HOURS)))
                .patch(first.header("Location"))
                .then()
                .statusCode(200);
        Response again = own.send(mail, "moved");
        again.then().statusCode(202).header("Idempotency-Replayed", "true");
        assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    }

    @Test
    void anotherDefaultEnvironmentMakesNoSecondMail() {
        Tenant own = Tenant.make();
        String unbound = own.admin("{\"name\":\"any\"}").post("/api/v1/api-keys").path("key");
        String mail = Tenant.mail(Map.of());
        Response first = own.send(unbound, mail, "once");
        first.then().statusCode(202).body("environment", equalTo("main"));
        own.admin(
                        "{\"name\":\"second\",\"sender\":\"x@%s\",\"default\":true}"
                                .formatted(own.domain()))
                .post("/api/v1/environments")
                .then()
                .statusCode(201);
        own.send(unbound, mail, "other").then().body("environment", equalTo("second"));
        Response again = own.send(unbound, mail, "once");
        again.then().statusCode(202).header("Idempotency-Replayed", "true");
        assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
    }

    @Test
    void fieldsAreSpokenOfBeforeWhatTheyReferTo() {
        tenant.send(
                        Tenant.mail(
                                Map.of(
                                        "domain_id",
                                        UUID.randomUUID().toString(),
                                        "environment",
                                        "elsewhere",
                                        "policy",
                                        "fast")))
                .then()
                .statusCode(400)
                .body("errors.field", contains("policy"));
        tenant.send(Tenant.mail(Map.of("domain_id", UUID.randomUUID().toString())))
                .then()
                .statusCode(400)
                .body("errors.field", contains("domain_id"));
    }

    @Test
    void aDomainBringsItsOwnSender() {
        Tenant own = Tenant.make();
        String id = own.admin().get("/api/v1/domains").path("data[0].id");
        own.admin("{\"sender_email\":\"shop@%s\",\"sender_name\":\"Shop\"}".formatted(own.domain()))
                .header("If-Match", "*")
                .patch("/api/v1/domains/" + id)
                .then()
                .statusCode(200);
        own.send(Tenant.mail(Map.of("domain_id", id)))
                .then()
                .statusCode(202)
                .body("from", endsWith("<shop@%s>".formatted(own.domain())));
        String given = "hello@" + own.domain();
        own.send(Tenant.mail(Map.of("domain_id", id, "from_", given)))
                .then()
                .statusCode(202)
                .body("from", equalTo(given));
    }

    @Test
    void aBatchAnswersEveryMailInOrderAndOnce() {
        String batch =
                "{\"emails\":[%s,{\"to\":5},%s,{\"to\":[\"x\"],\"subject\":\"s\",\"text\":\"t\"}]}"
                        .formatted(Tenant.mail(Map.of()), Tenant.mail(Map.of()));
        Response first = tenant.batch(batch, "b1");
        first.then()
                .statusCode(200)
                .body("data.status", contains(202, 400, 202, 400))
                .body("data[1].errors[0].field", equalTo("to"))
                .body("data[3].errors[0].field", equalTo("to[0]"));
        Response again = tenant.batch(batch, "b1");
        assertThat(again.asString()).isEqualTo(first.asString());
        assertThat(first.header("Idempotency-Replayed")).isNull();
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        String longer = batch.replace("]}", "," + Tenant.mail(Map.of()) + "]}");
        Response partly = tenant.batch(longer, "b1");
        partly.then().body("data.status", contains(202, 400, 202, 400, 202));
        assertThat(partly.header("Idempotency-Replayed")).isNull();
        assertThat(first.<String>path("data[0].id")).isNotEqualTo(first.path("data[2].id"));
        tenant.batch("{\"emails\":[]}", "b2").then().statusCode(400);
        tenant.sender()
                .get("/api/v1/emails/batch")
                .then()
                .statusCode(405)
                .header("Allow", equalTo("OPTIONS, POST"));
    }

    @Test
    void aMailThatNobodyCanSendYetWaitsAndSaysSo() {
        Tenant own = Tenant.make();
        String waits = own.send(Tenant.mail(Map.of())).then().statusCode(202).extract().path("id");
        own.provide("main");
        String goes = own.send(Tenant.mail(Map.of())).then().statusCode(202).extract().path("id");

        own.sender()
                .get("/api/v1/emails/" + waits + "/events")
                .then()
                .body("data.type", contains("email.queued"))
                .body(
                        "data[0].data.warnings",
                        contains(
                                "The environment has no route to a provider: the mail waits for"
                                        + " one"));
        own.sender()
                .get("/api/v1/emails/" + goes + "/events")
                .then()
                .body("data[0].data", nullValue());
    }

    @Test
    void aBatchOfLargeMailsWaitsForItsOwn() {
        String recipients =
                IntStream.range(0, 1_000)
                        .mapToObj("\"user%d@example.com\""::formatted)
                        .collect(Collectors.joining(","));
        String mail = "{\"to\":[%s],\"subject\":\"News\",\"text\":\"Some.\"}".formatted(recipients);
        String batch = "{\"emails\":[" + String.join(",", Collections.nCopies(40, mail)) + "]}";

        Response answer = tenant.batch(batch, "large");

        assertThat(answer.path("data.status").toString())
                .isEqualTo(Collections.nCopies(40, 202).toString());
    }
}

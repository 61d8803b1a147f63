package dev.mailswitch.api.dialect.emailmassivo;

import static dev.mailswitch.api.dialect.emailmassivo.ExternalMails.BY_TEMPLATE;
import static dev.mailswitch.api.dialect.emailmassivo.ExternalMails.SEND;
import static dev.mailswitch.api.dialect.emailmassivo.ExternalMails.mail;
import static dev.mailswitch.api.dialect.emailmassivo.ExternalMails.post;
import static dev.mailswitch.api.dialect.emailmassivo.ExternalMails.request;
import static dev.mailswitch.api.dialect.emailmassivo.ExternalMails.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the door answers when all is well.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class EmailMassivoSendingIT {

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

    private Response send(String body) {
        return post(tenant.sendKey(), SEND, body);
    }

    @Test
    void everyRecipientHasAUuidAndMistypedCopiesAnError() {
        Response answer =
                send(
                        request(
                                tenant,
                                Map.of("idempotencyKey", UUID.randomUUID().toString()),
                                Map.of(
                                        "cc",
                                        "C <c@example.com>, nobody, user@example.com,"
                                                + " c@example.com",
                                        "bcc",
                                        "b@example.com,suppressed@sandbox.test")));
        answer.then()
                .statusCode(200)
                .body("warning", nullValue())
                .body("additionalRecipients", hasSize(5))
                .body("additionalRecipients[0].email", equalTo("c@example.com"))
                .body(
                        "additionalRecipients[1]",
                        equalTo(Map.of("email", "nobody", "error", "Invalid email address")))
                // The same address twice is one recipient.
                .body("additionalRecipients[2].email", equalTo("user@example.com"))
                .body("additionalRecipients[3].email", equalTo("b@example.com"))
                .body(
                        "additionalRecipients[4]",
                        equalTo(
                                Map.of(
                                        "email",
                                        "suppressed@sandbox.test",
                                        "error",
                                        "Email receiver unavailable")));
        String uuid = answer.path("uuid");
        assertThat(answer.<String>path("additionalRecipients[2].uuid")).isEqualTo(uuid);
        String cc = answer.path("additionalRecipients[0].uuid");
        String bcc = answer.path("additionalRecipients[3].uuid");
        assertThat(List.of(uuid, cc, bcc)).doesNotHaveDuplicates();
        Map.of(uuid, "user@example.com", cc, "c@example.com", bcc, "b@example.com")
                .forEach(
                        (id, email) ->
                                status(tenant.sendKey(), id)
                                        .then()
                                        .statusCode(200)
                                        .body("uuid", equalTo(id))
                                        .body("email", equalTo(email))
                                        .body("status", equalTo("queued"))
                                        .body("subject", equalTo("Your receipt"))
                                        .body(
                                                "createdAt",
                                                matchesPattern("\\d{4}-.*T.*\\.\\d{3}Z")));
    }

    @Test
    void theMailIsWhatTheNativeDoorShows() {
        String uuid =
                send(mail(
                                tenant,
                                Map.of(
                                        "text", "Thanks.",
                                        "previewTitle", "Look inside",
                                        "attachments", Map.of("a.pdf", "JVBERi0xLjcK"))))
                        .path("uuid");
        tenant.sender()
                .get("/api/v1/emails/" + uuid)
                .then()
                .statusCode(200)
                .body("from", equalTo("\"Shop\" <billing@" + tenant.domain() + ">"))
                .body("to[0]", equalTo("\"User\" <user@example.com>"))
                .body("html", equalTo("<p>Thanks.</p>"))
                .body("text", equalTo("Thanks."))
                .body("attachments[0].filename", equalTo("a.pdf"))
                .body("attachments[0].content_type", equalTo("application/pdf"));
    }

    @Test
    void headersThatWereLeftOutStandOnTheTimeline() {
        String uuid =
                send(mail(
                                tenant,
                                Map.of(
                                        "subject",
                                        "headers",
                                        "headers",
                                        Map.of("Errors-To", "x@example.com", "X-One", "1"))))
                        .path("uuid");
        tenant.sender()
                .get("/api/v1/emails/" + uuid + "/events")
                .then()
                .statusCode(200)
                .body("data[0].type", equalTo("email.queued"))
                .body("data[0].data.warnings", hasItem("The header Errors-To was left out"));
    }

    @Test
    void theSameMailWithoutAKeyIsSentOnceAndToldSo() {
        String body = mail(tenant, Map.of("subject", "once", "cc", "c@example.com"));
        Response first = send(body);
        first.then().statusCode(200).body("warning", equalTo(Translator.NO_KEY));
        Response again = send(body);
        assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        for (Map<String, ?> other :
                List.<Map<String, ?>>of(
                        Map.of("subject", "another"),
                        Map.of("subject", "once", "html", "<p>Other.</p>"),
                        Map.of("subject", "once", "to", Map.of("email", "other@example.com")),
                        Map.of("subject", "once", "attachments", Map.of("a.txt", "YQ==")))) {
            Response answer = send(mail(tenant, other));
            answer.then().statusCode(200);
            assertThat(answer.<String>path("uuid")).isNotEqualTo(first.path("uuid"));
        }
    }

    @Test
    void copiesThatAreNoAddressesMakeAnotherMailTooWithAKeyAndWithout() {
        for (Map<String, String> beside :
                List.<Map<String, String>>of(
                        Map.of(), Map.of("idempotencyKey", UUID.randomUUID().toString()))) {
            Response first =
                    send(request(tenant, beside, Map.of("subject", "left out", "cc", "nobody")));
            first.then()
                    .statusCode(200)
                    .body("additionalRecipients[0].error", equalTo(SendView.NO_ADDRESS));
            Response again =
                    send(request(tenant, beside, Map.of("subject", "left out", "cc", "nobody")));
            assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
            assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
            for (Object cc : List.of("somebody", List.of("nobody", "nobody"))) {
                Response other =
                        send(request(tenant, beside, Map.of("subject", "left out", "cc", cc)));
                other.then().statusCode(200);
                assertThat(other.<String>path("uuid")).isNotEqualTo(first.path("uuid"));
            }
        }
    }

    @Test
    void anotherKeyOrOtherContentIsAnotherMailAndNeverAConflict() {
        String key = UUID.randomUUID().toString();
        Map<String, String> beside = Map.of("idempotencyKey", key);
        Response first = send(request(tenant, beside, Map.of()));
        first.then().statusCode(200);
        Response again = send(request(tenant, beside, Map.of()));
        assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        Response content = send(request(tenant, beside, Map.of("html", "<p>Other.</p>")));
        Response otherKey = send(request(tenant, Map.of("idempotencyKey", key + "2"), Map.of()));
        for (Response other : List.of(content, otherKey)) {
            other.then().statusCode(200);
            assertThat(other.<String>path("uuid")).isNotEqualTo(first.path("uuid"));
        }
    }

    @Test
    void aKeyInTheHeaderCountsAsOneInTheBody() {
        String key = UUID.randomUUID().toString();
        Response first =
                io.restassured.RestAssured.given()
                        .header("X-Api-Key", tenant.sendKey())
                        .header("Idempotency-Key", key)
                        .contentType("application/json")
                        .body(mail(tenant, Map.of()))
                        .post(SEND);
        first.then().statusCode(200).body("warning", nullValue());
        Response again = send(request(tenant, Map.of("idempotencyKey", key), Map.of()));
        assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
    }

    @Test
    void aTemplateIsSentByItsNumber() {
        Response template =
                tenant.admin(
                                "{\"name\":\"%s\",\"subject\":\"Order {{order}}\",\"html\":\"<p>Hello {{name}}</p>\"}"
                                        .formatted(UUID.randomUUID()))
                        .post("/api/v1/templates");
        template.then().statusCode(201);
        int number = template.path("number");
        String uuid = byTemplate(number, Map.of("order", "7", "name", "<Ann>"), null);
        tenant.sender()
                .get("/api/v1/emails/" + uuid)
                .then()
                .body("subject", equalTo("Order 7"))
                .body("template_id", equalTo(template.path("id")))
                .body("html", equalTo("<p>Hello &lt;Ann&gt;</p>"));
        String other = byTemplate(number, Map.of("name", "Ann"), "Mine {{as is}}");
        tenant.sender()
                .get("/api/v1/emails/" + other)
                .then()
                .body("subject", equalTo("Mine {{as is}}"))
                .body("html", equalTo("<p>Hello Ann</p>"));
    }

    private String byTemplate(int number, Map<String, String> params, @Nullable String subject) {
        var fields = new java.util.HashMap<String, Object>();
        fields.put("html", null);
        fields.put("subject", subject);
        fields.put("idTemplateMailUser", number);
        fields.put("params", params);
        Response answer = post(tenant.sendKey(), BY_TEMPLATE, mail(tenant, fields));
        answer.then().statusCode(200);
        return answer.path("uuid");
    }

    @Test
    void wordsInThePlaceOfAUuidAreNone() {
        for (String path : List.of(SEND, BY_TEMPLATE)) {
            Response answer = tenant.sender().get(path);
            answer.then().statusCode(405).body("message", equalTo("Method not allowed"));
            assertThat(answer.header("Allow")).contains("POST");
        }
    }
}

package dev.mailswitch.api.dialect.emails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.model.lifecycle.Status;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `POST /api/v1/emails/{id}/resend`.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class EmailsResendIT {

    private static final String FILE = "JVBERi0xLjcK";

    private Tenant tenant;

    @BeforeEach
    void organisation() {
        tenant = Tenant.make();
    }

    private Response resend(String id) {
        return tenant.sender().post("/api/v1/emails/" + id + "/resend");
    }

    private Response resend(String id, String body) {
        return tenant.sender()
                .contentType("application/json")
                .body(body)
                .post("/api/v1/emails/" + id + "/resend");
    }

    private Response resendWithKey(String id, String key, String body) {
        return tenant.sender()
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body(body)
                .post("/api/v1/emails/" + id + "/resend");
    }

    /// A mail to three that was cancelled before its time.
    private String over() {
        String at = Instant.now().plus(1, ChronoUnit.HOURS).toString();
        Response sent =
                tenant.send(
                        Tenant.mail(
                                Map.of(
                                        "to", List.of("Ann <ann@example.com>"),
                                        "cc", List.of("bob@example.com"),
                                        "bcc", List.of("cem@example.com"),
                                        "from_", "Shop <shop@" + tenant.domain() + ">",
                                        "reply_to", List.of("help@example.com"),
                                        "headers", Map.of("X-Order", "7"),
                                        "tags", List.of("receipt"),
                                        "metadata", Map.of("order", 7),
                                        "scheduled_at", at,
                                        "attachments",
                                                List.of(
                                                        Map.of(
                                                                "filename", "a.pdf",
                                                                "content_type", "application/pdf",
                                                                "content_b64", FILE)))));
        sent.then().statusCode(202);
        tenant.sender()
                .post("/api/v1/emails/" + sent.path("id") + "/cancel")
                .then()
                .statusCode(200);
        return sent.path("id");
    }

    private static void nowIs(String id, int position, Status status) throws SQLException {
        Tenant.sql(
                "UPDATE recipient SET status = %d, attempt = 1 WHERE email_id = '%s' AND pos = %d"
                        .formatted(status.code(), id, position));
    }

    @Test
    void aResendIsANewMailWithTheFirstOnesContent() {
        String first = over();
        Response again = resend(first);
        again.then()
                .statusCode(202)
                .header("Location", equalTo("/api/v1/emails/" + again.path("id")))
                .body("id", not(equalTo(first)))
                .body("resend_of", equalTo(first))
                .body("status", equalTo("queued"))
                .body("scheduled_at", equalTo(null))
                .body("from", equalTo("\"Shop\" <shop@" + tenant.domain() + ">"))
                .body("to", contains("\"Ann\" <ann@example.com>"))
                .body("cc", contains("bob@example.com"))
                .body("bcc", contains("cem@example.com"))
                .body("reply_to", contains("help@example.com"))
                .body("tags", contains("receipt"))
                .body("metadata.order", equalTo(7))
                .body("attachments[0].filename", equalTo("a.pdf"));
        Response was = tenant.sender().get("/api/v1/emails/" + first);
        tenant.sender()
                .get("/api/v1/emails/" + again.path("id"))
                .then()
                .statusCode(200)
                .body("text", equalTo(was.path("text")))
                .body("message_id", not(equalTo(was.path("message_id"))))
                .body("attachments[0].sha256", equalTo(was.path("attachments[0].sha256")));
    }

    @Test
    void someRecipientsAreChosenByAddressOrId() {
        String first = over();
        String second = tenant.sender().get("/api/v1/emails/" + first).path("recipients[1].id");
        resend(first, "{\"recipients\":[\"%s\",\"cem@EXAMPLE.com\"]}".formatted(second))
                .then()
                .statusCode(202)
                .body("to", empty())
                .body("cc", contains("bob@example.com"))
                .body("bcc", contains("cem@example.com"));
        for (String recipients : List.of("[\"x@example.com\"]", "[1]", "[null]", "[\"\"]")) {
            resend(first, "{\"recipients\":" + recipients + "}")
                    .then()
                    .statusCode(400)
                    .body("errors.field", contains("recipients[0]"));
        }
        for (String recipients : List.of("[]", "\"some\"", "7", "{}")) {
            resend(first, "{\"recipients\":" + recipients + "}")
                    .then()
                    .statusCode(400)
                    .body("errors.field", contains("recipients"));
        }
        resend(first, "{\"recipient\":\"all\"}")
                .then()
                .statusCode(400)
                .body("errors.field", contains("recipient"));
        resend(first, "{\"recipients\":null}").then().statusCode(202);
    }

    @Test
    void whoWasReachedIsLeftOutOfTheUnsettled() throws SQLException {
        String first = over();
        nowIs(first, 0, Status.DELIVERED);
        nowIs(first, 1, Status.BOUNCED);
        nowIs(first, 2, Status.SENT);
        resend(first, "{\"recipients\":\"unsettled\"}")
                .then()
                .statusCode(202)
                .body("recipients.email", contains("bob@example.com"));
        nowIs(first, 1, Status.DELIVERED);
        resend(first, "{\"recipients\":\"unsettled\"}").then().statusCode(409);
    }

    @Test
    void aRepeatedResendGetsTheFirstAnswerWhateverHasHappenedSince() throws SQLException {
        String first = over();
        String body = "{\"recipients\":\"unsettled\"}";
        String key = UUID.randomUUID().toString();
        Response once = resendWithKey(first, key, body);
        once.then().statusCode(202);
        nowIs(first, 1, Status.DELIVERED);
        Tenant.sql("DELETE FROM email_content WHERE email_id = '" + first + "'");
        Response again = resendWithKey(first, key, "{ \"recipients\" : \"unsettled\" }");
        again.then().statusCode(202).header("Idempotency-Replayed", "true");
        assertThat(again.asByteArray()).isEqualTo(once.asByteArray());
        assertThat(again.header("Location")).isEqualTo(once.header("Location"));
        resendWithKey(first, key, "{\"recipients\":\"all\"}").then().statusCode(409);
        // Another door's key, so to speak: the same key was not used for sending.
        tenant.send(Tenant.mail(Map.of()), key).then().statusCode(202);
    }

    @Test
    void aMailUnderWayIsNotSentAgain() {
        String id = tenant.send(Tenant.mail(Map.of())).path("id");
        resend(id).then().statusCode(409).contentType("application/problem+json");
    }

    @Test
    void whatIsForgottenCannotBeSentAgain() throws SQLException {
        String first = over();
        Tenant.sql("DELETE FROM email_content WHERE email_id = '" + first + "'");
        resend(first).then().statusCode(410).body("type", endsWith("/content_gone"));
        String other = over();
        Tenant.sql(
                "DELETE FROM attachment WHERE organisation_id = "
                        + "(SELECT organisation_id FROM email WHERE id = '"
                        + other
                        + "')");
        resend(other).then().statusCode(410);
    }

    @Test
    void onlyWhoMaySendAndSeeItSendsItAgain() {
        String first = over();
        String cc = tenant.sender().get("/api/v1/emails/" + first).path("recipients[1].id");
        resend(cc).then().statusCode(404);
        resend(UUID.randomUUID().toString()).then().statusCode(404);
        Tenant.make().sender().post("/api/v1/emails/" + first + "/resend").then().statusCode(404);
        String reader =
                tenant.admin("{\"name\":\"r\",\"scopes\":[\"emails:read\"]}")
                        .post("/api/v1/api-keys")
                        .path("key");
        io.restassured.RestAssured.given()
                .header("X-Api-Key", reader)
                .post("/api/v1/emails/" + first + "/resend")
                .then()
                .statusCode(403);
        tenant.admin().post("/api/v1/organisation/pause").then().statusCode(200);
        resend(first).then().statusCode(403);
    }

    @Test
    void aBodyThatIsNoneOfOursIsRefused() {
        String first = over();
        tenant.sender()
                .contentType("text/plain")
                .body("all")
                .post("/api/v1/emails/" + first + "/resend")
                .then()
                .statusCode(415);
        resend(first, "{").then().statusCode(400);
    }
}

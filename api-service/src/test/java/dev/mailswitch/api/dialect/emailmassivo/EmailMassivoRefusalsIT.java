package dev.mailswitch.api.dialect.emailmassivo;

import static dev.mailswitch.api.dialect.emailmassivo.ExternalMails.BY_TEMPLATE;
import static dev.mailswitch.api.dialect.emailmassivo.ExternalMails.SEND;
import static dev.mailswitch.api.dialect.emailmassivo.ExternalMails.mail;
import static dev.mailswitch.api.dialect.emailmassivo.ExternalMails.post;
import static dev.mailswitch.api.dialect.emailmassivo.ExternalMails.request;
import static dev.mailswitch.api.dialect.emailmassivo.ExternalMails.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.model.outcome.BounceClass;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every status and message of the document.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class EmailMassivoRefusalsIT {

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

    private static void says(Response answer, int status, String message) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        assertThat(answer.<Map<String, String>>path("")).isEqualTo(Map.of("message", message));
    }

    private Response send(Map<String, ?> fields) {
        return post(tenant.sendKey(), SEND, mail(tenant, fields));
    }

    private static String key(Tenant tenant, String fields) {
        return tenant.admin("{\"name\":\"%s\"%s}".formatted(UUID.randomUUID(), fields))
                .post("/api/v1/api-keys")
                .then()
                .statusCode(201)
                .extract()
                .path("key");
    }

    @Test
    void attachmentsThatAreNone() {
        says(send(Map.of("attachments", Map.of("a.txt", "?"))), 400, "Attachments parse failed");
    }

    @Test
    void attachmentsThatAreTooLarge() {
        String file = Base64.getEncoder().encodeToString(new byte[(10 << 20) + 1]);
        says(
                send(Map.of("attachments", Map.of("a.txt", file))),
                400,
                "Attachments size more than allowed");
    }

    @ParameterizedTest
    @CsvSource({
        "a.exe, YQ==",
        "a.js, YQ==",
        "a.sh, YQ==",
        "a.pdf, TVqQAAMAAAA=",
        "a.pdf, f0VMRgIBAQA=",
        "a.pdf, z/rt/gcAAAE=",
        "a.pdf, yv66vgAAADQ=",
        "a.txt, IyEvYmluL3NoCg==",
        "a.txt, PD9waHAgZWNobzs="
    })
    void attachmentsThatRun(String name, String base64) {
        says(send(Map.of("attachments", Map.of(name, base64))), 400, "Attachments type forbidden");
    }

    @Test
    void fieldsThatAreMissingAreNamed() {
        Map<String, Object> none = new HashMap<>();
        none.put("html", null);
        says(send(none), 400, "mail.html: must be given");
        says(post(tenant.sendKey(), SEND, "{\"mail\":[]}"), 400, "mail: must be an object");
    }

    @Test
    void aTemplateThatCannotBeRendered() {
        int number = template(tenant, "");
        says(byTemplate(number), 400, "HTML template is not valid");
    }

    private static int template(Tenant tenant, String more) {
        return tenant.admin(
                        "{\"name\":\"%s\",\"subject\":\"s\",\"html\":\"<p>{{name}}</p>\"%s}"
                                .formatted(UUID.randomUUID(), more))
                .post("/api/v1/templates")
                .then()
                .statusCode(201)
                .extract()
                .path("number");
    }

    private Response byTemplate(int number) {
        Map<String, Object> fields = new HashMap<>();
        fields.put("html", null);
        fields.put("idTemplateMailUser", number);
        return post(tenant.sendKey(), BY_TEMPLATE, mail(tenant, fields));
    }

    @Test
    void noKeyAForgedOneAndTwo() {
        String body = mail(tenant, Map.of());
        Response none = RestAssured.given().contentType("application/json").body(body).post(SEND);
        says(none, 401, "Invalid API key");
        assertThat(none.header("WWW-Authenticate")).isNotEmpty();
        says(post("x", SEND, body), 401, "Invalid API key");
        String key = tenant.sendKey();
        says(post(key.substring(0, key.length() - 4) + "AAAA", SEND, body), 401, "Invalid API key");
        says(
                RestAssured.given()
                        .header("Authorization", "Bearer " + tenant.adminKey())
                        .header("X-Api-Key", key)
                        .contentType("application/json")
                        .body(body)
                        .post(SEND),
                401,
                "Invalid API key");
    }

    @Test
    void aQuotaThatIsUsedUp() {
        Tenant own = Tenant.make();
        own.admin("{\"quota\":{\"period\":\"day\",\"mails\":1}}")
                .header("If-Match", "*")
                .patch("/api/v1/organisation")
                .then()
                .statusCode(200);
        post(own.sendKey(), SEND, mail(own, Map.of("subject", "1"))).then().statusCode(200);
        says(
                post(own.sendKey(), SEND, mail(own, Map.of("subject", "2"))),
                402,
                "Not enough resources on the user balance");
    }

    @Test
    void keysThatAreSwitchedOffOrTooNarrow() throws Exception {
        String body = mail(tenant, Map.of());
        says(post(key(tenant, ",\"active\":false"), SEND, body), 403, "API key is not active");
        says(
                post(key(tenant, ",\"scopes\":[\"templates\"]"), SEND, body),
                403,
                "API key is not active");
        Tenant own = Tenant.make();
        Tenant.sql(
                "UPDATE api_key SET expires_at = now() - interval '1 second' WHERE organisation_id"
                        + " ="
                        + " (SELECT id FROM organisation WHERE name = '%s')".formatted(own.name()));
        own.admin().get("/api/v1/organisation");
        says(post(own.sendKey(), SEND, mail(own, Map.of())), 403, "API key is not active");
    }

    @Test
    void anOrganisationThatIsPaused() {
        Tenant own = Tenant.make();
        own.admin().post("/api/v1/organisation/pause").then().statusCode(200);
        says(post(own.sendKey(), SEND, mail(own, Map.of())), 403, "API key is not active");
    }

    @Test
    void aGenuineKeyWhoseRowIsGone() {
        Tenant own = Tenant.make();
        Response made = own.admin("{\"name\":\"gone\"}").post("/api/v1/api-keys");
        String key = made.path("key");
        own.admin()
                .header("If-Match", "*")
                .delete("/api/v1/api-keys/" + made.path("id"))
                .then()
                .statusCode(204);
        says(post(key, SEND, mail(own, Map.of())), 404, "ExternalMailApiKey not found");
    }

    @Test
    void aSenderOfADomainThatIsNotTheUsers() {
        says(
                send(Map.of("from", Map.of("email", "x@elsewhere.example"))),
                404,
                "User Domain not found");
    }

    @Test
    void aTemplateThatIsNotThereAndOneThatWasPutAway() {
        says(byTemplate(4_711), 404, "TemplateMailUser not found by id");
        says(
                byTemplate(template(tenant, ",\"archived\":true")),
                422,
                "Template not found by templateId");
    }

    @Test
    void aUuidNobodyHas() {
        String uuid = send(Map.of("subject", "mine")).path("uuid");
        says(status(tenant.sendKey(), UUID.randomUUID().toString()), 404, "MailUuid not found");
        says(status(tenant.sendKey(), "x"), 404, "MailUuid not found");
        says(status(Tenant.make().sendKey(), uuid), 404, "MailUuid not found");
        // The second recipient of a mail that has one.
        String second = uuid.substring(0, 35) + "1";
        says(status(tenant.sendKey(), second), 404, "MailUuid not found");
    }

    @ParameterizedTest
    @CsvSource({
        "unsubscribed, Email receiver unsubscribed from this API key mails",
        "complained, Email receiver complained from this API key mails",
        "bounced, Email receiver doesn't exist",
        "manual, Email receiver unavailable"
    })
    void aRecipientWhoGetsNoMail(String reason, String message) {
        String email = reason + "@example.com";
        tenant.admin("{\"email\":\"%s\",\"reason\":\"%s\"}".formatted(email, reason))
                .post("/api/v1/suppressions")
                .then()
                .statusCode(201);
        saidOf(email, message);
    }

    /// As the ledger puts it on the list when a mail bounces for good.
    @ParameterizedTest
    @CsvSource({
        "INVALID_RECIPIENT, Email receiver doesn't exist",
        "MAILBOX_DISABLED, Email receiver unavailable"
    })
    void aRecipientWhoseMailBounced(BounceClass why, String message) throws Exception {
        String email = why.word() + "@example.com";
        Tenant.sql(
                """
                INSERT INTO suppression (id, organisation_id, address, reason, class)
                VALUES (uuidv7(), '%s', '%s', 'bounced', %d)\
                """
                        .formatted(
                                tenant.admin().get("/api/v1/organisation").<String>path("id"),
                                email,
                                why.code()));
        saidOf(email, message);
    }

    private void saidOf(String email, String message) {
        says(send(Map.of("to", Map.of("email", email))), 422, message);
        Map<String, Object> fields = Map.of("subject", email, "cc", email);
        Response copy = post(tenant.sendKey(), SEND, request(tenant, Map.of(), fields));
        assertThat(copy.statusCode()).isEqualTo(200);
        assertThat(copy.<Map<String, String>>path("additionalRecipients[0]"))
                .isEqualTo(Map.of("email", email, "error", message));
        // The answer that was given is given again.
        Response again = post(tenant.sendKey(), SEND, request(tenant, Map.of(), fields));
        assertThat(again.asByteArray()).isEqualTo(copy.asByteArray());
    }
}

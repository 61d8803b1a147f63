package dev.mailswitch.api.dialect.emails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Mails made of templates, through the native door.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class EmailsTemplatesIT {

    private static @Nullable Tenant shared;
    private static String id = "";
    private Tenant tenant;

    @BeforeEach
    void template() {
        // Not before all: the port is known only now.
        if (shared != null) {
            tenant = shared;
            return;
        }
        tenant = Tenant.make();
        shared = tenant;
        id =
                make(
                        """
                        {"name":"receipt","subject":"Your order {{order.number}}",
                         "html":"<p>{{name}}</p>{{#each order.items}}<i>{{price}}</i>{{/each}}"}\
                        """);
    }

    private String make(String template) {
        return tenant.admin(template)
                .post("/api/v1/templates")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static String mail(String template, String vars) {
        return """
        {"to":["ann@example.com"],"template_id":"%s","template_vars":%s}\
        """
                .formatted(template, vars);
    }

    private static final String RIGHT =
            """
            {"name":"Ann & <Bob>","order":{"number":7,"items":[{"price":19.90},{"price":"1.50"}]}}\
            """;

    @Test
    void aMailIsMadeOfATemplateByIdOrName() {
        for (String named : new String[] {id, "receipt"}) {
            Response answer = tenant.send(mail(named, RIGHT));
            answer.then()
                    .statusCode(202)
                    .body("subject", equalTo("Your order 7"))
                    .body("template_id", equalTo(id));
            tenant.sender()
                    .get("/api/v1/emails/" + answer.path("id"))
                    .then()
                    .statusCode(200)
                    .body("subject", equalTo("Your order 7"))
                    .body("template_id", equalTo(id))
                    .body("html", equalTo("<p>Ann &amp; &lt;Bob&gt;</p><i>19.9</i><i>1.50</i>"));
        }
    }

    @Test
    void aMailKeepsItsTemplateWhenThatIsGoneAndPassesItOn() {
        String gone = make("{\"name\":\"gone\",\"subject\":\"s\",\"text\":\"t\"}");
        String key = UUID.randomUUID().toString();
        String later =
                mail("gone", "{}")
                        .replaceFirst(
                                "\\{",
                                "{\"scheduled_at\":\"%s\","
                                        .formatted(Instant.now().plus(1, ChronoUnit.HOURS)));
        Response first = tenant.send(later, key);
        first.then().statusCode(202);
        String path = "/api/v1/emails/" + first.path("id");
        tenant.sender().post(path + "/cancel").then().statusCode(200);
        tenant.admin()
                .header("If-Match", "*")
                .delete("/api/v1/templates/" + gone)
                .then()
                .statusCode(204);
        assertThat(tenant.send(later, key).asByteArray()).isEqualTo(first.asByteArray());
        tenant.sender().get(path).then().statusCode(200).body("template_id", equalTo(gone));
        String again = UUID.randomUUID().toString();
        Response resent = tenant.sender().header("Idempotency-Key", again).post(path + "/resend");
        resent.then().statusCode(202).body("template_id", equalTo(gone));
        assertThat(
                        tenant.sender()
                                .header("Idempotency-Key", again)
                                .post(path + "/resend")
                                .asByteArray())
                .isEqualTo(resent.asByteArray());
        tenant.sender()
                .get("/api/v1/emails/" + resent.path("id"))
                .then()
                .body("template_id", equalTo(gone));
        tenant.sender()
                .get("/api/v1/emails?limit=1")
                .then()
                .body("data[0].template_id", equalTo(gone));
    }

    @Test
    void aMailOfNoTemplateHasNone() {
        tenant.send(Tenant.mail(Map.of())).then().statusCode(202).body("template_id", nullValue());
    }

    @Test
    void whatIsMissingIsNamed() {
        tenant.send(mail("receipt", "{\"order\":{\"items\":[{}]}}"))
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body(
                        "errors.field",
                        contains(
                                "template_vars.name",
                                "template_vars.order.items[].price",
                                "template_vars.order.number"))
                .body("errors.code", contains("required", "required", "required"));
        tenant.send(
                        mail(
                                "receipt",
                                "{\"name\":\"n\",\"order\":{\"number\":1,\"items\":[{\"price\":[]}]}}"))
                .then()
                .statusCode(400)
                .body("errors.field", contains("template_vars"))
                .body("errors[0].message", containsString("html, line 1, column 40"));
    }

    @Test
    void aSubjectMadeOfVariablesCannotBecomeASecondHeader() {
        make("{\"name\":\"echo\",\"subject\":\"{{s}}\",\"text\":\"t\"}");
        for (String value :
                new String[] {"a\\r\\nBcc: x@example.com", "a\\u0000b", "\\ud800", "  "}) {
            tenant.send(mail("echo", "{\"s\":\"" + value + "\"}"))
                    .then()
                    .statusCode(400)
                    .body("errors", hasSize(1))
                    .body("errors[0].field", equalTo("template_vars"))
                    .body("errors[0].message", not(containsString("example.com")));
        }
    }

    @Test
    void aSubjectThatVariablesMakeTooLongIsRefused() {
        tenant.send(mail("receipt", RIGHT.replace("7", "\"%s\"".formatted("7".repeat(1_000)))))
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("template_vars"))
                .body(
                        "errors[0].message",
                        equalTo(
                                "the subject that the template makes must be at most 998 characters"));
    }

    @Test
    void aTemplateThatIsNotThereIs404OnItsField() {
        Tenant other = Tenant.make();
        for (Response answer :
                new Response[] {
                    tenant.send(mail("nobody", "{}")),
                    tenant.send(mail(UUID.randomUUID().toString(), "{}")),
                    other.send(mail(id, RIGHT))
                }) {
            answer.then()
                    .statusCode(404)
                    .body("type", endsWith("/template_not_found"))
                    .body("errors.field", contains("template_id"));
        }
        String archived =
                make("{\"name\":\"old\",\"subject\":\"s\",\"text\":\"t\",\"archived\":true}");
        tenant.send(mail(archived, "{}"))
                .then()
                .statusCode(404)
                .body("errors.field", contains("template_id"))
                .body("errors[0].message", containsString("archived"));
    }

    @Test
    void rawContentAndATemplateExcludeEachOther() {
        tenant.send(Tenant.mail(Map.of("template_id", "receipt")))
                .then()
                .statusCode(400)
                .body("errors.field", contains("template_id"));
        tenant.send(Tenant.mail(Map.of("template_vars", Map.of("a", 1))))
                .then()
                .statusCode(400)
                .body("errors.field", contains("template_vars"));
        tenant.send("{\"to\":[\"a@example.com\"],\"template_id\":null,\"template_vars\":{}}")
                .then()
                .statusCode(400)
                .body("errors.field", contains("subject", "html"));
        tenant.send(mail("receipt", "[1]"))
                .then()
                .statusCode(400)
                .body("errors.field", contains("template_vars"));
        tenant.send(mail("receipt", "{\"big\":\"" + "x".repeat(1 << 20) + "\"}"))
                .then()
                .statusCode(400)
                .body("errors.field", contains("template_vars"))
                .body("errors[0].message", containsString("1 MiB"));
    }

    @Test
    void aBatchSaysOfEachWhatIsWrongWithItsTemplate() {
        tenant.batch(
                        "{\"emails\":[%s,%s,%s]}"
                                .formatted(
                                        mail("receipt", RIGHT),
                                        mail("receipt", "{}"),
                                        mail("nobody", "{}")),
                        UUID.randomUUID().toString())
                .then()
                .statusCode(200)
                .body("data.status", contains(202, 400, 404))
                .body("data[1].errors[0].field", equalTo("template_vars.name"))
                .body("data[2].errors[0].field", equalTo("template_id"));
    }

    @Test
    void variablesInAnotherOrderAreTheSameMail() {
        make(
                "{\"name\":\"list\",\"subject\":\"s\",\"text\":\"{{#each"
                        + " o}}{{@key}}{{this}}{{/each}}\"}");
        String key = UUID.randomUUID().toString();
        Response first = tenant.send(mail("list", "{\"o\":{\"b\":2,\"a\":1}}"), key);
        Response again = tenant.send(mail("list", "{\"o\":{\"a\":1,\"b\":2}}"), key);
        again.then().statusCode(202).header("Idempotency-Replayed", "true");
        assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
        tenant.sender()
                .get("/api/v1/emails/" + first.path("id"))
                .then()
                .body("text", equalTo("a1b2"));
        tenant.send(mail("list", "{\"o\":{\"a\":1,\"b\":3}}"), key).then().statusCode(409);
    }
}

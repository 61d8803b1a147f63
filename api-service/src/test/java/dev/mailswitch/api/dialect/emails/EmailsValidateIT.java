package dev.mailswitch.api.dialect.emails;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `POST /api/v1/emails/validate`.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class EmailsValidateIT {

    private Tenant tenant;

    @BeforeEach
    void organisation() {
        tenant = Tenant.make();
    }

    private Response validate(String body) {
        return tenant.sender()
                .contentType("application/json")
                .body(body)
                .post("/api/v1/emails/validate");
    }

    @Test
    void aMailIsRenderedAndRoutedAndNotSent() {
        tenant.admin("{\"name\":\"hi\",\"subject\":\"Hi {{n}}\",\"html\":\"<b>{{n}}</b>\"}")
                .post("/api/v1/templates")
                .then()
                .statusCode(201);
        tenant.admin("{\"email\":\"gone@example.com\"}").post("/api/v1/suppressions");
        validate(
                        """
                        {"to":["ann@example.com"],"cc":["gone@example.com"],
                         "template_id":"hi","template_vars":{"n":"Ann"}}\
                        """)
                .then()
                .statusCode(200)
                .body("environment", equalTo("main"))
                .body("from", equalTo("hello@" + tenant.domain()))
                .body("subject", equalTo("Hi Ann"))
                .body("html", equalTo("<b>Ann</b>"))
                .body("text", nullValue())
                .body("policy", equalTo("transactional"))
                .body("scheduled_at", nullValue())
                .body("expires_at", notNullValue())
                .body("recipients.email", contains("ann@example.com", "gone@example.com"))
                .body("recipients.kind", contains("to", "cc"))
                .body("recipients.suppressed", contains(null, "manual"));
        tenant.sender().get("/api/v1/emails").then().body("data", empty());
    }

    @Test
    void theWaysOutAreThoseOfTheEnvironment() {
        validate(Tenant.mail(Map.of())).then().statusCode(200).body("routes", empty());
        for (String name : List.of("first", "second")) {
            tenant.admin("{\"name\":\"%s\",\"kind\":\"sandbox\"}".formatted(name))
                    .post("/api/v1/providers")
                    .then()
                    .statusCode(201);
            tenant.admin(
                            "{\"environment\":\"main\",\"provider\":\"%s\",\"tier\":%d,\"weight\":5}"
                                    .formatted(name, name.equals("first") ? 1 : 0))
                    .post("/api/v1/routes")
                    .then()
                    .statusCode(201);
        }
        validate(Tenant.mail(Map.of()))
                .then()
                .statusCode(200)
                .body("routes.provider", contains("second", "first"))
                .body("routes.kind", contains("sandbox", "sandbox"))
                .body("routes.tier", contains(0, 1))
                .body("routes.weight", contains(5, 5))
                .body("routes.held", contains(false, false));
    }

    @Test
    void whatWouldBeRefusedIsRefusedTheSameWay() {
        validate(Tenant.mail(Map.of("to", List.of("no address"), "x", 1)))
                .then()
                .statusCode(400)
                .body("errors.field", contains("x"));
        validate(Tenant.mail(Map.of("to", List.of("no address"))))
                .then()
                .statusCode(400)
                .body("errors.field", contains("to[0]"));
        validate(Tenant.mail(Map.of("from_", "a@elsewhere.example")))
                .then()
                .statusCode(400)
                .body("errors.field", contains("from_"));
        validate("{\"to\":[\"a@example.com\"],\"template_id\":\"none\"}")
                .then()
                .statusCode(404)
                .body("type", endsWith("/template_not_found"));
        validate(Tenant.mail(Map.of("to", List.of("suppressed@sandbox.test"))))
                .then()
                .statusCode(422)
                .body("type", endsWith("/suppressed"));
    }

    @Test
    void validateIsAWordAndNoId() {
        tenant.sender()
                .get("/api/v1/emails/validate")
                .then()
                .statusCode(405)
                .header("Allow", "OPTIONS, POST");
    }
}

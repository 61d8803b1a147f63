package dev.mailswitch.api.dialect.emails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Environments in staging.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class EmailsStagingIT {

    private Tenant tenant;

    @BeforeEach
    void organisation() {
        tenant = Tenant.make();
    }

    private Response staging(String setting) {
        String id = tenant.admin().get("/api/v1/environments").path("data[0].id");
        return tenant.admin("{\"staging\":" + setting + "}")
                .header("If-Match", "*")
                .patch("/api/v1/environments/" + id);
    }

    @Test
    void onlyListedRecipientsGetThrough() {
        staging("{\"only\":[\"Ann@example.com\",\"@test.example\"]}")
                .then()
                .statusCode(200)
                .body("staging.only", contains("ann@example.com", "@test.example"))
                .body("staging.redirect", nullValue());
        String mail =
                Tenant.mail(
                        Map.of(
                                "to", List.of("ann@example.com", "bob@example.com"),
                                "cc", List.of("x@test.example")));
        String key = UUID.randomUUID().toString();
        Response sent = tenant.send(mail, key);
        sent.then()
                .statusCode(202)
                .body("recipients.status", contains("queued", "failed", "queued"))
                .body("recipients[1].reason", equalTo("staging: not on the environment's list"));
        tenant.sender()
                .get("/api/v1/emails/" + sent.path("id"))
                .then()
                .body("recipients.status", contains("queued", "failed", "queued"))
                .body("recipients[1].reason", equalTo("staging: not on the environment's list"));
        staging("null").then().statusCode(200).body("staging", nullValue());
        assertThat(tenant.send(mail, key).asByteArray()).isEqualTo(sent.asByteArray());
        tenant.send(mail).then().body("recipients.status", contains("queued", "queued", "queued"));
    }

    @Test
    void allMailGoesToOneAddress() {
        staging("{\"redirect\":\"trap@example.com\"}").then().statusCode(200);
        String key = UUID.randomUUID().toString();
        String mail = Tenant.mail(Map.of("cc", List.of("bob@example.com")));
        Response sent = tenant.send(mail, key);
        sent.then()
                .statusCode(202)
                .body("to", contains("trap@example.com"))
                .body("recipients.email", contains("trap@example.com"));
        staging("null").then().statusCode(200);
        assertThat(tenant.send(mail, key).asByteArray()).isEqualTo(sent.asByteArray());
    }

    @Test
    void whatIsNoStagingIsRefusedByField() {
        for (String[] wrong :
                new String[][] {
                    {"{}", "staging"},
                    {"{\"only\":[\"a@b.example\"],\"redirect\":\"a@b.example\"}", "staging"},
                    {"{\"only\":[]}", "staging.only"},
                    {"{\"only\":[\"a@b.example\",\"nobody\"]}", "staging.only[1]"},
                    {"{\"redirect\":\"nobody\"}", "staging.redirect"}
                }) {
            staging(wrong[0]).then().statusCode(400).body("errors.field", contains(wrong[1]));
        }
    }

    @Test
    void validationSaysWhoWouldBeWithheld() {
        staging("{\"only\":[\"@test.example\"]}").then().statusCode(200);
        tenant.sender()
                .contentType("application/json")
                .body(Tenant.mail(Map.of("cc", List.of("x@test.example"))))
                .post("/api/v1/emails/validate")
                .then()
                .statusCode(200)
                .body("recipients.suppressed", contains("staging", null));
    }
}

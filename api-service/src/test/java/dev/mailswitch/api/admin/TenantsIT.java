package dev.mailswitch.api.admin;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/// What one organisation has is not there for another.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class TenantsIT {

    @Inject DataSource database;

    @Test
    void organisationsCannotReachEachOthersSettings() {
        Tenant tenant = Tenant.make();
        Tenant other = Tenant.make();
        String provider =
                tenant.admin("{\"name\":\"mine\",\"kind\":\"sandbox\"}")
                        .post("/api/v1/providers")
                        .path("id");
        String environment = tenant.admin().get("/api/v1/environments").path("data[0].id");
        String key = tenant.admin().get("/api/v1/api-keys").path("data[0].id");
        String suppression =
                tenant.admin("{\"email\":\"s@example.com\"}")
                        .post("/api/v1/suppressions")
                        .path("id");
        String route =
                tenant.admin("{\"environment\":\"main\",\"provider\":\"mine\"}")
                        .post("/api/v1/routes")
                        .path("id");
        for (String path :
                List.of(
                        "/api/v1/providers/" + provider,
                        "/api/v1/environments/" + environment,
                        "/api/v1/routes/" + route,
                        "/api/v1/api-keys/" + key)) {
            tenant.admin().get(path).then().statusCode(200);
            other.admin().get(path).then().statusCode(404);
            other.admin("{}").header("If-Match", "*").patch(path).then().statusCode(404);
            other.admin().header("If-Match", "*").delete(path).then().statusCode(404);
            tenant.admin().get(path).then().statusCode(200);
        }
        other.admin("{\"email\":\"x@example.com\",\"environment\":\"%s\"}".formatted(environment))
                .post("/api/v1/suppressions")
                .then()
                .statusCode(400)
                .body("errors.field", contains("environment"));
        other.admin().get("/api/v1/routes?environment=" + environment).then().statusCode(400);
        other.admin().get("/api/v1/organisations").then().statusCode(403);
        other.admin().get("/api/v1/organisations/" + UUID.randomUUID()).then().statusCode(403);
        other.admin().get("/api/v1/audit").then().body("data.subject_id", not(hasItem(provider)));
        tenant.admin().get("/api/v1/audit").then().body("data.subject_id", hasItem(provider));
        other.admin().get("/api/v1/suppressions/" + suppression).then().statusCode(404);
        other.admin().delete("/api/v1/suppressions/" + suppression).then().statusCode(404);
        other.admin("{\"environment\":\"%s\",\"provider\":\"%s\"}".formatted(environment, provider))
                .post("/api/v1/routes")
                .then()
                .statusCode(400);
        other.admin("{\"name\":\"k\",\"environment\":\"%s\"}".formatted(environment))
                .post("/api/v1/api-keys")
                .then()
                .statusCode(400);
        other.admin().get("/api/v1/providers").then().body("data", hasSize(0));
        other.admin().get("/api/v1/organisation").then().body("name", equalTo(other.name()));
    }

    @Test
    void whatTheSandboxCaughtIsReadable() throws Exception {
        Tenant own = Tenant.make();
        String provider =
                own.admin("{\"name\":\"box\",\"kind\":\"sandbox\"}")
                        .post("/api/v1/providers")
                        .path("id");
        String mail = own.send(Tenant.mail(Map.of())).path("id");
        try (Connection connection = database.getConnection();
                var statement =
                        connection.prepareStatement(
                                """
                                INSERT INTO sandbox_message
                                       (organisation_id, environment_id, provider_id, email_id, pos,
                                        attempt, recipient, raw)
                                SELECT p.organisation_id, e.environment_id, p.id, e.id, 0, 1,
                                       'user@example.com', 'Subject: x'
                                  FROM email e, provider p
                                 WHERE e.id = ? AND p.id = ?\
                                """)) {
            statement.setObject(1, UUID.fromString(mail));
            statement.setObject(2, UUID.fromString(provider));
            statement.executeUpdate();
        }
        Response list = own.sender().get("/api/v1/sandbox/messages?recipient=user@example.com");
        list.then()
                .statusCode(200)
                .body("data", hasSize(1))
                .body("data[0].provider", equalTo("box"))
                .body("data[0].email_id", equalTo(mail));
        String path = "/api/v1/sandbox/messages/" + list.path("data[0].id");
        own.sender().get(path).then().statusCode(200).body("size", equalTo(10));
        own.sender()
                .get(path + "/raw")
                .then()
                .statusCode(200)
                .contentType("message/rfc822")
                .body(equalTo("Subject: x"));
        Tenant other = Tenant.make();
        other.sender().get(path + "/raw").then().statusCode(404);
        // Nor does a key see what went through another environment than its own.
        own.admin("{\"name\":\"second\",\"sender\":\"s@%s\"}".formatted(own.domain()))
                .post("/api/v1/environments")
                .then()
                .statusCode(201);
        String bound =
                own.admin("{\"name\":\"bound\",\"environment\":\"second\"}")
                        .post("/api/v1/api-keys")
                        .path("key");
        for (String hidden : List.of(path, path + "/raw")) {
            given().header("X-Api-Key", bound).get(hidden).then().statusCode(404);
        }
        given().header("X-Api-Key", bound)
                .get("/api/v1/sandbox/messages")
                .then()
                .body("data", hasSize(0));
        other.admin().delete("/api/v1/sandbox/messages").then().statusCode(204);
        own.sender().get(path).then().statusCode(200);
        own.admin().delete(path).then().statusCode(204);
        own.sender().get(path).then().statusCode(404);
    }

    @Test
    void suppressionsAreListedAddedAndTakenAway() {
        Tenant tenant = Tenant.make();
        Response made =
                tenant.admin(
                                "{\"email\":\"Gone@Example.com\",\"reason\":\"bounced\",\"environment\":\"main\"}")
                        .post("/api/v1/suppressions");
        made.then()
                .statusCode(201)
                .body("email", equalTo("gone@example.com"))
                .body("environment", equalTo("main"));
        tenant.admin("{\"email\":\"gone@example.com\",\"environment\":\"main\"}")
                .post("/api/v1/suppressions")
                .then()
                .statusCode(409);
        tenant.admin()
                .get("/api/v1/suppressions?email=GONE@example.com")
                .then()
                .body("data", hasSize(1));
        tenant.send(Tenant.mail(Map.of("to", List.of("gone@example.com")))).then().statusCode(422);
        tenant.admin().delete("/api/v1/suppressions/" + made.path("id")).then().statusCode(204);
        tenant.send(Tenant.mail(Map.of("to", List.of("gone@example.com")))).then().statusCode(202);
    }

    @Test
    void aBoundKeyMakesKeysOfItsOwnEnvironmentOnly() {
        Tenant own = Tenant.make();
        own.admin("{\"name\":\"second\",\"sender\":\"s@%s\"}".formatted(own.domain()))
                .post("/api/v1/environments")
                .then()
                .statusCode(201);
        String bound =
                own.admin("{\"name\":\"b\",\"environment\":\"second\",\"scopes\":[\"admin\"]}")
                        .post("/api/v1/api-keys")
                        .path("key");
        String free = own.admin("{\"name\":\"free\"}").post("/api/v1/api-keys").path("id");
        RequestSpecification caller =
                given().header("X-Api-Key", bound).contentType("application/json");
        given().spec(caller)
                .body("{\"name\":\"mine\"}")
                .post("/api/v1/api-keys")
                .then()
                .statusCode(201)
                .body("environment", equalTo("second"));
        given().spec(caller)
                .body("{\"name\":\"theirs\",\"environment\":\"main\"}")
                .post("/api/v1/api-keys")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("environment"));
        for (String change : List.of("{\"active\":false}", "{\"environment\":\"second\"}")) {
            given().spec(caller)
                    .header("If-Match", "*")
                    .body(change)
                    .patch("/api/v1/api-keys/" + free)
                    .then()
                    .statusCode(400)
                    .body("errors[0].field", equalTo("environment"));
        }
    }
}

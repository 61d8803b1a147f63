package dev.mailswitch.api.admin;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What stands in the way of a change, and what only seems to.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class LeftoversIT {

    @Test
    void anEnvironmentWithUnfinishedMailsStays() {
        Tenant own = Tenant.make();
        String path =
                "/api/v1/environments/"
                        + own.admin(
                                        "{\"name\":\"news\",\"sender\":\"n@%s\"}"
                                                .formatted(own.domain()))
                                .post("/api/v1/environments")
                                .path("id");
        String free = own.admin("{\"name\":\"free\"}").post("/api/v1/api-keys").path("key");
        String mail =
                own.send(
                                free,
                                Tenant.mail(
                                        Map.of(
                                                "environment",
                                                "news",
                                                "scheduled_at",
                                                Instant.now().plus(Duration.ofDays(1)).toString())),
                                "once")
                        .then()
                        .statusCode(202)
                        .extract()
                        .path("id");
        own.admin()
                .header("If-Match", "*")
                .delete(path)
                .then()
                .statusCode(409)
                .body("detail", containsString("unfinished mails"));
        given().header("X-Api-Key", free)
                .post("/api/v1/emails/" + mail + "/cancel")
                .then()
                .statusCode(200);
        own.admin().header("If-Match", "*").delete(path).then().statusCode(204);
    }

    @Test
    void aSuppressionWhoseTimeIsOverIsAddedAnew() {
        Tenant own = Tenant.make();
        Instant soon = Instant.now().plusSeconds(2);
        own.admin("{\"email\":\"a@example.com\",\"expires_at\":\"%s\"}".formatted(soon))
                .post("/api/v1/suppressions")
                .then()
                .statusCode(201);
        await().until(() -> Instant.now().isAfter(soon));
        own.admin("{\"email\":\"a@example.com\"}")
                .post("/api/v1/suppressions")
                .then()
                .statusCode(201);
        own.admin("{\"email\":\"a@example.com\"}")
                .post("/api/v1/suppressions")
                .then()
                .statusCode(409);
    }
}

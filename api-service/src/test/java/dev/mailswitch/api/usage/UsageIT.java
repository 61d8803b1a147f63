package dev.mailswitch.api.usage;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.ledger.Counting;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/// `/api/v1/usage` and `/api/v1/stats`. No worker runs beside these tests; they count by themselves.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class UsageIT {

    @Inject DataSource database;
    @Inject InstantSource clock;

    @Test
    void whatWasAcceptedIsCountedByDayAndByTag() throws Exception {
        Tenant tenant = Tenant.make();
        Tenant other = Tenant.make();
        tenant.send(Tenant.mail(Map.of("tags", List.of("welcome")))).then().statusCode(202);
        tenant.send(Tenant.mail(Map.of())).then().statusCode(202);
        countAll();
        tenant.sender()
                .get("/api/v1/usage")
                .then()
                .statusCode(200)
                .body("data", hasSize(1))
                .body("data[0].day", equalTo(today().toString()))
                .body("data[0].accepted", equalTo(2))
                .body("data[0].global_endpoint_sends", equalTo(0))
                .body("next_cursor", nullValue());
        tenant.sender()
                .get("/api/v1/stats?group_by=tag&interval=day")
                .then()
                .statusCode(200)
                .body("data.group", contains("welcome"))
                .body("data[0].accepted", equalTo(1))
                .body("data[0].at", equalTo(today() + "T00:00:00.000Z"));
        tenant.sender()
                .get("/api/v1/stats?group_by=domain")
                .then()
                .body("data.group", contains("example.com"));
        for (String path : List.of("/api/v1/usage", "/api/v1/stats")) {
            other.sender().get(path).then().statusCode(200).body("data", hasSize(0));
        }
    }

    @Test
    void aTemplateIsCountedByNameAndByItsIdWhenItIsGone() throws Exception {
        Tenant tenant = Tenant.make();
        String receipt = template(tenant, "receipt");
        template(tenant, "welcome");
        byTemplate(tenant, "receipt");
        byTemplate(tenant, "receipt");
        byTemplate(tenant, "welcome");
        tenant.send(Tenant.mail(Map.of())).then().statusCode(202);
        countAll();
        byTemplate(tenant).body("data.group", contains("receipt", "welcome"));
        byTemplate(tenant).body("data.accepted", contains(2, 1));
        String path = "/api/v1/templates/" + receipt;
        tenant.admin("{\"archived\":true}")
                .header("If-Match", "*")
                .patch(path)
                .then()
                .statusCode(200);
        byTemplate(tenant).body("data.group", contains("receipt", "welcome"));
        tenant.admin().header("If-Match", "*").delete(path).then().statusCode(204);
        byTemplate(tenant).body("data.group", contains(receipt, "welcome"));
        byTemplate(tenant).body("data.accepted", contains(2, 1));
        byTemplate(Tenant.make()).body("data", hasSize(0));
    }

    private static String template(Tenant tenant, String name) {
        return tenant.admin("{\"name\":\"%s\",\"subject\":\"s\",\"text\":\"t\"}".formatted(name))
                .post("/api/v1/templates")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static void byTemplate(Tenant tenant, String name) {
        tenant.send("{\"to\":[\"a@example.com\"],\"template_id\":\"%s\"}".formatted(name))
                .then()
                .statusCode(202);
    }

    private static ValidatableResponse byTemplate(Tenant tenant) {
        return tenant.sender().get("/api/v1/stats?group_by=template").then().statusCode(200);
    }

    @Test
    void aBoundKeySeesItsEnvironmentAlone() throws Exception {
        Tenant tenant = Tenant.make();
        tenant.send(Tenant.mail(Map.of())).then().statusCode(202);
        countAll();
        tenant.admin("{\"name\":\"second\",\"sender\":\"s@%s\"}".formatted(tenant.domain()))
                .post("/api/v1/environments")
                .then()
                .statusCode(201);
        String bound =
                tenant.admin("{\"name\":\"bound\",\"environment\":\"second\"}")
                        .post("/api/v1/api-keys")
                        .path("key");
        given().header("X-Api-Key", bound).get("/api/v1/usage").then().body("data", hasSize(0));
        tenant.admin()
                .get("/api/v1/usage?environment=nowhere")
                .then()
                .statusCode(404)
                .body("errors.field", contains("environment"));
    }

    @Test
    void whatIsNotUnderstoodIsNamed() {
        Tenant tenant = Tenant.make();
        Map.of(
                        "/api/v1/usage?from=yesterday", "from",
                        "/api/v1/usage?from=2020-01-01&to=2026-01-01", "from",
                        "/api/v1/usage?since=2020-01-01", "since",
                        "/api/v1/stats?group_by=colour", "group_by",
                        "/api/v1/stats?interval=minute", "interval",
                        "/api/v1/stats?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "from",
                        "/api/v1/stats?limit=0", "limit")
                .forEach(
                        (path, field) ->
                                tenant.sender()
                                        .get(path)
                                        .then()
                                        .statusCode(400)
                                        .body("errors.field", contains(field)));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private void countAll() throws Exception {
        Counting counting = new Counting(database);
        Instant horizon = Instant.now().plusSeconds(5);
        while (counting.turn(horizon, 1_000) == 1_000) {
            // The next thousand.
        }
    }
}

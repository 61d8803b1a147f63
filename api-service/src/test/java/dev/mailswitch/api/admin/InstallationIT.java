package dev.mailswitch.api.admin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.api.boot.Installations;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/// What concerns more than one setting: tenants and their operator, origins, quotas, lists in bulk,
/// the record of changes.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class InstallationIT {

    @Inject DataSource database;

    @Test
    void tenantsCannotFeelForEachOthersNames() {
        Tenant one = Tenant.make();
        Tenant other = Tenant.make();
        one.admin("{\"name\":\"%s\"}".formatted(other.name()))
                .header("If-Match", "*")
                .patch("/api/v1/organisation")
                .then()
                .statusCode(200)
                .body("name", equalTo(other.name()));
    }

    @Test
    void theOperatorMakesOrganisationsAndTheirFirstKeys() {
        String name = "op" + UUID.randomUUID().toString().substring(0, 8);
        String operator =
                Installations.bootstrap(
                        name,
                        "main",
                        "a@%s.example".formatted(name),
                        name + ".example",
                        "--operator");
        Response made =
                given().header("X-Api-Key", operator)
                        .contentType("application/json")
                        .body(
                                "{\"name\":\"New\",\"quota\":{\"period\":\"day\",\"mails\":5},\"verified_domains\":[\"New-%s.example\"]}"
                                        .formatted(name))
                        .post("/api/v1/organisations");
        made.then()
                .statusCode(201)
                .body("name", equalTo("New"))
                .body("quota.mails", equalTo(5))
                .body("admin_key", notNullValue());
        String path = "/api/v1/organisations/" + made.path("id");
        given().header("X-Api-Key", made.<String>path("admin_key"))
                .contentType("application/json")
                .body("{\"name\":\"main\",\"sender\":\"a@new-%s.example\"}".formatted(name))
                .post("/api/v1/environments")
                .then()
                .statusCode(201);
        given().header("X-Api-Key", made.<String>path("admin_key"))
                .get("/api/v1/organisations")
                .then()
                .statusCode(403);
        given().header("X-Api-Key", operator)
                .get("/api/v1/organisations?limit=200")
                .then()
                .body("data.id", hasItem(made.<String>path("id")))
                .body("data[0].admin_key", nullValue());
        given().header("X-Api-Key", operator)
                .header("If-Match", made.header("ETag"))
                .contentType("application/json")
                .body("{\"paused\":true}")
                .patch(path)
                .then()
                .statusCode(200)
                .body("paused", equalTo(true));
        given().header("X-Api-Key", operator)
                .get(path)
                .then()
                .body("paused", equalTo(true))
                .body("admin_key", nullValue());
        given().header("X-Api-Key", operator)
                .contentType("application/json")
                .body("{\"name\":\"Thief\",\"verified_domains\":[\"%s.example\"]}".formatted(name))
                .post("/api/v1/organisations")
                .then()
                .statusCode(409);
    }

    @Test
    void onlyPagesOfTheOrganisationsOriginsMayReadItsAnswers() {
        Tenant own = Tenant.make();
        Tenant other = Tenant.make();
        String origin = "https://%s:8443".formatted(own.domain());
        own.admin("{\"allowed_origins\":[\"%s\"]}".formatted(origin))
                .header("If-Match", "*")
                .patch("/api/v1/organisation")
                .then()
                .statusCode(200)
                .body("allowed_origins", contains(origin));
        given().header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type")
                .options("/api/v1/emails")
                .then()
                .statusCode(204)
                .header("Access-Control-Allow-Origin", equalTo(origin))
                .header("Access-Control-Allow-Methods", containsString("POST"))
                .header("Access-Control-Allow-Headers", containsString("Authorization"))
                .header("Vary", containsString("Origin"));
        own.sender()
                .header("Origin", origin)
                .get("/api/v1/emails")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", equalTo(origin))
                .header("Vary", containsString("Origin"));
        given().header("Origin", origin)
                .get("/api/v1/emails")
                .then()
                .statusCode(401)
                .header("Access-Control-Allow-Origin", equalTo(origin));
        other.sender()
                .header("Origin", origin)
                .get("/api/v1/emails")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", nullValue())
                .header("Vary", containsString("Origin"));
        given().header("Origin", "https://elsewhere.example")
                .header("Access-Control-Request-Method", "POST")
                .options("/api/v1/emails")
                .then()
                .header("Access-Control-Allow-Origin", nullValue());
    }

    @Test
    void originsAreWhatBrowsersSend() {
        Tenant own = Tenant.make();
        for (String wrong :
                List.of(
                        "*",
                        "null",
                        "https://A.example",
                        "https://a.example/",
                        "ftp://a.example")) {
            own.admin("{\"allowed_origins\":[\"%s\"]}".formatted(wrong))
                    .header("If-Match", "*")
                    .patch("/api/v1/organisation")
                    .then()
                    .statusCode(400)
                    .body("errors.field", contains("allowed_origins[0]"));
        }
    }

    @Test
    void anEnvironmentHasAQuotaOfItsOwn() {
        Tenant own = Tenant.make();
        String path =
                "/api/v1/environments/"
                        + own.admin().get("/api/v1/environments").<String>path("data[0].id");
        own.admin("{\"quota\":{\"period\":\"day\",\"mails\":2}}")
                .header("If-Match", "*")
                .patch(path)
                .then()
                .statusCode(200)
                .body("quota.mails", equalTo(2));
        own.admin("{\"quota\":{\"period\":\"month\",\"mails\":100}}")
                .header("If-Match", "*")
                .patch("/api/v1/organisation")
                .then()
                .statusCode(200);
        own.send(Tenant.mail(Map.of())).then().statusCode(202);
        own.send(Tenant.mail(Map.of("to", List.of("a@example.com", "b@example.com"))))
                .then()
                .statusCode(429);
        own.send(Tenant.mail(Map.of())).then().statusCode(202);
        own.send(Tenant.mail(Map.of()))
                .then()
                .statusCode(429)
                .body("detail", equalTo("The environment's quota for this period is used up"));
        own.admin("{\"name\":\"two\",\"sender\":\"a@%s\"}".formatted(own.domain()))
                .post("/api/v1/environments")
                .then()
                .statusCode(201);
        String key =
                own.admin("{\"name\":\"k\",\"environment\":\"two\"}")
                        .post("/api/v1/api-keys")
                        .path("key");
        given().header("X-Api-Key", key)
                .contentType("application/json")
                .body(Tenant.mail(Map.of()))
                .post("/api/v1/emails")
                .then()
                .statusCode(202);
        own.admin("{\"quota\":{\"period\":\"year\",\"mails\":0}}")
                .header("If-Match", "*")
                .patch(path)
                .then()
                .statusCode(400)
                .body("errors.field", contains("quota.period", "quota.mails"));
    }

    @Test
    void aKeyCanBeTiedToAddresses() {
        Tenant own = Tenant.make();
        own.admin(
                        "{\"name\":\"k\",\"allowed_addresses\":[\"192.0.2.1\",\"2001:db8::/32\",\"192.0.2.1\"]}")
                .post("/api/v1/api-keys")
                .then()
                .statusCode(201)
                .body("allowed_addresses", contains("192.0.2.1", "2001:db8::/32"));
        for (String wrong :
                List.of(
                        "192.0.2.1/24",
                        "192.0.2.0/33",
                        "2001:db8::/129",
                        "example.com",
                        "fe80::1%1",
                        "10",
                        "10.0.0.0/08",
                        "[::1]",
                        "")) {
            own.admin("{\"name\":\"k\",\"allowed_addresses\":[\"%s\"]}".formatted(wrong))
                    .post("/api/v1/api-keys")
                    .then()
                    .statusCode(400)
                    .body("errors.field", contains("allowed_addresses[0]"));
        }
    }

    @Test
    void suppressionsComeInAndGoOutByTheThousand() {
        Tenant own = Tenant.make();
        String lines =
                IntStream.range(0, 2_500)
                        .mapToObj(
                                i ->
                                        "{\"email\":\"U%d@example.com\",\"reason\":\"bounced\"%s}"
                                                .formatted(
                                                        i,
                                                        i % 2 == 0
                                                                ? ""
                                                                : ",\"environment\":\"main\""))
                        .collect(Collectors.joining("\n", "", "\n\n"));
        imported(own, lines).then().statusCode(200).body("added", equalTo(2_500));
        imported(
                        own,
                        lines
                                + "{\"email\":\"new@example.com\",\"expires_at\":\"2020-01-01T00:00:00Z\"}")
                .then()
                .statusCode(200)
                .body("added", equalTo(1))
                .body("present", equalTo(2_500));
        Response exported = own.admin().get("/api/v1/suppressions/export");
        exported.then().statusCode(200).contentType("application/x-ndjson");
        List<String> out = exported.asString().lines().toList();
        assertThat(out).hasSize(2_501);
        assertThat(out)
                .contains(
                        "{\"email\":\"u1@example.com\",\"reason\":\"bounced\",\"environment\":\"main\",\"expires_at\":null}");
        Tenant second = Tenant.make();
        imported(second, exported.asString()).then().statusCode(200).body("added", equalTo(2_501));
        own.admin()
                .get("/api/v1/audit?limit=1")
                .then()
                .body("data.action", contains("imported"))
                .body("data[0].subject", equalTo("2501 lines"));
    }

    @Test
    void oneWrongLineAndNothingIsImported() {
        Tenant own = Tenant.make();
        Response answer =
                imported(
                        own,
                        """
                        {"email":"a@example.com"}
                        {"email":"nobody","reason":"tired"}
                        {"email":"b@example.com","environment":"elsewhere"}
                        not json
                        """);
        answer.then()
                .statusCode(400)
                .body(
                        "errors.field",
                        contains(
                                "line 2: email",
                                "line 2: reason",
                                "line 3: environment",
                                "line 4"));
        own.admin().get("/api/v1/suppressions").then().body("data", hasSize(0));
        imported(own, "{\"email\":\"" + "a".repeat(3_000)).then().statusCode(413);
        own.admin("{}").post("/api/v1/suppressions/import").then().statusCode(415);
    }

    private static Response imported(Tenant tenant, String lines) {
        return tenant.admin()
                .contentType("application/x-ndjson")
                .body(lines.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .post("/api/v1/suppressions/import");
    }

    @Test
    void theRecordSaysWhoChangedWhatButNoValues() {
        Tenant own = Tenant.make();
        String id =
                own.admin("{\"name\":\"p\",\"kind\":\"sandbox\"}")
                        .post("/api/v1/providers")
                        .path("id");
        String path = "/api/v1/providers/" + id;
        own.admin("{\"held\":true,\"rate_per_second\":86399}")
                .header("If-Match", "*")
                .patch(path)
                .then()
                .statusCode(200);
        own.admin("{\"rate_per_second\":-1}")
                .header("If-Match", "*")
                .patch(path)
                .then()
                .statusCode(400);
        own.admin().header("If-Match", "*").delete(path).then().statusCode(204);
        Response record = own.admin().get("/api/v1/audit?limit=3");
        record.then()
                .body("data.action", contains("deleted", "changed", "created"))
                .body("data.subject_id", contains(id, id, id))
                .body("data[1].fields", contains("held", "rate_per_second"))
                .body("data[1].kind", equalTo("provider"))
                .body("data[1].subject", equalTo("p"))
                .body("data[1].key", equalTo("bootstrap"));
        assertThat(record.asString()).doesNotContain("86399");
        own.admin()
                .get("/api/v1/audit?limit=3&cursor=" + record.<String>path("next_cursor"))
                .then()
                .body("data.kind", contains("key"));
        for (String filter : List.of("key=bootstrap&kind=provider", "subject=p", "subject=" + id)) {
            own.admin().get("/api/v1/audit?" + filter).then().body("data.subject_id", hasSize(3));
        }
        own.admin().get("/api/v1/audit?action=deleted").then().body("data.id", hasSize(1));
        own.admin().get("/api/v1/audit?key=nobody").then().body("data", hasSize(0));
        Instant soon = Instant.now().plusSeconds(60);
        own.admin().get("/api/v1/audit?from=" + soon).then().body("data", hasSize(0));
        own.admin().get("/api/v1/audit?kind=provider&to=" + soon).then().body("data", hasSize(3));
        own.admin()
                .get("/api/v1/audit?action=burnt")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("action"));
        own.sender().get("/api/v1/audit").then().statusCode(403);
    }

    @Test
    void theRecordCannotBeChanged() throws SQLException {
        Tenant.make();
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement()) {
            for (String sql : List.of("DELETE FROM audit", "UPDATE audit SET kind = 'x'")) {
                assertThatThrownBy(() -> statement.execute(sql))
                        .hasMessageContaining("append-only");
            }
        }
    }
}

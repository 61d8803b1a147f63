package dev.mailswitch.api.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `/api/v1/policies`, and what policies do to mails.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class PoliciesIT {

    private static final String POLICIES = "/api/v1/policies";

    @Inject DataSource database;

    private Tenant tenant;

    @BeforeEach
    void organisation() {
        tenant = Tenant.make();
    }

    private Response make(String json) {
        return tenant.admin(json(json)).post(POLICIES);
    }

    private String made(String json) {
        return make(json).then().statusCode(201).extract().path("id");
    }

    private Response change(String path, String json) {
        return tenant.admin(json(json)).header("If-Match", "*").patch(path);
    }

    private String builtIn(String key) {
        return POLICIES
                + "/"
                + tenant.admin()
                        .get(POLICIES)
                        .path("data.find { it.key == '%s' }.id".formatted(key));
    }

    private String environment() {
        return "/api/v1/environments/"
                + tenant.admin().get("/api/v1/environments").path("data[0].id");
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    @Test
    void threeAreThereFromBirth() {
        tenant.admin()
                .get(POLICIES)
                .then()
                .statusCode(200)
                .body("data.key", contains("transactional", "bulk", "urgent"))
                .body("data.lane", contains("transactional", "bulk", "transactional"))
                .body("data.time_to_live", contains(86_400, 259_200, 900))
                .body("data.built_in", contains(true, true, true));
    }

    @Test
    void oneIsMadeReadChangedAndDeleted() {
        Response born =
                make(
                        "{'key': 'codes', 'description': 'Codes', 'time_to_live': 300,"
                                + " 'on_unknown': 'at_most_once', 'track_opens': false}");
        born.then()
                .statusCode(201)
                .header("ETag", equalTo("\"1\""))
                .body("lane", equalTo("transactional"))
                .body("time_to_live", equalTo(300))
                .body("track_clicks", nullValue())
                .body("built_in", equalTo(false));
        String path = born.header("Location");
        assertThat(path).isEqualTo(POLICIES + "/" + born.path("id"));
        tenant.admin("{}").patch(path).then().statusCode(428);
        tenant.admin("{}").header("If-Match", "\"2\"").patch(path).then().statusCode(412);
        tenant.admin(json("{'time_to_live': null, 'key': 'otp'}"))
                .header("If-Match", "\"1\"")
                .patch(path)
                .then()
                .statusCode(200)
                .header("ETag", equalTo("\"2\""))
                .body("key", equalTo("otp"))
                .body("description", equalTo("Codes"))
                .body("time_to_live", equalTo(86_400));
        tenant.admin().get(POLICIES + "?limit=3").then().body("data", hasSize(3));
        tenant.admin().delete(path).then().statusCode(428);
        tenant.admin().header("If-Match", "\"2\"").delete(path).then().statusCode(204);
        tenant.admin().get(path).then().statusCode(404);
        tenant.admin()
                .get("/api/v1/audit?kind=policy")
                .then()
                .body("data.action", contains("deleted", "changed", "created"))
                .body("data.subject", contains("otp", "otp", "codes"))
                .body("data[1].fields", contains("key", "time_to_live"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|key",
                "{'key': ''}|key",
                "{'key': 'Codes'}|key",
                "{'key': 'a:b'}|key",
                "{'key': 'a\\r\\nBcc'}|key",
                "{'key': 'c', 'lane': 'fast'}|lane",
                "{'key': 'c', 'time_to_live': 59}|time_to_live",
                "{'key': 'c', 'time_to_live': 604801}|time_to_live",
                "{'key': 'c', 'time_to_live': 'P1D'}|time_to_live",
                "{'key': 'c', 'on_unknown': 'never'}|on_unknown",
                "{'key': 'c', 'track_opens': 'yes'}|track_opens",
                "{'key': 'c', 'description': 'a\\nb'}|description",
                "{'key': 'c', 'description': ' '}|description",
                "{'key': 'c', 'description': '\\ud800'}|description",
                "{'key': 'c', 'ttl': 1}|ttl",
            })
    void whatIsWrongIsNamed(String body, String field) {
        make(body).then().statusCode(400).body("errors.field", contains(field));
    }

    @Test
    void aKeyIsThereOnce() {
        made("{'key': 'codes'}");
        make("{'key': 'codes'}").then().statusCode(409);
        make("{'key': 'urgent'}").then().statusCode(409);
        String other = POLICIES + "/" + made("{'key': 'other'}");
        change(other, "{'key': 'codes'}").then().statusCode(409);
        change(other, "{'lane': 'bulk'}")
                .then()
                .statusCode(400)
                .body("errors.field", contains("lane"));
    }

    @Test
    void oneFromBirthCanBeChangedAndBroughtBackButNeitherRenamedNorDeleted() {
        String urgent = builtIn("urgent");
        change(urgent, "{'time_to_live': 120}").then().statusCode(200);
        send(Map.of("policy", "urgent"), 120);
        change(urgent, "{'time_to_live': null}")
                .then()
                .statusCode(200)
                .body("time_to_live", equalTo(900));
        change(urgent, "{'key': 'asap'}")
                .then()
                .statusCode(400)
                .body("errors.field", contains("key"));
        tenant.admin()
                .header("If-Match", "*")
                .delete(urgent)
                .then()
                .statusCode(409)
                .body(
                        "detail",
                        equalTo("The policy 'urgent' is built in: it can be changed, not deleted"));
    }

    @Test
    void thereAreAtMostAHundred() throws SQLException {
        Tenant.sql(
                """
                INSERT INTO policy (id, organisation_id, key, lane, time_to_live)
                SELECT uuidv7(), o.id, 'p' || i, 0, 60
                  FROM organisation o, generate_series(1, 96) i WHERE o.name = '%s'"""
                        .formatted(tenant.name()));
        made("{'key': 'last'}");
        make("{'key': 'more'}").then().statusCode(409);
        change(builtIn("bulk"), "{'time_to_live': 60}").then().statusCode(200);
    }

    @Test
    void ofAnotherOrganisationThereIsNone() {
        String path = POLICIES + "/" + made("{'key': 'codes'}");
        Tenant other = Tenant.make();
        other.admin().get(path).then().statusCode(404);
        other.admin("{}").header("If-Match", "*").patch(path).then().statusCode(404);
        other.admin().header("If-Match", "*").delete(path).then().statusCode(404);
        other.admin(
                        json("{'name': 'e', 'sender': 'a@%s', 'policy': '%s'}")
                                .formatted(other.domain(), path.substring(POLICIES.length() + 1)))
                .post("/api/v1/environments")
                .then()
                .statusCode(400)
                .body("errors.field", contains("policy"));
        other.send(Tenant.mail(Map.of("policy", "codes"))).then().statusCode(400);
        tenant.sender().get(POLICIES).then().statusCode(403);
    }

    /// What of a mail stands in its row.
    private record Row(int lane, String policy, long secondsToLive, int onUnknown) {}

    private Row row(String id) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement =
                        connection.prepareStatement(
                                """
                                SELECT e.lane, e.policy, e.expires_at, e.on_unknown, w.lane
                                  FROM email e JOIN work w ON w.email_id = e.id
                                 WHERE e.id = ?""")) {
            UUID uuid = UUID.fromString(id);
            statement.setObject(1, uuid);
            try (var row = statement.executeQuery()) {
                assertThat(row.next()).isTrue();
                assertThat(row.getInt(5)).isEqualTo(row.getInt(1));
                long born = uuid.getMostSignificantBits() >>> 16;
                return new Row(
                        row.getInt(1),
                        row.getString(2),
                        (row.getTimestamp(3).getTime() - born) / 1_000,
                        row.getInt(4));
            }
        }
    }

    private Response send(Map<String, ?> fields, int secondsToLive) {
        Response sent = tenant.send(Tenant.mail(fields));
        sent.then().statusCode(202);
        assertThat(life(sent, "created_at")).isEqualTo(Duration.ofSeconds(secondsToLive));
        return sent;
    }

    private static Duration life(Response mail, String start) {
        return Duration.between(
                Instant.parse(mail.path(start)), Instant.parse(mail.path("expires_at")));
    }

    @Test
    void aMailHasWhatItsPolicySays() throws SQLException {
        made(
                "{'key': 'digest', 'lane': 'bulk', 'time_to_live': 7200, 'on_unknown': 'at_most_once'}");
        Response sent = send(Map.of("policy", "digest"), 7_200);
        assertThat(row(sent.path("id"))).isEqualTo(new Row(1, "digest", 7_200, 1));
        Response own =
                tenant.send(Tenant.mail(Map.of("policy", "digest", "on_unknown", "at_least_once")));
        assertThat(row(own.path("id"))).isEqualTo(new Row(1, "digest", 7_200, 0));
        tenant.sender()
                .contentType("application/json")
                .body(Tenant.mail(Map.of("policy", "digest")))
                .post("/api/v1/emails/validate")
                .then()
                .statusCode(200)
                .body("policy", equalTo("digest"));
        tenant.send(Tenant.mail(Map.of("policy", "digests")))
                .then()
                .statusCode(400)
                .body("errors.field", contains("policy"))
                .body(
                        "errors[0].message",
                        equalTo(
                                "must be the key of a policy: transactional, bulk, urgent,"
                                        + " digest"));
    }

    @Test
    void theFluxomailDoorKnowsItAsPolicyKey() throws SQLException {
        made("{'key': 'digest', 'lane': 'bulk', 'time_to_live': 7200}");
        Response sent = fluxomail("digest");
        sent.then().statusCode(200);
        Response read = tenant.sender().get("/api/v1/sends/" + sent.path("sendId"));
        read.then().body("send.policyKey", equalTo("digest"));
        String mail = tenant.sender().get("/api/v1/emails/" + sent.path("sendId")).path("id");
        assertThat(row(mail)).isEqualTo(new Row(1, "digest", 7_200, 0));
        fluxomail("digests")
                .then()
                .statusCode(400)
                .body("code", equalTo("validation_error"))
                .body(
                        "message",
                        equalTo(
                                "policyKey must be the key of a policy: transactional, bulk,"
                                        + " urgent, digest"));
    }

    private Response fluxomail(String key) {
        return tenant.sender()
                .contentType("application/json")
                .body(
                        json("{'to': 'a@example.com', 'subject': 's', 'content': 't', 'policyKey': '%s'}")
                                .formatted(key))
                .post("/api/v1/emails/send");
    }

    @Test
    void anEnvironmentsPolicyIsThatOfMailsWhichNameNone() throws SQLException {
        String digest = made("{'key': 'digest', 'lane': 'bulk', 'time_to_live': 7200}");
        String environment = environment();
        change(environment, "{'policy': 'digest'}")
                .then()
                .statusCode(200)
                .body("policy", equalTo("digest"))
                .body("lane", equalTo("bulk"));
        Response sent = send(Map.of(), 7_200);
        assertThat(row(sent.path("id"))).isEqualTo(new Row(1, "digest", 7_200, 0));
        change(environment, "{'lane': 'transactional'}")
                .then()
                .statusCode(400)
                .body("errors.field", contains("lane"));
        tenant.admin()
                .header("If-Match", "*")
                .delete(POLICIES + "/" + digest)
                .then()
                .statusCode(409)
                .body("detail", equalTo("It is still referred to by environment 'main'"));
        change(POLICIES + "/" + digest, "{'key': 'weekly'}").then().statusCode(200);
        tenant.admin().get(environment).then().body("policy", equalTo("weekly"));
        change(environment, "{'policy': null, 'lane': 'transactional'}")
                .then()
                .statusCode(200)
                .body("policy", nullValue());
        send(Map.of(), 86_400);
        tenant.admin()
                .header("If-Match", "*")
                .delete(POLICIES + "/" + digest)
                .then()
                .statusCode(204);
    }

    @Test
    void trackingIsThePolicysUnlessTheMailSays() throws SQLException {
        made("{'key': 'seen', 'track_opens': true}");
        assertThat(tracked(Map.of("policy", "seen", "html", "<p>Hi"))).isTrue();
        assertThat(tracked(Map.of("policy", "seen", "html", "<p>Hi", "track_opens", false)))
                .isFalse();
        assertThat(tracked(Map.of("policy", "seen"))).as("text alone").isFalse();
        assertThat(tracked(Map.of("html", "<p>Hi"))).isFalse();
    }

    private boolean tracked(Map<String, ?> fields) throws SQLException {
        String id = tenant.send(Tenant.mail(fields)).path("id");
        try (Connection connection = database.getConnection();
                var statement =
                        connection.prepareStatement(
                                "SELECT per_recipient FROM email WHERE id = ?")) {
            statement.setObject(1, UUID.fromString(id));
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    @Test
    void mailsKeepWhatItMeantWhateverBecomesOfIt() throws SQLException {
        String policy =
                POLICIES + "/" + made("{'key': 'digest', 'lane': 'bulk', 'time_to_live': 7200}");
        Instant at = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS);
        String body = Tenant.mail(Map.of("policy", "digest", "scheduled_at", at.toString()));
        Response first = tenant.send(body, "once");
        first.then().statusCode(202);
        change(policy, "{'time_to_live': 60, 'key': 'weekly'}").then().statusCode(200);
        assertThat(tenant.send(body, "once").asByteArray()).isEqualTo(first.asByteArray());

        String path = "/api/v1/emails/" + first.path("id");
        Response moved =
                tenant.sender()
                        .contentType("application/json")
                        .body("{\"scheduled_at\":\"%s\"}".formatted(at.plusSeconds(60)))
                        .patch(path);
        moved.then().statusCode(200).body("policy", equalTo("digest"));
        assertThat(life(moved, "scheduled_at")).isEqualTo(Duration.ofHours(2));

        tenant.admin().header("If-Match", "*").delete(policy).then().statusCode(204);
        Response again = tenant.send(body, "once");
        again.then().statusCode(202).header("Idempotency-Replayed", "true");
        assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
        tenant.send(body, "other").then().statusCode(400);

        tenant.sender().post(path + "/cancel").then().statusCode(200);
        Response resent = tenant.sender().post(path + "/resend");
        resent.then().statusCode(202).body("policy", equalTo("bulk"));
        assertThat(row(resent.path("id"))).isEqualTo(new Row(1, "bulk", 259_200, 0));
    }

    @Test
    void anEndThatTheSenderSaidStaysWhenTheMailIsMoved() {
        Instant at = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS);
        Instant end = at.plus(24, ChronoUnit.HOURS);
        Response sent =
                tenant.send(
                        Tenant.mail(
                                Map.of(
                                        "scheduled_at", at.toString(),
                                        "expires_at", end.toString())));
        sent.then().statusCode(202);
        Response moved =
                tenant.sender()
                        .contentType("application/json")
                        .body("{\"scheduled_at\":\"%s\"}".formatted(at.plusSeconds(60)))
                        .patch("/api/v1/emails/" + sent.path("id"));
        assertThat(Instant.parse(moved.path("expires_at"))).isEqualTo(end);
    }
}

package dev.mailswitch.api.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.mailswitch.api.Answers;
import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.directory.Hold;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Lane;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Drills, lanes held, and the explanation of routes.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class SteeringIT {

    private static final String EXPLAIN = "/api/v1/routes/explain";

    @Inject LiveDirectory directory;

    private Tenant tenant;
    private String first;

    /// Providers `first` and `second` in tiers 0 and 1 of `main`.
    @BeforeEach
    void organisation() {
        tenant = Tenant.make();
        first = provider("first", 0);
        provider("second", 1);
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private String provider(String name, int tier) {
        String id =
                tenant.admin(json("{'name':'%s','kind':'sandbox'}".formatted(name)))
                        .post("/api/v1/providers")
                        .then()
                        .statusCode(201)
                        .body("drill_until", nullValue())
                        .extract()
                        .path("id");
        tenant.admin(json("{'environment':'main','provider':'%s','tier':%d}".formatted(name, tier)))
                .post("/api/v1/routes")
                .then()
                .statusCode(201);
        return id;
    }

    private String path() {
        return "/api/v1/providers/" + first;
    }

    private ValidatableResponse drill(String body) {
        return tenant.admin(json(body)).post(path() + "/drill").then();
    }

    private ValidatableResponse explain(String fields) {
        return tenant.admin(json("{'environment':'main'," + fields + "}")).post(EXPLAIN).then();
    }

    @Test
    void aDrillIsShownUntilItIsEndedAndIsOnRecord() {
        drill("{'minutes':30}").statusCode(200).body("drill_until", notNullValue());
        Instant until =
                directory
                        .now()
                        .provider(new ProviderId(UUID.fromString(first)))
                        .orElseThrow()
                        .drillUntil();
        assertThat(until)
                .isBetween(
                        Instant.now().plus(Duration.ofMinutes(28)),
                        Instant.now().plus(Duration.ofMinutes(32)));
        tenant.admin().get(path()).then().body("drill_until", notNullValue());
        tenant.admin().delete(path() + "/drill").then().statusCode(204);
        tenant.admin().get(path()).then().body("drill_until", nullValue());
        tenant.admin().delete(path() + "/drill").then().statusCode(204);
        tenant.admin()
                .get("/api/v1/audit?action=changed&subject=first")
                .then()
                .body("data.fields.flatten()", hasItem("drill_until"));
    }

    @Test
    void withoutWordsADrillLastsTenMinutesAndZeroEndsIt() {
        String until = drill("{}").statusCode(200).extract().path("drill_until");
        assertThat(Instant.parse(until)).isBefore(Instant.now().plus(Duration.ofMinutes(12)));
        drill("{'minutes':0}").statusCode(200).body("drill_until", nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'minutes':-1}", "{'minutes':1441}", "{'minute':5}", "[]", "{"})
    void aDrillIsBounded(String body) {
        drill(body).statusCode(400);
    }

    @Test
    void ifMatchIsObeyedWhereItIsGiven() {
        String etag = tenant.admin().get(path()).header("ETag");
        tenant.admin("{}")
                .header("If-Match", "\"99\"")
                .post(path() + "/drill")
                .then()
                .statusCode(412);
        tenant.admin("{}").header("If-Match", etag).post(path() + "/drill").then().statusCode(200);
        tenant.admin().header("If-Match", etag).delete(path() + "/drill").then().statusCode(412);
    }

    /// Whoever changes a provider has not read of its drill, or does not care.
    @Test
    void aChangeLeavesADrillAsItIs() {
        drill("{}").statusCode(200);
        tenant.admin("{\"max_connections\":3}")
                .header("If-Match", "*")
                .patch(path())
                .then()
                .statusCode(200)
                .body("drill_until", notNullValue());
    }

    @Test
    void explainedIsWhatADrillChanges() {
        explain("'to':'ann@example.org'")
                .statusCode(200)
                .body("recipients.provider", contains("first"))
                .body("recipients[0].routes.standing", contains("ready", "ready"))
                .body("recipients[0].routes.share", contains(100.0f, 0.0f));
        drill("{}").statusCode(200);
        explain("'to':['ann@example.org','bob@example.net']")
                .statusCode(200)
                .body("environment", equalTo("main"))
                .body("from_", equalTo("hello@" + tenant.domain()))
                .body("lane", equalTo("transactional"))
                .body("policy", equalTo("transactional"))
                .body("recipients.email", contains("ann@example.org", "bob@example.net"))
                .body("recipients.action", contains("send", "send"))
                .body("recipients.provider", contains("second", "second"))
                .body(
                        "recipients[0].why",
                        startsWith("tier 1: first: it is treated as down (drill) until "))
                .body("recipients[0].routes.standing", contains("drill", "ready"))
                .body("recipients[0].routes[0].until", notNullValue());
    }

    @Test
    void whatABreakerShutsIsExplained() throws Exception {
        Tenant.sql(
                """
                INSERT INTO breaker (provider_id, scope, domain, state, opened_at, probe_at,
                                     openings, reason, version)
                VALUES ('%s', 2, 'example.org', 'open', now(), now() + interval '1 minute', 1,
                        'blocked: provider-block', 1)\
                """
                        .formatted(first));
        explain("'to':['ann@example.org','bob@example.net']")
                .body("recipients.provider", contains("second", "first"))
                .body("recipients[0].routes[0].standing", equalTo("shut"))
                .body("recipients[0].routes[0].why", containsString("blocked: provider-block"));
    }

    @Test
    void whoIsSuppressedGetsNothing() {
        tenant.admin("{\"email\":\"gone@example.org\"}")
                .post("/api/v1/suppressions")
                .then()
                .statusCode(201);
        explain("'to':['gone@example.org','suppressed@sandbox.test']")
                .body("recipients.action", contains("fail", "fail"))
                .body("recipients.provider", contains(nullValue(), nullValue()));
    }

    private ValidatableResponse test() {
        return tenant.admin().post(path() + "/test").then();
    }

    @Test
    void aTestTellsWhatTheProviderSaysAndEveryoneIsShownIt() {
        try (Answers worker = Answers.saying("not_ready", "it refuses the login")) {
            test().statusCode(200)
                    .body("state", equalTo("not_ready"))
                    .body("detail", equalTo("it refuses the login"))
                    .body("took_ms", equalTo(7))
                    .body("checked_at", notNullValue())
                    .body("senders.environment", contains("main"))
                    .body("senders.from", contains("hello@" + tenant.domain()))
                    .body("senders.state", contains("not_ready"))
                    .body("senders.checked_at", contains(notNullValue()));
        }
        tenant.admin()
                .get(path())
                .then()
                .body("account.state", equalTo("not_ready"))
                .body("account.detail", equalTo("it refuses the login"))
                .body("account.checked_at", notNullValue());
        tenant.admin()
                .get("/api/v1/routes")
                .then()
                .body("data.sender.from", everyItem(equalTo("hello@" + tenant.domain())))
                .body("data.sender.state", contains("not_ready", "not_known"))
                .body(
                        "data.sender.detail",
                        contains("it refuses the login", "it was not asked yet"))
                .body("data.sender.checked_at", contains(notNullValue(), nullValue()));
        explain("'to':'ann@example.org'")
                .body("recipients[0].routes[0].sender.state", equalTo("not_ready"))
                .body("recipients[0].routes[1].sender", nullValue());
        tenant.admin()
                .get("/api/v1/audit?action=tested&subject=first")
                .then()
                .body("data.kind", contains("provider"));
    }

    /// What was said just now, of the same settings, is said again; here that takes no worker.
    @Test
    void whatWasSaidJustNowIsNotAskedAgainUnlessSettingsChanged() throws Exception {
        Answers.saidBefore(first, "ready", null);
        test().statusCode(200).body("state", equalTo("ready")).body("detail", nullValue());
        tenant.admin(json("{'secret':'another'}"))
                .header("If-Match", "*")
                .patch(path())
                .then()
                .statusCode(200);
        try (Answers worker = Answers.saying("not_known", "no answer")) {
            test().statusCode(200).body("state", equalTo("not_known"));
        }
    }

    @Test
    void withoutAWorkerATestSaysSo() {
        test().statusCode(503)
                .header("Retry-After", equalTo("10"))
                .body("detail", startsWith("No delivery-worker has answered"));
    }

    @Test
    void onlyWhoMayEverythingTestsAndOnlyHisOwn() {
        tenant.sender().post(path() + "/test").then().statusCode(403);
        Tenant.make().admin().post(path() + "/test").then().statusCode(404);
        tenant.admin().post("/api/v1/providers/none/test").then().statusCode(404);
    }

    @Test
    void whatWasSaidGoesWithTheProvider() throws Exception {
        Answers.saidBefore(first, "ready", null);
        String route = tenant.admin().get("/api/v1/routes").path("data[0].id");
        tenant.admin().header("If-Match", "*").delete("/api/v1/routes/" + route);
        tenant.admin().header("If-Match", "*").delete(path()).then().statusCode(204);
        test().statusCode(404);
    }

    @Test
    void aHeldLaneWaitsAndTheOtherGoesOn() {
        String environment = tenant.admin().get("/api/v1/environments").path("data[0].id");
        String path = "/api/v1/environments/" + environment;
        tenant.admin().get(path).then().body("held_lanes", empty());
        tenant.admin("{\"held_lanes\":[\"bulk\",\"bulk\"]}")
                .header("If-Match", "*")
                .patch(path)
                .then()
                .statusCode(200)
                .body("held_lanes", contains("bulk"))
                .body("held", equalTo(false));
        assertThat(directory.now().environments())
                .filteredOn(one -> one.id().toString().equals(environment))
                .singleElement()
                .matches(one -> one.hold(Lane.BULK).equals(Optional.of(Hold.LANE)))
                .matches(one -> one.hold(Lane.TRANSACTIONAL).isEmpty());
        explain("'to':'ann@example.org','lane':'bulk'")
                .body("policy", equalTo("bulk"))
                .body("recipients.action", contains("wait"))
                .body("recipients.why", contains("its lane is held by an operator"));
        explain("'to':'ann@example.org'").body("recipients.action", contains("send"));
        for (String wrong : new String[] {"[\"slow\"]", "[null]", "\"bulk\""}) {
            tenant.admin("{\"held_lanes\":%s}".formatted(wrong))
                    .header("If-Match", "*")
                    .patch(path)
                    .then()
                    .statusCode(400);
        }
        tenant.admin("{\"held_lanes\":null}")
                .header("If-Match", "*")
                .patch(path)
                .then()
                .statusCode(200)
                .body("held_lanes", empty());
    }

    @Test
    void anExplanationSaysWhatIsLeftOfABudgetAndDecidesByIt() throws Exception {
        explain("'to':'ann@example.org'").body("recipients[0].routes[0].budget", nullValue());
        tenant.admin("{\"budget_per_day\":10}")
                .header("If-Match", "*")
                .patch(path())
                .then()
                .statusCode(200);
        explain("'to':'ann@example.org'")
                .body("recipients[0].provider", equalTo("first"))
                .body("recipients[0].routes[0].budget.day.limit", equalTo(10))
                .body("recipients[0].routes[0].budget.day.left", equalTo(10))
                .body("recipients[0].routes[0].budget.month", nullValue())
                .body("recipients[0].routes[1].budget", nullValue());
        Tenant.sql(
                """
                INSERT INTO allowance (name, starts_at, leased)
                VALUES ('budget/%s/day', date_trunc('day', now(), 'UTC'), 10)"""
                        .formatted(first));
        ValidatableResponse gone = explain("'to':'ann@example.org'");
        String resets = gone.extract().path("recipients[0].routes[0].budget.day.resets_at");
        gone.body("recipients[0].provider", equalTo("second"))
                .body("recipients[0].routes[0].standing", equalTo("budget"))
                .body("recipients[0].routes[0].until", equalTo(resets))
                .body("recipients[0].routes[0].budget.day.left", equalTo(0))
                .body(
                        "recipients[0].why",
                        equalTo("tier 1: first: it has no room: its budget of the day is used up"));
    }

    @Test
    void anExplanationSaysWhatAWeightCountsNowAndWhy() throws Exception {
        explain("'to':'ann@example.org'")
                .body("recipients[0].routes[0].weight_now", equalTo(1.0f))
                .body("recipients[0].routes[0].lowered", nullValue());
        Tenant.sql(
                """
                INSERT INTO silence (provider_id, since) VALUES ('%s', '2026-01-31T12:00:00Z')"""
                        .formatted(first));
        explain("'to':'ann@example.org'")
                .body("recipients[0].routes[0].weight", equalTo(1))
                .body("recipients[0].routes[0].weight_now", equalTo(0.1f))
                .body(
                        "recipients[0].routes[0].lowered",
                        equalTo("silent since 2026-01-31T12:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'to':[]                                        | to",
                "'from_':'a@b.example','to':'a@example.org'     | from_",
                "'to':['a@example.org','none']                  | to[1]",
                "'to':['a@example.org',null]                    | to[1]",
                "'to':'a@example.org','policy':'nobodys'        | policy",
                "'to':'a@example.org','lane':'slow'             | lane",
                "'to':'a@example.org','policy':'bulk','lane':'transactional' | lane",
            })
    void whatIsWrongWithAQuestionIsSaid(String fields, String field) {
        explain(fields).statusCode(400).body("errors.field", contains(field));
    }

    @Test
    void aQuestionHasFiftyRecipientsAtMost() {
        String many = String.join(",", Collections.nCopies(51, "'a@example.org'"));
        explain("'to':[%s]".formatted(many)).statusCode(400).body("errors.field", contains("to"));
        tenant.admin(json("{'environment':'none','to':'a@example.org'}"))
                .post(EXPLAIN)
                .then()
                .statusCode(400)
                .body("errors.field", contains("environment"));
        tenant.sender()
                .contentType("application/json")
                .body(json("{'environment':'main','to':'a@example.org'}"))
                .post(EXPLAIN)
                .then()
                .statusCode(403);
    }
}

package dev.mailswitch.api.admin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.crypto.Sealing;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.ledger.Allowances;
import dev.mailswitch.ledger.BudgetWindows;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.Provider;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class ManagementIT {

    private static final String SMTP =
            """
            {"name":"relay","kind":"smtp","secret":"pässword",
             "settings":{"host":"smtp.example.com","port":587,"security":"starttls","username":"u"}}\
            """;

    private static @Nullable Tenant shared;
    private Tenant tenant;

    @Inject DataSource database;
    @Inject LiveDirectory directory;

    @BeforeEach
    void organisation() {
        if (shared == null) {
            shared = Tenant.make();
        }
        tenant = shared;
    }

    @Test
    void everythingFromNothingToARouteIsSetUpOverTheApi() {
        Tenant own = Tenant.make();
        String environment =
                own.admin(
                                "{\"name\":\"news\",\"sender\":\"News <n@%s>\",\"lane\":\"bulk\"}"
                                        .formatted(own.domain()))
                        .post("/api/v1/environments")
                        .then()
                        .statusCode(201)
                        .header("ETag", equalTo("\"1\""))
                        .body("lane", equalTo("bulk"))
                        .body("default", equalTo(false))
                        .body("on_unknown", equalTo("at_least_once"))
                        .body("retention_days", equalTo(30))
                        .extract()
                        .path("id");
        String provider =
                own.admin("{\"name\":\"sandbox\",\"kind\":\"sandbox\"}")
                        .post("/api/v1/providers")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("id");
        String route =
                own.admin(
                                "{\"environment\":\"news\",\"provider_id\":\"%s\",\"tier\":1,\"weight\":3}"
                                        .formatted(provider))
                        .post("/api/v1/routes")
                        .then()
                        .statusCode(201)
                        .body("environment", equalTo("news"))
                        .body("environment_id", equalTo(environment))
                        .body("provider", equalTo("sandbox"))
                        .body("tier", equalTo(1))
                        .extract()
                        .path("id");
        own.admin("{\"environment\":\"news\",\"provider\":\"sandbox\"}")
                .post("/api/v1/routes")
                .then()
                .statusCode(409)
                .body(
                        "detail",
                        equalTo(
                                "Environment 'news' has a route to provider 'sandbox' already: "
                                        + route))
                .body("errors.field", contains("provider"));
        own.admin().get("/api/v1/routes?environment=news").then().body("data.weight", contains(3));
        own.admin().get("/api/v1/routes?environment=main").then().body("data", hasSize(0));
        own.admin()
                .header("If-Match", "*")
                .delete("/api/v1/providers/" + provider)
                .then()
                .statusCode(409)
                .body("detail", equalTo("It is still referred to by route " + route));
        own.admin("{\"name\":\"ci\",\"environment\":\"news\"}").post("/api/v1/api-keys");
        own.admin()
                .header("If-Match", "*")
                .delete("/api/v1/environments/" + environment)
                .then()
                .statusCode(409)
                .body(
                        "detail",
                        equalTo("It is still referred to by route %s, key 'ci'".formatted(route)));
    }

    @Test
    void secretsGoInSealedAndNeverComeOut() throws Exception {
        Response made = tenant.admin(SMTP.replace("relay", "sealed")).post("/api/v1/providers");
        made.then()
                .statusCode(201)
                .body("has_secret", equalTo(true))
                .body("secret", nullValue())
                .body("settings.port", equalTo(587));
        assertThat(made.asString()).doesNotContain("ssword");
        ProviderId id = ProviderId.parse(made.path("id"));
        var provider = directory.now().provider(id).orElseThrow();
        var secret = Objects.requireNonNull(provider.secret());
        assertThat(new String(secret.bytes(), StandardCharsets.ISO_8859_1))
                .doesNotContain("ssword");
        Sealing sealing = Sealing.parse(TestDatabaseResource.SEALING_KEYS);
        assertThat(new String(sealing.open(id, secret), StandardCharsets.UTF_8))
                .isEqualTo("pässword");
        assertThat(provider.setting("port")).contains("587");
        // A change of something else keeps it; null takes it away.
        String path = "/api/v1/providers/" + id;
        tenant.admin("{\"settings\":{\"port\":587},\"rate_per_second\":5}")
                .header("If-Match", "\"1\"")
                .patch(path)
                .then()
                .statusCode(200)
                .header("ETag", equalTo("\"2\""))
                .body("settings.host", equalTo("smtp.example.com"))
                .body("rate_per_second", equalTo(5))
                .body("has_secret", equalTo(true));
        assertThat(sealed(id)).isEqualTo(secret.bytes());
        tenant.admin("{\"secret\":null,\"rate_per_second\":null}")
                .header("If-Match", "\"2\"")
                .patch(path)
                .then()
                .statusCode(200)
                .body("rate_per_second", nullValue())
                .body("has_secret", equalTo(false));
    }

    @Test
    void anEmptySecretTakesNoneAway() {
        Response made = tenant.admin(SMTP.replace("relay", "emptied")).post("/api/v1/providers");
        ProviderId id = ProviderId.parse(made.path("id"));
        byte[] before = sealed(id);
        tenant.admin("{\"secret\":\"\"}")
                .header("If-Match", "*")
                .patch("/api/v1/providers/" + id)
                .then()
                .statusCode(400)
                .body("errors.field", contains("secret"))
                .body("errors.code", contains("invalid"));
        assertThat(sealed(id)).isNotNull().isEqualTo(before);
    }

    private byte @Nullable [] sealed(ProviderId id) {
        var secret = directory.now().provider(id).orElseThrow().secret();
        return secret == null ? null : secret.bytes();
    }

    @Test
    void aSecretGoesNowhereElseThanWhereItWasGivenFor() {
        Response made = tenant.admin(SMTP.replace("relay", "pinned")).post("/api/v1/providers");
        String path = "/api/v1/providers/" + made.path("id");
        byte[] before = sealed(ProviderId.parse(made.path("id")));
        for (String settings :
                List.of(
                        "{\"host\":\"evil.example.com\"}",
                        "{\"port\":2525}",
                        "{\"security\":\"none\"}",
                        "{\"username\":\"other\"}",
                        "{\"username\":null}",
                        "{\"auth\":\"plain\"}",
                        "{\"plaintext_auth\":true}")) {
            needsASecret(path, "{\"settings\":%s}".formatted(settings));
        }
        assertThat(sealed(ProviderId.parse(made.path("id")))).isEqualTo(before);
        tenant.admin("{\"settings\":{\"host\":\"new.example.com\"},\"secret\":\"kept\"}")
                .header("If-Match", "*")
                .patch(path)
                .then()
                .statusCode(200)
                .body("settings.host", equalTo("new.example.com"));
        assertThat(sealed(ProviderId.parse(made.path("id")))).isNotEqualTo(before);
        tenant.admin("{\"settings\":{\"port\":25},\"secret\":null}")
                .header("If-Match", "*")
                .patch(path)
                .then()
                .statusCode(200)
                .body("has_secret", equalTo(false));
        tenant.admin("{\"settings\":{\"port\":26}}")
                .header("If-Match", "*")
                .patch(path)
                .then()
                .statusCode(200);
        for (String secret : List.of("", ",\"secret\":null")) {
            needsASecret(path, "{\"settings\":{\"username\":\"other\"}%s}".formatted(secret));
        }
    }

    private void needsASecret(String path, String change) {
        tenant.admin(change)
                .header("If-Match", "*")
                .patch(path)
                .then()
                .statusCode(400)
                .body("errors.field", contains("secret"))
                .body("errors.code", contains("required"));
    }

    @Test
    void changesNeedWhatTheyChange() {
        String path =
                "/api/v1/providers/"
                        + tenant.admin("{\"name\":\"s1\",\"kind\":\"sandbox\"}")
                                .post("/api/v1/providers")
                                .path("id");
        tenant.admin("{\"held\":true}").patch(path).then().statusCode(428);
        tenant.admin("{\"held\":true}")
                .header("If-Match", "\"7\"")
                .patch(path)
                .then()
                .statusCode(412);
        String etag = tenant.admin().get(path).header("ETag");
        tenant.admin("{\"held\":true}")
                .header("If-Match", etag)
                .patch(path)
                .then()
                .statusCode(200)
                .header("ETag", not(equalTo(etag)))
                .body("held", equalTo(true));
        tenant.admin("{\"hold\":true}")
                .header("If-Match", "*")
                .patch(path)
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("hold"));
        tenant.admin().delete(path).then().statusCode(428);
        tenant.admin().header("If-Match", "*").delete(path).then().statusCode(204);
        tenant.admin().get(path).then().statusCode(404);
    }

    @Test
    void settingsOfAProviderAreCheckedByItsKind() {
        for (Map.Entry<String, String> wrong :
                Map.of(
                                "{\"port\":587}", "settings.host",
                                "{\"host\":\"h\"}", "settings.port",
                                "{\"host\":\"h\",\"port\":0}", "settings.port",
                                "{\"host\":\"h\",\"port\":65536}", "settings.port",
                                "{\"host\":\"h\",\"port\":\"x\"}", "settings.port",
                                "{\"host\":\"a b\",\"port\":25}", "settings.host",
                                "{\"host\":\"h\",\"port\":25,\"security\":\"ssl\"}",
                                        "settings.security",
                                "{\"host\":\"h\",\"port\":25,\"hots\":\"x\"}", "settings.hots",
                                "{\"host\":\"h\",\"port\":25,\"username\":\"a\\r\\nb\"}",
                                        "settings.username")
                        .entrySet()) {
            tenant.admin(
                            "{\"name\":\"x\",\"kind\":\"smtp\",\"settings\":%s}"
                                    .formatted(wrong.getKey()))
                    .post("/api/v1/providers")
                    .then()
                    .statusCode(400)
                    .body("errors.field", hasItem(wrong.getValue()));
        }
        tenant.admin("{\"name\":\"x\",\"kind\":\"pigeon\"}")
                .post("/api/v1/providers")
                .then()
                .statusCode(400)
                .body("errors.field", contains("kind"));
    }

    /// It goes into a header of every call.
    @ParameterizedTest
    @ValueSource(strings = {"key\\r\\nX-Admin: 1", "key\\n", "two words", "schl\\u00fcssel", ""})
    void aSecretThatNoVendorHasIsRefused(String secret) {
        tenant.admin("{\"name\":\"odd\",\"kind\":\"resend\",\"secret\":\"%s\"}".formatted(secret))
                .post("/api/v1/providers")
                .then()
                .statusCode(400)
                .body("errors.field", contains("secret"));
    }

    /// It goes into AUTH, where a relay would be asked with it again and again.
    @ParameterizedTest
    @ValueSource(strings = {"pass\\r\\nRSET", "pass\\u0000", "pass\\u2028", ""})
    void aPasswordThatNoRelayTakesIsRefused(String secret) {
        relay(secret)
                .statusCode(400)
                .body("errors.field", contains("secret"))
                .body("errors.code", contains("invalid"));
    }

    @Test
    void aPasswordWithoutEndIsRefused() {
        relay("x".repeat(100_000))
                .statusCode(400)
                .body(
                        "errors[0].message",
                        equalTo("must have at most 4096 octets, not 100000; copy it again"));
    }

    @Test
    void ofWhatANameMustBeOneIsSaid() {
        String one = "must be the name or id of one of the organisation's ";
        tenant.admin("{\"environment\":\"nowhere\",\"provider_id\":\"nobody\"}")
                .post("/api/v1/routes")
                .then()
                .statusCode(400)
                .body("errors.field", contains("environment", "provider_id"))
                .body("errors.message", contains(one + "environments", one + "providers"));
    }

    private ValidatableResponse relay(String secret) {
        return tenant.admin(
                        """
                        {"name":"odd","kind":"smtp","secret":"%s",
                         "settings":{"host":"smtp.example.com","port":587,"username":"u"}}"""
                                .formatted(secret))
                .post("/api/v1/providers")
                .then();
    }

    @Test
    void aProviderHasBudgetsAndSaysHowMuchOfThemIsGone() throws Exception {
        Response made =
                tenant.admin(
                                """
                                {"name":"warmed","kind":"sandbox","budget_per_month":1000,
                                 "warmup":{"start":"2199-01-01","first_day":50,"growth":1.5,"days":14}}\
                                """)
                        .post("/api/v1/providers");
        made.then()
                .statusCode(201)
                .body("budget_per_day", nullValue())
                .body("warmup.start", equalTo("2199-01-01"))
                .body("warmup.growth", equalTo(1.5f))
                .body("budget_used.day.limit", equalTo(50))
                .body("budget_used.month.taken", equalTo(0));
        String path = "/api/v1/providers/" + made.path("id");
        Provider provider =
                directory.now().provider(ProviderId.parse(made.path("id"))).orElseThrow();
        // As a worker does.
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        for (LocalDate day : List.of(today, today.plusDays(1))) {
            new Allowances(database)
                    .lease(
                            BudgetWindows.of(provider.id(), provider.budget(), day).all().toList(),
                            20);
        }
        tenant.admin().get(path).then().body("budget_used.day.taken", equalTo(20));
        tenant.admin("{\"budget_per_day\":30,\"warmup\":{\"days\":20}}")
                .header("If-Match", "*")
                .patch(path)
                .then()
                .statusCode(200)
                .body("warmup.first_day", equalTo(50))
                .body("warmup.days", equalTo(20))
                .body("budget_used.day.limit", equalTo(30));
        tenant.admin("{\"budget_per_day\":null,\"budget_per_month\":null,\"warmup\":null}")
                .header("If-Match", "*")
                .patch(path)
                .then()
                .statusCode(200)
                .body("warmup", nullValue())
                .body("budget_used", nullValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "budget_per_day":0                                                        | budget_per_day
                    "budget_per_month":-1                                                     | budget_per_month
                    "warmup":{"first_day":50,"growth":1.5,"days":14}                          | warmup.start
                    "warmup":{"start":"2026-05-01","growth":1.5,"days":14}                    | warmup.first_day
                    "warmup":{"start":"2026-05-01","first_day":50,"days":14}                  | warmup.growth
                    "warmup":{"start":"2026-05-01","first_day":50,"growth":1.5}               | warmup.days
                    "warmup":{"start":"2026-02-30","first_day":50,"growth":1.5,"days":14}     | warmup.start
                    "warmup":{"start":"1999-12-31","first_day":50,"growth":1.5,"days":14}     | warmup.start
                    "warmup":{"start":"2026-05-01","first_day":0,"growth":1.5,"days":14}      | warmup.first_day
                    "warmup":{"start":"2026-05-01","first_day":50,"growth":0.9,"days":14}     | warmup.growth
                    "warmup":{"start":"2026-05-01","first_day":50,"growth":3.01,"days":14}    | warmup.growth
                    "warmup":{"start":"2026-05-01","first_day":50,"growth":1.5,"days":367}    | warmup.days
                    "warmup":{"start":"2026-05-01","first_day":5,"growth":2,"days":1,"d":1}   | warmup.d
                    """,
            quoteCharacter = '\'')
    void aBudgetThatCannotBeKeptIsRefusedByItsField(String fields, String field) {
        tenant.admin("{\"name\":\"w\",\"kind\":\"sandbox\",%s}".formatted(fields))
                .post("/api/v1/providers")
                .then()
                .statusCode(400)
                .body("errors.field", contains(field));
    }

    @Test
    void aSenderMustBeOfAVerifiedDomain() {
        tenant.admin("{\"name\":\"e\",\"sender\":\"a@bank.example\"}")
                .post("/api/v1/environments")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("sender"));
    }

    @Test
    void aWordThatIsNoScopeIsToldWhichAre() {
        Tenant own = Tenant.make();
        own.admin("{\"name\":\"ci\",\"scopes\":[\"emails:fly\"]}")
                .post("/api/v1/api-keys")
                .then()
                .statusCode(400)
                .body("errors.field", contains("scopes[0]"))
                .body(
                        "errors.message",
                        contains(
                                "must be one of emails:send, emails:read, templates,"
                                        + " suppressions, webhooks, admin, operator"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    providers    | {"name":"Ann, (b)","kind":"sandbox"}          | name  | Another provider has the name 'Ann, (b)' already
                    suppressions | {"email":"ann@example.com"}                    | email | Another suppression has the email 'ann@example.com' already
                    policies     | {"key":"codes","lane":"bulk","time_to_live":600} | key | Another policy has the key 'codes' already
                    """)
    void aSecondOneIsToldWhichFieldIsTaken(String path, String body, String field, String detail) {
        Tenant own = Tenant.make();
        own.admin(body).post("/api/v1/" + path).then().statusCode(201);
        own.admin(body)
                .post("/api/v1/" + path)
                .then()
                .statusCode(409)
                .body("detail", equalTo(detail))
                .body("errors.field", contains(field))
                .body("errors.code", contains("taken"));
    }

    @Test
    void oneEnvironmentIsTheDefault() {
        Tenant own = Tenant.make();
        own.admin("{\"name\":\"two\",\"sender\":\"a@%s\",\"default\":true}".formatted(own.domain()))
                .post("/api/v1/environments")
                .then()
                .statusCode(201);
        own.admin()
                .get("/api/v1/environments")
                .then()
                .body("data.findAll { it.default }.name", contains("two"));
        own.admin("{\"name\":\"two\",\"sender\":\"a@%s\"}".formatted(own.domain()))
                .post("/api/v1/environments")
                .then()
                .statusCode(409)
                .body("detail", equalTo("Another environment has the name 'two' already"))
                .body("errors.field", contains("name"));
    }

    @Test
    void aKeyIsShownOnceAndStopsAtOnce() throws Exception {
        Response made =
                tenant.admin("{\"name\":\"k\",\"scopes\":[\"emails:read\"]}")
                        .post("/api/v1/api-keys");
        made.then()
                .statusCode(201)
                .body("key", notNullValue())
                .body("scopes", contains("emails:read"));
        String key = made.path("key");
        assertThat(key.length()).isBetween(100, 500);
        String path = "/api/v1/api-keys/" + made.path("id");
        tenant.admin().get(path).then().body("key", nullValue()).body("$", not(hasKey("digest")));
        given().header("X-Api-Key", key).get("/api/v1/emails").then().statusCode(200);
        given().header("X-Api-Key", key)
                .contentType("application/json")
                .body(Tenant.mail(Map.of()))
                .post("/api/v1/emails")
                .then()
                .statusCode(403);
        given().header("X-Api-Key", key).get("/api/v1/providers").then().statusCode(403);
        tenant.admin("{\"active\":false}")
                .header("If-Match", "*")
                .patch(path)
                .then()
                .statusCode(200);
        given().header("X-Api-Key", key).get("/api/v1/emails").then().statusCode(401);
        tenant.admin("{\"active\":true,\"expires_at\":\"2020-01-01T00:00:00Z\"}")
                .header("If-Match", "*")
                .patch(path)
                .then()
                .statusCode(400)
                .body("errors.field", contains("expires_at"));
        run(
                "UPDATE api_key SET active = true, expires_at = '2020-01-01T00:00:00Z' WHERE id ="
                        + " ?",
                UUID.fromString(made.path("id")));
        // What has run out already may stay so when something else changes.
        tenant.admin("{\"name\":\"other\"}")
                .header("If-Match", "*")
                .patch(path)
                .then()
                .statusCode(200)
                .body("expires_at", equalTo("2020-01-01T00:00:00.000Z"));
        given().header("X-Api-Key", key).get("/api/v1/emails").then().statusCode(401);
        tenant.admin().header("If-Match", "*").delete(path).then().statusCode(204);
        given().header("X-Api-Key", key).get("/api/v1/emails").then().statusCode(401);
    }

    @Test
    void nobodyGivesAwayMoreThanHeHas() {
        tenant.admin("{\"name\":\"k\",\"scopes\":[\"operator\"]}")
                .post("/api/v1/api-keys")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("scopes[0]"));
    }

    @Test
    void listsAreWalkedByCursor() {
        Tenant own = Tenant.make();
        for (int i = 0; i < 3; i++) {
            own.admin("{\"name\":\"p%d\",\"kind\":\"sandbox\"}".formatted(i))
                    .post("/api/v1/providers")
                    .then()
                    .statusCode(201);
        }
        Response first = own.admin().get("/api/v1/providers?limit=2");
        first.then().body("data.name", contains("p0", "p1"));
        own.admin()
                .get("/api/v1/providers?limit=2&cursor=" + first.path("next_cursor"))
                .then()
                .body("data.name", contains("p2"))
                .body("next_cursor", nullValue());
    }

    private void run(String sql, Object... values) throws java.sql.SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}

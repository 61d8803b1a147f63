package dev.mailswitch.api.tracking;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.crypto.TokenSecrets;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.token.Sent;
import dev.mailswitch.model.token.TargetUrl;
import dev.mailswitch.model.token.Token;
import dev.mailswitch.model.token.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class TrackingRoutesIT {

    private static @Nullable Tenant shared;

    @Inject DataSource readers;
    @Inject LiveDirectory directory;

    private final Tokens tokens = TokenSecrets.parse(TestDatabaseResource.TOKEN_SECRETS);
    private Tenant tenant;
    private OrganisationId organisation;
    private EnvironmentId environment;

    @BeforeEach
    void organisation() throws Exception {
        if (shared == null) {
            shared = Tenant.make();
        }
        tenant = shared;
        organisation = new OrganisationId(id("SELECT id FROM organisation WHERE name = ?"));
        environment =
                new EnvironmentId(
                        id(
                                "SELECT e.id FROM environment e JOIN organisation o"
                                        + " ON o.id = e.organisation_id WHERE o.name = ?"));
        directory.refresh();
    }

    private UUID id(String sql) throws Exception {
        try (var connection = readers.getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setString(1, tenant.name());
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getObject(1, UUID.class);
            }
        }
    }

    private static RequestSpecification client() {
        return given().redirects().follow(false).urlEncodingEnabled(false);
    }

    private String click(String url) {
        return tokens.click(new Token.Click(Copies.of(organisation, 0), new TargetUrl(url)));
    }

    private String leave(Sent sent, String address) {
        return tokens.unsubscribe(new Token.Unsubscribe(sent, environment, Address.of(address)));
    }

    @Test
    void thePixelIsAPixelWhateverTheToken() {
        String good = tokens.open(new Token.Open(Copies.of(organisation, 0)));
        byte[] pixel = null;
        for (String token :
                List.of(good, good.substring(1), "x", "..%2F..%2Fetc", "%00", "A".repeat(4_000))) {
            Response answer = client().get("/t/o/" + token);
            assertThat(answer.statusCode()).as(token).isEqualTo(200);
            assertThat(answer.contentType()).isEqualTo("image/gif");
            assertThat(answer.header("Cache-Control")).contains("no-store");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
            pixel = pixel == null ? answer.asByteArray() : pixel;
            assertThat(answer.asByteArray()).isEqualTo(pixel);
        }
        assertThat(new String(pixel, 0, 6, StandardCharsets.US_ASCII)).isEqualTo("GIF89a");
        Response head = client().head("/t/o/" + good);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.asByteArray()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://shop.example/order?id=1&x=%20#top",
                "http://shop.example",
                "https://shop.example/a|b{c}^`"
            })
    void aLinkLeadsToTheUrlInItsTokenCharacterByCharacter(String url) {
        Response answer = client().get("/t/c/" + click(url));
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.header("Location")).isEqualTo(url);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(client().head("/t/c/" + click(url)).header("Location")).isEqualTo(url);
    }

    @Test
    void aTokenThatIsNotOursLeadsNowhere() {
        String good = click("https://shop.example/");
        String open = tokens.open(new Token.Open(Copies.of(organisation, 0)));
        String strangers =
                new Tokens(List.of(new byte[32]))
                        .click(
                                new Token.Click(
                                        Copies.of(organisation, 0),
                                        new TargetUrl("https://evil.example/")));
        for (String token :
                List.of(
                        strangers,
                        open,
                        leave(Copies.of(organisation, 0), "a@example.com"),
                        good + "A",
                        good.substring(0, good.length() - 1),
                        good.toUpperCase(java.util.Locale.ROOT),
                        "https:%2F%2Fevil.example",
                        "%0d%0aLocation:%20https:%2F%2Fevil.example",
                        "A".repeat(4_000))) {
            Response answer = client().get("/t/c/" + token + "?url=https://evil.example");
            assertThat(answer.statusCode()).as(token).isEqualTo(404);
            assertThat(answer.header("Location")).isNull();
            page(answer);
            assertThat(answer.asString()).doesNotContain("evil");
        }
    }

    @Test
    void pagesRunNoScriptAndLoadNothing() throws Exception {
        Response answer =
                client().get("/u/" + leave(Copies.of(organisation, 0), "ada@example.com"));
        assertThat(answer.statusCode()).isEqualTo(200);
        page(answer);
        Matcher style = Pattern.compile("(?s)<style>(.*?)</style>").matcher(answer.asString());
        assertThat(style.find()).isTrue();
        String hash =
                Base64.getEncoder()
                        .encodeToString(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(style.group(1).getBytes(StandardCharsets.UTF_8)));
        assertThat(answer.header("Content-Security-Policy"))
                .contains("style-src 'sha256-" + hash + "'");
    }

    private static void page(Response answer) {
        assertThat(answer.contentType().replace(" ", ""))
                .isEqualToIgnoringCase("text/html;charset=utf-8");
        assertThat(answer.header("Content-Security-Policy"))
                .startsWith("default-src 'none'; ")
                .contains("form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'");
        assertThat(answer.header("X-Robots-Tag")).contains("noindex");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.asString())
                .contains("<html lang=\"en\">", "name=\"viewport\"", "<h1>")
                .doesNotContainIgnoringCase("<script")
                .doesNotContain("<img", "<link", "onclick", "http://", "https://");
    }

    @Test
    void oneClickUnsubscribesAndIsIdempotentAndCanBeUndone() {
        String address = "left" + UUID.randomUUID() + "@example.com";
        String mail = Tenant.mail(Map.of("to", List.of(address)));
        assertThat(tenant.send(mail).statusCode()).isEqualTo(202);
        String token = leave(Copies.of(organisation, 0), address);

        assertThat(client().get("/u/" + token).asString())
                .contains("l***@example.com", tenant.name())
                .doesNotContain(address);
        assertThat(tenant.send(mail).statusCode()).as("a GET changes nothing").isEqualTo(202);

        for (int i = 0; i < 2; i++) {
            Response left =
                    client().contentType("application/x-www-form-urlencoded")
                            .body("List-Unsubscribe=One-Click")
                            .post("/u/" + token);
            assertThat(left.statusCode()).isEqualTo(200);
            page(left);
            assertThat(left.asString())
                    .contains("You are unsubscribed", "l***@example.com")
                    .doesNotContain(address);
        }
        assertThat(tenant.send(mail).statusCode()).isEqualTo(422);
        assertThat(suppressions(address)).isEqualTo("unsubscribed:1");

        Response back =
                client().contentType("application/x-www-form-urlencoded")
                        .body("action=resubscribe")
                        .post("/u/" + token);
        assertThat(back.statusCode()).isEqualTo(200);
        assertThat(back.asString()).contains("You are subscribed again");
        assertThat(tenant.send(mail).statusCode()).isEqualTo(202);
    }

    private static final RestAssuredConfig AS_TEXT =
            RestAssuredConfig.config()
                    .encoderConfig(
                            EncoderConfig.encoderConfig()
                                    .encodeContentTypeAs("multipart/form-data", ContentType.TEXT));

    @Test
    void everyFormOfAPostUnsubscribes() {
        for (String type :
                List.of("multipart/form-data; boundary=b", "text/plain", "application/json", "")) {
            String address = "form" + UUID.randomUUID() + "@example.com";
            RequestSpecification request = client();
            if (!type.isEmpty()) {
                request =
                        request.config(AS_TEXT)
                                .contentType(type)
                                .body("--b\r\nx=action=resubscribe\r\n--b--");
            }
            Response left = request.post("/u/" + leave(Copies.of(organisation, 0), address));
            assertThat(left.statusCode()).as(type).isEqualTo(200);
            assertThat(suppressions(address)).as(type).isEqualTo("unsubscribed:1");
        }
    }

    @Test
    void anEntryThatWouldEndStaysForGoodAndUndoTakesNoOtherReasonAway() throws Exception {
        String address = "manual" + UUID.randomUUID() + "@example.com";
        run(
                "INSERT INTO suppression (id, organisation_id, environment_id, address, reason)"
                        + " VALUES (gen_random_uuid(), ?, ?, ?, 'manual')",
                address);
        String token = leave(Copies.of(organisation, 0), address);
        client().post("/u/" + token);
        client().contentType("application/x-www-form-urlencoded")
                .body("action=resubscribe")
                .post("/u/" + token);
        assertThat(suppressions(address)).isEqualTo("manual:1");

        String ending = "ending" + UUID.randomUUID() + "@example.com";
        run(
                "INSERT INTO suppression"
                        + " (id, organisation_id, environment_id, address, reason, expires_at)"
                        + " VALUES (gen_random_uuid(), ?, ?, ?, 'manual', now() - interval '1 day')",
                ending);
        client().post("/u/" + leave(Copies.of(organisation, 0), ending));
        assertThat(suppressions(ending)).isEqualTo("unsubscribed:1");
    }

    @Test
    void whoLeavesIsOnTheTimelineOnce() throws Exception {
        String address = "event" + UUID.randomUUID() + "@example.com";
        String id =
                tenant.send(Tenant.mail(Map.of("to", List.of(address))))
                        .then()
                        .extract()
                        .path("id");
        // An attempt as a worker makes it.
        UUID provider = UUID.randomUUID();
        try (var connection = readers.getConnection();
                var statement =
                        connection.prepareStatement(
                                """
                                INSERT INTO attempt (email_id, pos, no, call, provider_id, tier, why,
                                       epoch, fence, renderer, started_at)
                                VALUES (?, 0, 1, gen_random_uuid(), ?, 0, 'test', 1, 1, 1, now())""")) {
            statement.setObject(1, UUID.fromString(id));
            statement.setObject(2, provider);
            statement.executeUpdate();
        }
        Sent sent =
                new Sent(
                        EmailId.parse(id),
                        0,
                        1,
                        organisation,
                        new dev.mailswitch.model.id.ProviderId(provider));
        String token = leave(sent, address);
        client().post("/u/" + token);
        client().post("/u/" + token);
        List<String> types =
                tenant.admin()
                        .get("/api/v1/emails/" + id + "/events")
                        .then()
                        .extract()
                        .path("data.type");
        assertThat(types).filteredOn("email.unsubscribed"::equals).hasSize(1);
    }

    @Test
    void linksOfAPausedOrganisationStopButLeavingWorks() {
        Tenant paused = Tenant.make();
        tenant = paused;
        try {
            organisation = new OrganisationId(id("SELECT id FROM organisation WHERE name = ?"));
            environment =
                    new EnvironmentId(
                            id(
                                    "SELECT e.id FROM environment e JOIN organisation o"
                                            + " ON o.id = e.organisation_id WHERE o.name = ?"));
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
        paused.admin().post("/api/v1/organisation/pause").then().statusCode(200);
        directory.refresh();
        Response answer = client().get("/t/c/" + click("https://shop.example/"));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.header("Location")).isNull();
        assertThat(answer.asString()).contains("not active");
        String open = tokens.open(new Token.Open(Copies.of(organisation, 0)));
        assertThat(client().get("/t/o/" + open).contentType()).isEqualTo("image/gif");
        assertThat(
                        client().post("/u/" + leave(Copies.of(organisation, 0), "a@example.com"))
                                .statusCode())
                .isEqualTo(200);

        paused.admin().post("/api/v1/organisation/resume").then().statusCode(200);
        directory.refresh();
        assertThat(client().get("/t/c/" + click("https://shop.example/")).statusCode())
                .isEqualTo(302);
    }

    @Test
    void aTrackingHostIsAHostAndNothingMore() {
        String etag = tenant.admin().get("/api/v1/organisation").header("ETag");
        for (String bad :
                List.of(
                        "ftp://x.example",
                        "https://x.example/path",
                        "https://x.example\\\"",
                        "x.example",
                        "https://x.example?")) {
            tenant.admin("{\"tracking_url\":\"" + bad + "\"}")
                    .header("If-Match", etag)
                    .patch("/api/v1/organisation")
                    .then()
                    .statusCode(400);
        }
        Response changed =
                tenant.admin("{\"tracking_url\":\"https://links.shop.example:8443\"}")
                        .header("If-Match", etag)
                        .patch("/api/v1/organisation");
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.<String>path("tracking_url"))
                .isEqualTo("https://links.shop.example:8443");
        directory.refresh();
        assertThat(directory.now().organisation(organisation).orElseThrow().trackingUrl())
                .isEqualTo("https://links.shop.example:8443");
    }

    @Test
    void anotherMethodIsRefused() {
        assertThat(client().post("/t/c/" + click("https://shop.example/")).statusCode())
                .isEqualTo(405);
        assertThat(client().delete("/u/x").statusCode()).isEqualTo(405);
        assertThat(client().get("/t/o/").statusCode()).isEqualTo(404);
    }

    private String suppressions(String address) {
        try (var connection = readers.getConnection();
                var statement =
                        connection.prepareStatement(
                                """
                                SELECT min(reason) || ':' || count(*) FROM suppression
                                 WHERE organisation_id = ? AND environment_id = ? AND address = ?
                                   AND (expires_at IS NULL OR expires_at > now())""")) {
            statement.setObject(1, organisation.value());
            statement.setObject(2, environment.value());
            statement.setString(3, address);
            try (var row = statement.executeQuery()) {
                row.next();
                return String.valueOf(row.getString(1));
            }
        } catch (java.sql.SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void run(String sql, String address) throws Exception {
        try (var connection = readers.getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setObject(1, organisation.value());
            statement.setObject(2, environment.value());
            statement.setString(3, address);
            statement.executeUpdate();
        }
    }
}

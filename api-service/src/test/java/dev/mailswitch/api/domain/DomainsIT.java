package dev.mailswitch.api.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.crypto.Sealing;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.directory.SenderDomain;
import dev.mailswitch.directory.SigningKey;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.stack.DnsServer;
import dev.mailswitch.stack.DnsServer.Answer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Domains over HTTP, with a DNS server of the test's own.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
@QuarkusTestResource(TestDnsResource.class)
class DomainsIT {

    private static @Nullable DnsServer server;
    private static @Nullable Tenant shared;

    @Inject DataSource database;
    @Inject LiveDirectory directory;
    @Inject Rechecks rechecks;

    @ConfigProperty(name = "mailswitch.dns.servers")
    String resolver;

    private DnsServer dns;
    private Tenant tenant;
    private final String name = "d" + UUID.randomUUID().toString().substring(0, 8) + ".example";

    @BeforeEach
    void start() {
        if (server == null) {
            server = DnsServer.start(Integer.parseInt(resolver.replaceAll(".*:", "")));
        }
        if (shared == null) {
            shared = Tenant.make();
        }
        dns = server;
        tenant = shared;
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    @Test
    void aNewDomainSaysWhatToPublish() {
        tenant.admin("{\"name\":\"%s\"}".formatted(name.toUpperCase(java.util.Locale.ROOT)))
                .post("/api/v1/domains")
                .then()
                .statusCode(201)
                .header("ETag", equalTo("\"1\""))
                .header("Location", containsString("/api/v1/domains/"))
                .body("name", equalTo(name))
                .body("status", equalTo("pending"))
                .body("verified", equalTo(false))
                .body("checks", nullValue())
                .body("records.purpose", contains("ownership", "dkim", "spf", "dmarc"))
                .body("records.type", everyItem(equalTo("TXT")))
                .body("records[0].name", equalTo("_mailswitch." + name))
                .body("records[0].value", startsWith("mailswitch-verification="))
                .body("records[1].name", containsString("._domainkey." + name))
                .body("records[1].value", startsWith("v=DKIM1; k=rsa; p=MIIBI"))
                .body("records[2].name", equalTo(name))
                .body("records[3].name", equalTo("_dmarc." + name))
                .body("dkim_keys.status", contains("waiting"));
    }

    @Test
    void withItsRecordsPublishedADomainIsVerifiedAndSignsAtOnce() throws Exception {
        JsonPath made = make(tenant, name);
        tenant.send(mailFrom(name)).then().statusCode(400);
        publish(made);
        dns.txt(name, "v=spf1 include:spf.relay.example ~all", "other=1");
        dns.txt("_dmarc." + name, "v=DMARC1; p=quarantine");
        verify(tenant, made)
                .body("status", equalTo("verified"))
                .body("verified_at", notNullValue())
                .body("warnings", empty())
                .body("dkim_keys.status", contains("signing"))
                .body("checks.status", everyItem(equalTo("ok")))
                .body("checks.find { it.purpose == 'spf' }.advice", containsString("spf.relay.example"))
                .body("checks.find { it.purpose == 'dmarc' }.advice", containsString("quarantine"));
        tenant.send(mailFrom(name)).then().statusCode(202);
        assertThat(domain(made).keyAt(Instant.now())).isPresent();
        assertThat(opened(domain(made).keys().getFirst())).satisfies(key -> {
            assertThat(key.getModulus().bitLength()).isEqualTo(2048);
            String publicKey = made.getString("records[1].value").replaceFirst(".*p=", "");
            byte[] published = Base64.getDecoder().decode(publicKey);
            var pair = (java.security.interfaces.RSAPublicKey)
                    KeyFactory.getInstance("RSA").generatePublic(
                            new java.security.spec.X509EncodedKeySpec(published));
            assertThat(pair.getModulus()).isEqualTo(key.getModulus());
        });
    }

    @Test
    void withoutItsRecordsItIsNotAndSaysWhatIsMissing() {
        JsonPath made = make(tenant, name);
        dns.txt("_mailswitch." + name, "mailswitch-verification=" + UUID.randomUUID());
        verify(tenant, made)
                .body("status", equalTo("pending"))
                .body("checks.find { it.purpose == 'ownership' }.status", equalTo("wrong"))
                .body("checks.find { it.purpose == 'dkim' }.status", equalTo("missing"))
                .body("checks.find { it.purpose == 'spf' }.status", equalTo("missing"))
                .body("checks.find { it.purpose == 'dmarc' }.status", equalTo("missing"));
        assertThat(directory.now().verified(organisation(), name)).isFalse();
    }

    @Test
    void anotherOrganisationsTokenProvesNothing() {
        Tenant other = Tenant.make();
        JsonPath theirs = make(other, name);
        JsonPath ours = make(tenant, name);
        publish(theirs);
        verify(tenant, ours).body("verified", equalTo(false));
        verify(other, theirs).body("verified", equalTo(true));
        // Even who could publish: one at a time.
        dns.txt("_mailswitch." + name, made(theirs, 0), made(ours, 0));
        tenant.admin()
                .post("/api/v1/domains/" + ours.getString("id") + "/verify")
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("detail", containsString("another organisation"));
        tenant.send(mailFrom(name)).then().statusCode(400);
        // A domain below is another domain.
        JsonPath below = make(tenant, "sub." + name);
        verify(tenant, below).body("verified", equalTo(false));
        publish(below);
        verify(tenant, below).body("verified", equalTo(true));
        tenant.send(mailFrom(name)).then().statusCode(400);
    }

    @Test
    void aServerThatFailsOrIsSilentChangesNothingAndCostsABoundedTime() {
        JsonPath made = make(tenant, name);
        publish(made);
        verify(tenant, made).body("verified", equalTo(true));
        dns.put("_mailswitch." + name, new Answer.Code(2));
        dns.put(made.getString("records[1].name"), new Answer.Silence());
        dns.put(name, new Answer.Garbage());
        dns.txt("_dmarc." + name, "x".repeat(60_000));
        long started = System.nanoTime();
        verify(tenant, made)
                .body("status", equalTo("verified"))
                .body("missing_since", nullValue())
                .body("checks.find { it.purpose == 'ownership' }.status", equalTo("unknown"))
                .body("checks.find { it.purpose == 'dkim' }.status", equalTo("unknown"))
                .body("checks.find { it.purpose == 'spf' }.status", equalTo("unknown"))
                .body("checks.find { it.purpose == 'dmarc' }.status", equalTo("missing"))
                .body("dkim_keys.status", contains("signing"));
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(6));
    }

    @Test
    void aRotatedKeySignsOnceItsRecordIsSeenAndTheOldOneUntilThen() {
        JsonPath made = make(tenant, name);
        publish(made);
        verify(tenant, made);
        String old = domain(made).keyAt(Instant.now()).orElseThrow().selector();
        String rotate = "/api/v1/domains/" + made.getString("id") + "/dkim/rotate";
        JsonPath rotated =
                tenant.admin()
                        .post(rotate)
                        .then()
                        .statusCode(200)
                        .body("dkim_keys.status", contains("signing", "waiting"))
                        .extract()
                        .jsonPath();
        tenant.admin().post(rotate).then().statusCode(409);
        verify(tenant, made).body("dkim_keys.status", contains("signing", "waiting"));
        assertThat(domain(made).keyAt(Instant.now().plusSeconds(60)).orElseThrow().selector())
                .isEqualTo(old);
        dns.txt(rotated.getString("records[2].name"), rotated.getString("records[2].value"));
        verify(tenant, made)
                .body("dkim_keys.status", contains("retired", "signing"))
                .body("dkim_keys[0].remove_record_after", notNullValue())
                .body("records.findAll { it.purpose == 'dkim' }", hasSize(1));
        SenderDomain after = domain(made);
        assertThat(after.keyAt(Instant.now()).orElseThrow().selector()).isEqualTo(old);
        assertThat(after.keyAt(Instant.now().plusSeconds(60)).orElseThrow().selector())
                .isNotEqualTo(old);
    }

    @Test
    void aRecheckFindsWhatIsPublishedAndWhatIsLost() throws Exception {
        JsonPath made = make(tenant, name);
        publish(made);
        becomes(made, "verified");
        dns.remove("_mailswitch." + name);
        becomes(made, "failing");
        get(made).body("warnings", hasItem(containsString("ownership record is gone")));
        tenant.send(mailFrom(name)).then().statusCode(202);
        run("UPDATE domain SET missing_since = now() - interval '71 hours' WHERE id = ?", made);
        becomes(made, "failing");
        run("UPDATE domain SET missing_since = now() - interval '73 hours' WHERE id = ?", made);
        becomes(made, "pending");
        get(made).header("ETag", equalTo("\"1\""));
        tenant.send(mailFrom(name)).then().statusCode(400);
    }

    @Test
    void aRecheckLooksOnlyWhenItIsTime() {
        JsonPath made = make(tenant, name);
        publish(made);
        rechecks.turn();
        get(made).body("checked_at", nullValue());
    }

    @Test
    void theOperatorsDomainsNeedNoDns() throws Exception {
        JsonPath own = tenant.admin().get("/api/v1/domains").jsonPath();
        String id = own.getString("data.find { it.name == '%s' }.id".formatted(tenant.domain()));
        tenant.admin()
                .post("/api/v1/domains/" + id + "/verify")
                .then()
                .statusCode(200)
                .body("status", equalTo("verified"))
                .body("dkim_keys", empty())
                .body("checks.find { it.purpose == 'ownership' }.status", equalTo("missing"));
        tenant.send(mailFrom(tenant.domain())).then().statusCode(202);
    }

    @Test
    void settingsAreChangedWithIfMatch() {
        JsonPath made = make(tenant, name);
        String path = "/api/v1/domains/" + made.getString("id");
        String change =
                "{\"sender_email\":\"hello@%s\",\"sender_name\":\"Hello\",\"return_path\":\"b@bounces.%s\"}"
                        .formatted(name, name);
        tenant.admin(change).patch(path).then().statusCode(428);
        tenant.admin(change).header("If-Match", "\"9\"").patch(path).then().statusCode(412);
        tenant.admin(change)
                .header("If-Match", "\"1\"")
                .patch(path)
                .then()
                .statusCode(200)
                .header("ETag", equalTo("\"2\""))
                .body("sender_email", equalTo("hello@" + name))
                .body("return_path", equalTo("b@bounces." + name))
                .body("records.find { it.purpose == 'spf' }.name", equalTo("bounces." + name));
        publish(made);
        verify(tenant, made);
        SenderDomain domain = domain(made);
        assertThat(domain.returnPath()).isEqualTo("b@bounces." + name);
        assertThat(directory.now().domain(organisation(), domain.id())).contains(domain);
        tenant.admin("{\"return_path\":null}")
                .header("If-Match", "\"2\"")
                .patch(path)
                .then()
                .statusCode(200)
                .body("return_path", nullValue())
                .body("sender_name", equalTo("Hello"));
        for (Map.Entry<String, String> wrong :
                Map.of(
                                "name", "\"other.example\"",
                                "sender_email", "\"a@other.example\"",
                                "return_path", "\"a@other.example\"",
                                "sender_name", "\"a\\r\\nBcc: b\"",
                                "tracking_host", "\"t.example\"")
                        .entrySet()) {
            tenant.admin("{\"%s\":%s}".formatted(wrong.getKey(), wrong.getValue()))
                    .header("If-Match", "*")
                    .patch(path)
                    .then()
                    .statusCode(400);
        }
    }

    @Test
    void whatIsNoDomainIsRefused() {
        for (String wrong : List.of("com", "co.uk", "127.0.0.1", "a b.example", "")) {
            tenant.admin("{\"name\":\"%s\"}".formatted(wrong))
                    .post("/api/v1/domains")
                    .then()
                    .statusCode(400)
                    .body("errors[0].field", equalTo("name"));
        }
        tenant.admin("{}").post("/api/v1/domains").then().statusCode(400);
        make(tenant, name);
        tenant.admin("{\"name\":\"%s\"}".formatted(name))
                .post("/api/v1/domains")
                .then()
                .statusCode(409);
    }

    @Test
    void aDomainThatIsASendersCannotBeDeleted() {
        JsonPath made = make(tenant, name);
        String path = "/api/v1/domains/" + made.getString("id");
        publish(made);
        verify(tenant, made);
        String environment = "e" + name.substring(0, 9);
        JsonPath user =
                tenant.admin(
                                "{\"name\":\"%s\",\"sender\":\"n@%s\"}"
                                        .formatted(environment, name))
                        .post("/api/v1/environments")
                        .then()
                        .statusCode(201)
                        .extract()
                        .jsonPath();
        tenant.admin()
                .header("If-Match", "*")
                .delete(path)
                .then()
                .statusCode(409)
                .body("detail", containsString(environment));
        tenant.admin()
                .header("If-Match", "*")
                .delete("/api/v1/environments/" + user.getString("id"))
                .then()
                .statusCode(204);
        tenant.admin().header("If-Match", "*").delete(path).then().statusCode(204);
        tenant.admin().get(path).then().statusCode(404);
        assertThat(directory.now().verified(organisation(), name)).isFalse();
    }

    @Test
    void organisationsCannotReachEachOthersDomains() {
        JsonPath made = make(tenant, name);
        Tenant other = Tenant.make();
        String path = "/api/v1/domains/" + made.getString("id");
        other.admin().get(path).then().statusCode(404);
        other.admin("{}").header("If-Match", "*").patch(path).then().statusCode(404);
        other.admin().header("If-Match", "*").delete(path).then().statusCode(404);
        other.admin().post(path + "/verify").then().statusCode(404);
        other.admin().post(path + "/dkim/rotate").then().statusCode(404);
        other.admin().get("/api/v1/domains").then().body("data.name", not(hasItem(name)));
        for (String id : List.of("x", UUID.randomUUID().toString())) {
            tenant.admin().get("/api/v1/domains/" + id).then().statusCode(404);
            tenant.admin().post("/api/v1/domains/" + id + "/verify").then().statusCode(404);
        }
        tenant.sender().get("/api/v1/domains").then().statusCode(403);
        tenant.sender().post(path + "/verify").then().statusCode(403);
    }

    @Test
    void listsGoByPages() {
        Tenant own = Tenant.make();
        make(own, "a." + name);
        make(own, "b." + name);
        JsonPath first =
                own.admin().get("/api/v1/domains?limit=2").then().statusCode(200).extract().jsonPath();
        assertThat(first.getList("data.name")).containsExactly(own.domain(), "a." + name);
        own.admin()
                .get("/api/v1/domains?limit=2&cursor=" + first.getString("next_cursor"))
                .then()
                .body("data.name", contains("b." + name))
                .body("next_cursor", nullValue());
        own.admin().get("/api/v1/domains?limit=0").then().statusCode(400);
    }

    private static JsonPath make(Tenant by, String domain) {
        return by.admin("{\"name\":\"%s\"}".formatted(domain))
                .post("/api/v1/domains")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
    }

    private void publish(JsonPath made) {
        dns.txt(made.getString("records[0].name"), made(made, 0));
        dns.txt(made.getString("records[1].name"), made(made, 1));
    }

    private static String made(JsonPath made, int record) {
        return made.getString("records[%d].value".formatted(record));
    }

    private static ValidatableResponse verify(Tenant by, JsonPath made) {
        return by.admin()
                .post("/api/v1/domains/" + made.getString("id") + "/verify")
                .then()
                .statusCode(200);
    }

    private ValidatableResponse get(JsonPath made) {
        return tenant.admin().get("/api/v1/domains/" + made.getString("id")).then().statusCode(200);
    }

    private static String mailFrom(String domain) {
        return Tenant.mail(Map.of("from_", "a@" + domain));
    }

    private OrganisationId organisation() {
        return OrganisationId.parse(
                tenant.admin().get("/api/v1/organisation").jsonPath().getString("id"));
    }

    private SenderDomain domain(JsonPath made) {
        Directory now = directory.now();
        return now.domain(organisation(), made.getString("name")).orElseThrow();
    }

    private static RSAPrivateCrtKey opened(SigningKey key) throws Exception {
        byte[] pkcs8 =
                Sealing.parse(TestDatabaseResource.SEALING_KEYS).open(key.id(), key.secret());
        PrivateKey opened =
                KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        return (RSAPrivateCrtKey) opened;
    }

    /// The service's own loop may be quicker than the turn that is made here.
    private void becomes(JsonPath made, String status) throws Exception {
        String checked = get(made).extract().path("checked_at");
        run("UPDATE domain SET next_check_at = now() - interval '1 second' WHERE id = ?", made);
        rechecks.turn();
        await().untilAsserted(
                        () ->
                                get(made)
                                        .body("checked_at", not(equalTo(checked)))
                                        .body("status", equalTo(status)));
    }

    private void run(String sql, JsonPath made) throws Exception {
        try (Connection connection = database.getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setObject(1, UUID.fromString(made.getString("id")));
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
    }
}

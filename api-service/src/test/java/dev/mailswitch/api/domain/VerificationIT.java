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

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.crypto.Sealing;
import dev.mailswitch.directory.SenderDomain;
import dev.mailswitch.directory.SigningKey;
import dev.mailswitch.stack.DnsServer.Answer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/// Looking at records: found, missing, wrong, hostile.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
@QuarkusTestResource(TestDnsResource.class)
class VerificationIT extends DomainScene {

    @Inject DataSource database;
    @Inject Rechecks rechecks;

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
                .body(
                        "checks.find { it.purpose == 'spf' }.advice",
                        containsString("spf.relay.example"))
                .body("checks.find { it.purpose == 'dmarc' }.advice", containsString("quarantine"));
        tenant.send(mailFrom(name)).then().statusCode(202);
        assertThat(domain(made).keyAt(Instant.now())).isPresent();
        assertThat(opened(domain(made).keys().getFirst()))
                .satisfies(
                        key -> {
                            assertThat(key.getModulus().bitLength()).isEqualTo(2048);
                            String publicKey =
                                    made.getString("records[1].value").replaceFirst(".*p=", "");
                            byte[] published = Base64.getDecoder().decode(publicKey);
                            var pair =
                                    (java.security.interfaces.RSAPublicKey)
                                            KeyFactory.getInstance("RSA")
                                                    .generatePublic(
                                                            new java.security.spec
                                                                    .X509EncodedKeySpec(published));
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
    void whatACallersCheckChangesIsOnRecordAndARechecksIsNot() throws Exception {
        Tenant own = Tenant.make();
        JsonPath made = make(own, name);
        verify(own, made).body("verified", equalTo(false));
        publish(made);
        verify(own, made).body("verified", equalTo(true));
        verify(own, made);
        dns.remove("_mailswitch." + name);
        run("UPDATE domain SET missing_since = now() - interval '73 hours' WHERE id = ?", made);
        run("UPDATE domain SET next_check_at = now() - interval '1 second' WHERE id = ?", made);
        rechecks.turn();
        await().untilAsserted(
                        () ->
                                own.admin()
                                        .get("/api/v1/domains/" + made.getString("id"))
                                        .then()
                                        .body("status", equalTo("pending")));
        await().until(() -> !directory.now().verified(organisation(own), name));
        own.admin()
                .get("/api/v1/audit")
                .then()
                .statusCode(200)
                .body("data.findAll { it.kind == 'domain' }.action", contains("changed", "created"))
                .body("data.find { it.kind == 'domain' }.subject", equalTo(name))
                .body(
                        "data.find { it.kind == 'domain' }.fields",
                        contains("dkim_keys", "verified"));
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

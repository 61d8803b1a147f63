package dev.mailswitch.api.domain;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.directory.SenderDomain;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.stack.DnsServer;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;

/// A tenant, a DNS server of the test's own, and a name that nobody else has.
abstract class DomainScene {

    private static @Nullable DnsServer server;
    private static @Nullable Tenant shared;

    @Inject LiveDirectory directory;

    @ConfigProperty(name = "mailswitch.dns.servers")
    String resolver;

    DnsServer dns;
    Tenant tenant;
    final String name = "d" + UUID.randomUUID().toString().substring(0, 8) + ".example";

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

    static JsonPath make(Tenant by, String domain) {
        return by.admin("{\"name\":\"%s\"}".formatted(domain))
                .post("/api/v1/domains")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
    }

    void publish(JsonPath made) {
        dns.txt(made.getString("records[0].name"), made(made, 0));
        dns.txt(made.getString("records[1].name"), made(made, 1));
    }

    static String made(JsonPath made, int record) {
        return made.getString("records[%d].value".formatted(record));
    }

    static ValidatableResponse verify(Tenant by, JsonPath made) {
        return by.admin()
                .post("/api/v1/domains/" + made.getString("id") + "/verify")
                .then()
                .statusCode(200);
    }

    ValidatableResponse get(JsonPath made) {
        return tenant.admin().get("/api/v1/domains/" + made.getString("id")).then().statusCode(200);
    }

    static String mailFrom(String domain) {
        return Tenant.mail(Map.of("from_", "a@" + domain));
    }

    OrganisationId organisation() {
        return organisation(tenant);
    }

    static OrganisationId organisation(Tenant of) {
        return OrganisationId.parse(
                of.admin().get("/api/v1/organisation").jsonPath().getString("id"));
    }

    SenderDomain domain(JsonPath made) {
        return directory.now().domain(organisation(), made.getString("name")).orElseThrow();
    }
}

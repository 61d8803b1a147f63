package dev.mailswitch.api.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.directory.SenderDomain;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Domains as settings: made, changed, listed, deleted, and nobody else's.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
@QuarkusTestResource(TestDnsResource.class)
class DomainsIT extends DomainScene {

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
                tenant.admin("{\"name\":\"%s\",\"sender\":\"n@%s\"}".formatted(environment, name))
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
                own.admin()
                        .get("/api/v1/domains?limit=2")
                        .then()
                        .statusCode(200)
                        .extract()
                        .jsonPath();
        assertThat(first.getList("data.name")).containsExactly(own.domain(), "a." + name);
        own.admin()
                .get("/api/v1/domains?limit=2&cursor=" + first.getString("next_cursor"))
                .then()
                .body("data.name", contains("b." + name))
                .body("next_cursor", nullValue());
        own.admin().get("/api/v1/domains?limit=0").then().statusCode(400);
    }
}

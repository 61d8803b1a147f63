package dev.mailswitch.api.dialect;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.Answers;
import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.api.boot.Installations;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is really answered, held against what `/q/openapi` says.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class DescribedAnswersIT {

    private static final String NOBODY = "/019a0000-0000-7abc-8def-0123456789ff";

    private Description description;
    private Tenant tenant;

    @BeforeEach
    void read() {
        description = new Description(given().get("/q/openapi?format=json").asString());
        tenant = Tenant.make();
    }

    private RequestSpecification admin() {
        return described(tenant.admin().header("If-Match", "*"));
    }

    private RequestSpecification admin(String body) {
        return described(tenant.admin(json(body)).header("If-Match", "*"));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private RequestSpecification described(RequestSpecification request) {
        return request.filter(
                (sent, unused, context) -> {
                    Response answer = context.next(sent, unused);
                    String path = URI.create(sent.getURI()).getPath();
                    assertThat(
                                    description.faults(
                                            sent.getMethod(),
                                            path,
                                            answer.statusCode(),
                                            answer.contentType(),
                                            answer.asString()))
                            .as("%s %s: %s", sent.getMethod(), path, answer.asString())
                            .isEmpty();
                    return answer;
                });
    }

    /// Makes one, reads it both ways, changes it; returns its path.
    private String walk(String collection, String made, String change) {
        Response born = admin(made).post(collection);
        assertThat(born.statusCode()).as(born.asString()).isEqualTo(201);
        String path = collection + "/" + born.path("id");
        assertThat(born.header("Location")).isEqualTo(path);
        admin().get(collection + "?limit=1").then().statusCode(200);
        admin().get(path).then().statusCode(200);
        admin(change).patch(path).then().statusCode(200);
        admin("{'no_such_field': 1}").patch(path).then().statusCode(400);
        described(tenant.admin(json(change)).header("If-Match", "\"0\""))
                .patch(path)
                .then()
                .statusCode(412);
        admin().get(collection + NOBODY).then().statusCode(404);
        admin().get(collection + "?limit=0").then().statusCode(400);
        return path;
    }

    private void gone(String path) {
        admin().delete(path).then().statusCode(204);
        admin().delete(path).then().statusCode(404);
    }

    @Test
    void ofTheOrganisation() {
        String own = "/api/v1/organisation";
        admin().get(own).then().statusCode(200);
        admin(
                        "{'quota': {'period': 'day', 'mails': 5000}, 'tracking_url':"
                                + " 'https://l.example.com'}")
                .patch(own)
                .then()
                .statusCode(200);
        described(tenant.admin("{}")).patch(own).then().statusCode(428);
        admin().post(own + "/pause").then().statusCode(200);
        admin().post(own + "/resume").then().statusCode(200);
        described(given()).get(own).then().statusCode(401);
        described(tenant.sender()).get(own).then().statusCode(403);
        admin().get("/api/v1/audit").then().statusCode(200);
    }

    @Test
    void ofTheOperator() {
        String name = "o" + UUID.randomUUID().toString().substring(0, 8);
        String domain = name + ".example";
        String key = Installations.bootstrap(name, "main", "a@" + domain, domain, "--operator");
        tenant = new Tenant(name, domain, key, "");
        String path =
                walk(
                        "/api/v1/organisations",
                        "{'name': 'Tenant', 'verified_domains': ['t%s']}".formatted(domain),
                        "{'name': 'Other', 'quota': {'period': 'month', 'mails': 1}}");
        assertThat(path).isNotEmpty();
        admin("{'name': 'Second', 'verified_domains': ['t%s']}".formatted(domain))
                .post("/api/v1/organisations")
                .then()
                .statusCode(409);
    }

    @Test
    void ofEnvironmentsProvidersRoutesAndKeys() {
        String environment =
                walk(
                        "/api/v1/environments",
                        "{'name': 'news', 'sender': 'News <news@%s>', 'lane': 'bulk'}"
                                .formatted(tenant.domain()),
                        "{'held': true, 'quota': {'period': 'day', 'mails': 10}}");
        String provider =
                walk(
                        "/api/v1/providers",
                        ("{'name': 'relay', 'kind': 'smtp', 'settings': {'host':"
                                + " 'smtp.example.net', 'port': 587, 'username': 'u',"
                                + " 'plaintext_auth': false}, 'secret': 's'}"),
                        "{'held': true, 'rate_per_second': 5, 'budget_per_month': 900, 'warmup':"
                                + " {'start': '2026-05-01', 'first_day': 5, 'growth': 1.5,"
                                + " 'days': 7}}");
        String route =
                walk(
                        "/api/v1/routes",
                        "{'environment': 'news', 'provider': 'relay', 'tier': 1}",
                        "{'weight': 3}");
        String key =
                walk(
                        "/api/v1/api-keys",
                        "{'name': 'k', 'environment': 'main', 'scopes': ['emails:send']}",
                        "{'active': false, 'expires_at': '2099-01-31T12:00:00Z'}");
        admin().get("/api/v1/routes?environment=news").then().statusCode(200);
        admin("{'minutes': 5}").post(provider + "/drill").then().statusCode(200);
        admin("{'minutes': 1441}").post(provider + "/drill").then().statusCode(400);
        admin("{'environment': 'news', 'to': ['a@example.com', 'suppressed@sandbox.test']}")
                .post("/api/v1/routes/explain")
                .then()
                .statusCode(200);
        admin("{'environment': 'news'}").post("/api/v1/routes/explain").then().statusCode(400);
        admin().delete(provider + "/drill").then().statusCode(204);
        try (Answers worker = Answers.saying("not_ready", "the key is wrong")) {
            admin().post(provider + "/test").then().statusCode(200);
        }
        admin().get(provider).then().statusCode(200);
        admin().get(route).then().statusCode(200);
        described(tenant.sender()).post(provider + "/test").then().statusCode(403);
        admin().post("/api/v1/providers" + NOBODY + "/test").then().statusCode(404);
        admin().get("/api/v1/audit?action=tested").then().statusCode(200);
        admin().delete(provider).then().statusCode(409);
        admin().delete(environment).then().statusCode(409);
        gone(key);
        gone(route);
        gone(provider);
        gone(environment);
    }

    @Test
    void ofPolicies() {
        String policy =
                walk(
                        "/api/v1/policies",
                        "{'key': 'codes', 'time_to_live': 300, 'track_opens': false}",
                        "{'description': 'Codes', 'on_unknown': 'at_most_once'}");
        admin("{'key': 'codes'}").post("/api/v1/policies").then().statusCode(409);
        admin("{'key': 'urgent'}").patch(policy).then().statusCode(409);
        String environment =
                "/api/v1/environments/" + admin().get("/api/v1/environments").path("data[0].id");
        admin("{'policy': 'codes'}").patch(environment).then().statusCode(200);
        admin().delete(policy).then().statusCode(409);
        admin("{'policy': null}").patch(environment).then().statusCode(200);
        gone(policy);
    }

    @Test
    void ofTemplates() {
        String template =
                walk(
                        "/api/v1/templates",
                        "{'name': 'receipt', 'subject': 'Order {{no}}', 'html': '<p>{{no}}</p>'}",
                        "{'subject': 'Your order {{no}}'}");
        admin("{'name': 'receipt', 'subject': 'S', 'text': 'T'}")
                .put(template)
                .then()
                .statusCode(200);
        admin().get(template + "/versions").then().statusCode(200);
        admin().get(template + "/versions/1").then().statusCode(200);
        admin().get(template + "/versions/99").then().statusCode(404);
        admin().post(template + "/versions/1/restore").then().statusCode(200);
        admin("{'vars': {'no': 1}}").post(template + "/preview").then().statusCode(200);
        admin("{}").post(template + "/preview").then().statusCode(400);
        admin("{'name': 'receipt', 'subject': 'S', 'text': 'T'}")
                .post("/api/v1/templates")
                .then()
                .statusCode(409);
        gone(template);
    }

    @Test
    void ofDomains() {
        String domain =
                walk(
                        "/api/v1/domains",
                        "{'name': 'new.%s', 'sender_email': 'a@new.%1$s'}"
                                .formatted(tenant.domain()),
                        "{'sender_name': 'A'}");
        admin().post(domain + "/dkim/rotate").then().statusCode(409);
        gone(domain);
    }

    @Test
    void ofSuppressions() {
        String all = "/api/v1/suppressions";
        Response added = admin("{'email': 'gone@example.com'}").post(all);
        added.then().statusCode(201);
        admin("{'email': 'gone@example.com'}").post(all).then().statusCode(409);
        admin("{'email': 'none'}").post(all).then().statusCode(400);
        String lines = "{\"email\":\"a@example.com\",\"environment\":\"main\"}\n";
        described(tenant.admin().contentType("application/x-ndjson").body(lines.getBytes(UTF_8)))
                .post(all + "/import")
                .then()
                .statusCode(200);
        admin("{}").post(all + "/import").then().statusCode(415);
        admin().get(all + "?email=a@example.com").then().statusCode(200);
        admin().get(all + "/export").then().statusCode(200);
        String one = all + "/" + added.path("id");
        admin().get(one).then().statusCode(200);
        gone(one);
    }

    @Test
    void ofTheSandboxAndOfLinks() {
        String messages = "/api/v1/sandbox/messages";
        admin().get(messages).then().statusCode(200);
        admin().get(messages + NOBODY).then().statusCode(404);
        admin().get(messages + NOBODY + "/raw").then().statusCode(404);
        admin().delete(messages + NOBODY).then().statusCode(404);
        admin().delete(messages).then().statusCode(204);
        described(given()).get("/t/o/none").then().statusCode(200);
        described(given()).get("/t/c/none").then().statusCode(404);
        described(given()).get("/u/none").then().statusCode(404);
        described(given()).post("/u/none").then().statusCode(404);
    }

    @Test
    void ofMails() {
        String mails = "/api/v1/emails";
        RequestSpecification sender = described(tenant.sender().contentType("application/json"));
        Response sent = sender.body(Tenant.mail(Map.of("tags", List.of("a")))).post(mails);
        sent.then().statusCode(202);
        String path = mails + "/" + sent.path("id");
        described(tenant.sender()).get(path).then().statusCode(200);
        described(tenant.sender()).get(path + "/events").then().statusCode(200);
        described(tenant.sender()).get(mails).then().statusCode(200);
        described(tenant.sender()).post(path + "/cancel").then().statusCode(409);
        described(tenant.sender()).get(mails + NOBODY).then().statusCode(404);
        described(tenant.sender().contentType("application/json"))
                .body("{\"emails\": [%s, {}]}".formatted(Tenant.mail(Map.of())))
                .post(mails + "/batch")
                .then()
                .statusCode(200);
    }
}

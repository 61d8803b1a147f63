package dev.mailswitch.api.admin;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class TemplatesIT {

    private static final String PATH = "/api/v1/templates";

    private static @Nullable Tenant shared;
    private static @Nullable Tenant stranger;
    private Tenant tenant;
    private Tenant other;

    @BeforeEach
    void organisations() {
        if (shared == null || stranger == null) {
            shared = Tenant.make();
            stranger = Tenant.make();
        }
        tenant = shared;
        other = stranger;
    }

    private static String name() {
        return "t-" + UUID.randomUUID();
    }

    private Response made(String name) {
        Response made =
                tenant.admin(
                                """
                                {"name":"%s","subject":"Hi {{name}}",
                                 "html":"<p>{{#each items}}{{title}} {{/each}}</p>","text":null}\
                                """
                                        .formatted(name))
                        .post(PATH);
        made.then().statusCode(201);
        return made;
    }

    private Response patch(String path, String ifMatch, String body) {
        return tenant.admin(body).header("If-Match", ifMatch).patch(path);
    }

    @Test
    void aTemplateIsMadeReadAndListed() {
        Tenant own = Tenant.make();
        String body =
                "{\"name\":\"%s\",\"subject\":\"Hi {{name}}\",\"html\":\"<p>{{#if"
                        + " vip}}!{{/if}}</p>\"}";
        Response first = own.admin(body.formatted("one")).post(PATH);
        first.then()
                .statusCode(201)
                .header("ETag", equalTo("\"1\""))
                .header("Location", equalTo(PATH + "/" + first.path("id")))
                .body("number", equalTo(1))
                .body("version", equalTo(1))
                .body("archived", equalTo(false))
                .body("text", nullValue())
                .body("variables", contains("name", "vip"))
                .body("created_at", notNullValue());
        own.admin(body.formatted("two"))
                .post(PATH)
                .then()
                .statusCode(201)
                .body("number", equalTo(2));
        own.admin(body.formatted("two")).post(PATH).then().statusCode(409);
        own.admin(body.formatted("three")).post(PATH).then().body("number", equalTo(3));
        own.admin()
                .get(first.header("Location"))
                .then()
                .statusCode(200)
                .body("html", containsString("vip"));
        Response page = own.admin().get(PATH + "?limit=2");
        page.then().body("data.name", contains("one", "two")).body("data[0].html", nullValue());
        own.admin()
                .get(PATH + "?limit=2&cursor=" + page.path("next_cursor"))
                .then()
                .body("data.name", contains("three"))
                .body("next_cursor", nullValue());
        own.admin()
                .get(PATH + "?limit=x")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("limit"));
    }

    @Test
    void numbersOfDeletedTemplatesDoNotComeAgain() {
        Tenant own = Tenant.make();
        String body = "{\"name\":\"n\",\"subject\":\"s\",\"text\":\"x\"}";
        String id = own.admin(body).post(PATH).path("id");
        own.admin().delete(PATH + "/" + id).then().statusCode(428);
        own.admin().header("If-Match", "\"1\"").delete(PATH + "/" + id).then().statusCode(204);
        own.admin().get(PATH + "/" + id).then().statusCode(404);
        own.admin(body).post(PATH).then().statusCode(201).body("number", equalTo(2));
    }

    @Test
    void eachChangeOfContentIsAVersionAndNothingElseIs() {
        String path = PATH + "/" + made(name()).path("id");
        patch(path, "\"1\"", "{\"subject\":\"Hello {{name}}\"}")
                .then()
                .statusCode(200)
                .header("ETag", equalTo("\"2\""))
                .body("version", equalTo(2))
                .body("subject", equalTo("Hello {{name}}"))
                .body("html", containsString("each"));
        String renamed = name();
        patch(path, "\"2\"", "{\"name\":\"%s\"}".formatted(renamed))
                .then()
                .statusCode(200)
                .header("ETag", equalTo("\"3\""))
                .body("name", equalTo(renamed))
                .body("version", equalTo(2));
        patch(path, "\"3\"", "{\"subject\":\"Hello {{name}}\"}")
                .then()
                .header("ETag", equalTo("\"3\""))
                .body("version", equalTo(2));
        tenant.admin(
                        "{\"name\":\"%s\",\"subject\":\"s\",\"text\":\"only text\"}"
                                .formatted(renamed))
                .header("If-Match", "\"3\"")
                .put(path)
                .then()
                .statusCode(200)
                .body("version", equalTo(3))
                .body("html", nullValue())
                .body("text", equalTo("only text"));
        Response page = tenant.admin().get(path + "/versions?limit=2");
        page.then()
                .statusCode(200)
                .body("data.version", contains(3, 2))
                .body("data.current", contains(true, false));
        tenant.admin()
                .get(path + "/versions?limit=2&cursor=" + page.path("next_cursor"))
                .then()
                .body("data.version", contains(1))
                .body("next_cursor", nullValue());
        tenant.admin()
                .get(path + "/versions/1")
                .then()
                .statusCode(200)
                .body("subject", equalTo("Hi {{name}}"))
                .body("current", equalTo(false))
                .body("variables", contains("items", "items[].title", "name"));
        tenant.admin().get(path + "/versions/9").then().statusCode(404);
        tenant.admin().get(path + "/versions/x").then().statusCode(404);
        tenant.admin().post(path + "/versions/1/restore").then().statusCode(428);
        tenant.admin()
                .header("If-Match", "\"4\"")
                .post(path + "/versions/1/restore")
                .then()
                .statusCode(200)
                .header("ETag", equalTo("\"5\""))
                .body("version", equalTo(4))
                .body("subject", equalTo("Hi {{name}}"))
                .body("name", equalTo(renamed));
        tenant.admin()
                .header("If-Match", "*")
                .post(path + "/versions/9/restore")
                .then()
                .statusCode(404);
    }

    @Test
    void changesNeedWhatTheyChange() {
        String path = PATH + "/" + made(name()).path("id");
        tenant.admin("{}").patch(path).then().statusCode(428);
        patch(path, "\"7\"", "{}").then().statusCode(412);
        tenant.admin("{\"name\":\"x\",\"subject\":\"s\",\"text\":\"x\"}")
                .header("If-Match", "\"7\"")
                .put(path)
                .then()
                .statusCode(412);
        patch(path, "*", "{\"html\":null}")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("html"));
        patch(path, "*", "{\"htlm\":\"x\"}")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("htlm"));
        tenant.admin()
                .get(path)
                .then()
                .header("ETag", equalTo("\"1\""))
                .body("version", equalTo(1));
    }

    @Test
    void whatIsNoTemplateIsRefusedWithItsPlace() {
        tenant.admin(
                        """
                        {"name":"%s","subject":"{{#if a}}","html":"<p>\\n{{/each}}","text":"{{> x}}"}\
                        """
                                .formatted(name()))
                .post(PATH)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("errors.field", contains("subject", "html", "text"))
                .body("errors[1].message", containsString("line 2, column 1"));
        for (Map.Entry<String, String> wrong :
                Map.of(
                                "{\"subject\":\"s\",\"text\":\"x\"}", "name",
                                "{\"name\":\" \",\"subject\":\"s\",\"text\":\"x\"}", "name",
                                "{\"name\":\"a\\u0000b\",\"subject\":\"s\",\"text\":\"x\"}", "name",
                                "{\"name\":\"n\",\"text\":\"x\"}", "subject",
                                "{\"name\":\"n\",\"subject\":\"a\\nb\",\"text\":\"x\"}", "subject",
                                "{\"name\":\"n\",\"subject\":\"s\",\"html\":\"\"}", "html",
                                "{\"name\":\"n\",\"subject\":\"s\",\"html\":\"\\u0000\"}", "html",
                                "{\"name\":\"n\",\"subject\":\"s\",\"text\":\"\\ud800\"}", "text",
                                "{\"name\":\"n\",\"subject\":\"s\",\"text\":1}", "text",
                                "{\"name\":\"n\",\"subject\":\"s\",\"body\":\"x\"}", "body")
                        .entrySet()) {
            tenant.admin(wrong.getKey())
                    .post(PATH)
                    .then()
                    .statusCode(400)
                    .body("errors.field", contains(wrong.getValue()));
        }
    }

    @Test
    void previewsShowTheMailOrWhatIsMissing() {
        String path = PATH + "/" + made(name()).path("id");
        tenant.admin("{\"vars\":{\"name\":\"A&B\",\"items\":[{\"title\":\"<i>\"}]}}")
                .post(path + "/preview")
                .then()
                .statusCode(200)
                .body("subject", equalTo("Hi A&B"))
                .body("html", equalTo("<p>&lt;i&gt; </p>"))
                .body("text", equalTo("<i>"));
        tenant.admin("{\"vars\":{\"items\":[{}]}}")
                .post(path + "/preview")
                .then()
                .statusCode(400)
                .body("errors.field", containsInAnyOrder("vars.items[].title", "vars.name"))
                .body("errors.code", contains("required", "required"));
        tenant.admin("{}").post(path + "/preview").then().statusCode(400);
        tenant.admin("{\"vars\":{\"name\":\"a\\r\\nBcc: b@c.example\",\"items\":[]}}")
                .post(path + "/preview")
                .then()
                .statusCode(400)
                .body("errors.field", contains("subject"));
        patch(path, "*", "{\"subject\":\"New\"}").then().statusCode(200);
        tenant.admin("{\"version\":1,\"vars\":{\"name\":\"A\",\"items\":[]}}")
                .post(path + "/preview")
                .then()
                .body("subject", equalTo("Hi A"));
        tenant.admin("{\"version\":7}").post(path + "/preview").then().statusCode(404);
    }

    @Test
    void organisationsCannotReachEachOthersTemplates() {
        Response made = made(name());
        String path = PATH + "/" + made.path("id");
        other.admin().get(path).then().statusCode(404);
        other.admin("{}").header("If-Match", "*").patch(path).then().statusCode(404);
        other.admin("{\"name\":\"x\",\"subject\":\"s\",\"text\":\"x\"}")
                .header("If-Match", "*")
                .put(path)
                .then()
                .statusCode(404);
        other.admin().header("If-Match", "*").delete(path).then().statusCode(404);
        other.admin().get(path + "/versions").then().statusCode(404);
        other.admin().get(path + "/versions/1").then().statusCode(404);
        other.admin()
                .header("If-Match", "*")
                .post(path + "/versions/1/restore")
                .then()
                .statusCode(404);
        other.admin("{}").post(path + "/preview").then().statusCode(404);
        other.admin().get(PATH).then().body("data.id", not(contains(made.<String>path("id"))));
        // The same name is free for others.
        other.admin(
                        "{\"name\":\"%s\",\"subject\":\"s\",\"text\":\"x\"}"
                                .formatted(made.<String>path("name")))
                .post(PATH)
                .then()
                .statusCode(201);
    }

    @Test
    void aKeyNeedsTheScope() {
        String path = PATH + "/" + made(name()).path("id");
        String reader = key("[\"emails:send\",\"emails:read\"]");
        for (Response answer :
                List.of(
                        with(reader).get(PATH),
                        with(reader).get(path),
                        with(reader).body("{}").post(PATH),
                        with(reader).body("{}").patch(path),
                        with(reader).body("{}").put(path),
                        with(reader).delete(path),
                        with(reader).get(path + "/versions"),
                        with(reader).get(path + "/versions/1"),
                        with(reader).post(path + "/versions/1/restore"),
                        with(reader).body("{}").post(path + "/preview"))) {
            answer.then().statusCode(403).body("type", containsString("missing_scope"));
        }
        with(key("[\"templates\"]")).get(path).then().statusCode(200);
        given().get(path).then().statusCode(401);
        tenant.admin().post(path).then().statusCode(405).header("Allow", containsString("PATCH"));
    }

    private String key(String scopes) {
        return tenant.admin("{\"name\":\"k\",\"scopes\":%s}".formatted(scopes))
                .post("/api/v1/api-keys")
                .path("key");
    }

    private static RequestSpecification with(String key) {
        return given().header("X-Api-Key", key).contentType("application/json");
    }
}

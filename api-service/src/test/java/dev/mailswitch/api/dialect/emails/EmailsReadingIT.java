package dev.mailswitch.api.dialect.emails;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class EmailsReadingIT {

    private static @Nullable Tenant shared;
    private Tenant tenant;

    @BeforeEach
    void organisation() {
        // Not before all: the port is known only now.
        if (shared == null) {
            shared = Tenant.make();
        }
        tenant = shared;
    }

    @Test
    void aMailIsFoundByARecipientsIdToo() {
        Response answer = tenant.send(Tenant.mail(Map.of("cc", List.of("second@example.com"))));
        tenant.sender()
                .get("/api/v1/emails/" + answer.path("recipients[1].id"))
                .then()
                .statusCode(200)
                .body("id", equalTo(answer.path("id")));
    }

    @Test
    void aMailIsFoundByTheIdOfItsSendToo() {
        String id = tenant.send(Tenant.mail(Map.of())).path("id");
        String send = "sends_" + id.replace("-", "");
        tenant.sender()
                .get("/api/v1/emails/" + send)
                .then()
                .statusCode(200)
                .body("id", equalTo(id));
        tenant.sender().get("/api/v1/emails/" + send + "/events").then().statusCode(200);
        Tenant.make().sender().get("/api/v1/emails/" + send).then().statusCode(404);
        tenant.sender().get("/api/v1/emails/" + send + "0").then().statusCode(404);
    }

    @Test
    void aMailThatIsHeldSaysWhoHoldsIt() {
        Tenant own = Tenant.make();
        String environment = own.admin().get("/api/v1/environments").path("data[0].id");
        hold(own, environment, "[\"transactional\",\"bulk\"]");
        String id = own.send(Tenant.mail(Map.of())).path("id");
        own.sender()
                .get("/api/v1/emails/" + id)
                .then()
                .statusCode(200)
                .body("recipients[0].status", equalTo("queued"))
                .body("recipients[0].waiting.cause", equalTo("lane_held"))
                .body("recipients[0].waiting.until", nullValue())
                .body("recipients[0].waiting.why", equalTo("its lane is held by an operator"));
        hold(own, environment, "[]");
        own.sender().get("/api/v1/emails/" + id).then().body("recipients[0].waiting", nullValue());
    }

    private static void hold(Tenant own, String environment, String lanes) {
        own.admin("{\"held_lanes\":%s}".formatted(lanes))
                .header("If-Match", "*")
                .patch("/api/v1/environments/" + environment)
                .then()
                .statusCode(200);
    }

    @Test
    void listsAreNewestFirstAndPaged() {
        Tenant own = Tenant.make();
        String oldest = own.send(Tenant.mail(Map.of("tags", List.of("x")))).path("id");
        String middle =
                own.send(Tenant.mail(Map.of("to", List.of("Other@example.com")))).path("id");
        String newest = own.send(Tenant.mail(Map.of("bcc", List.of("b@example.com")))).path("id");
        Response page = own.sender().get("/api/v1/emails?limit=2");
        page.then()
                .statusCode(200)
                .body("data.id", contains(newest, middle))
                .body("data[0].recipients.queued", equalTo(2))
                .body("data[0].bcc", contains("b@example.com"))
                .body("next_cursor", notNullValue());
        own.sender()
                .get("/api/v1/emails?limit=2&cursor=" + page.path("next_cursor"))
                .then()
                .body("data.id", contains(oldest))
                .body("next_cursor", nullValue());
        own.sender()
                .get("/api/v1/emails?limit=1&offset=1")
                .then()
                .body("data.id", contains(middle));
        own.sender().get("/api/v1/emails?tag=x").then().body("data.id", contains(oldest));
        own.sender()
                .get("/api/v1/emails?recipient=other@EXAMPLE.com")
                .then()
                .body("data", hasSize(0));
        own.sender()
                .get("/api/v1/emails?recipient=Other@example.com")
                .then()
                .body("data.id", contains(middle));
        own.sender().get("/api/v1/emails?status=queued").then().body("data", hasSize(3));
        own.sender().get("/api/v1/emails?status=delivering").then().body("data", hasSize(0));
        own.sender().get("/api/v1/emails?environment=main").then().body("data", hasSize(3));
        own.sender()
                .get("/api/v1/emails?created_after=" + Instant.now().plusSeconds(60))
                .then()
                .body("data", hasSize(0));
    }

    @Test
    void aListRefusesWhatItDoesNotKnowByName() {
        for (String parameter :
                List.of(
                        "tag=",
                        "recipient=",
                        "status=",
                        "limit=0",
                        "limit=201",
                        "limit=x",
                        "offset=10001",
                        "offset=-1",
                        "status=gone",
                        "cursor=zzz",
                        "provider=none",
                        "created_after=yesterday",
                        "created_after=%2B999999999-12-31T23:59:59Z",
                        "tag=a%00b",
                        "statsu=queued")) {
            tenant.sender()
                    .urlEncodingEnabled(false)
                    .get("/api/v1/emails?" + parameter)
                    .then()
                    .statusCode(400)
                    .body("errors[0].field", equalTo(parameter.split("=")[0]));
        }
    }

    @Test
    void theTimelineBeginsWithTheAccept() {
        String id = tenant.send(Tenant.mail(Map.of())).path("id");
        tenant.sender()
                .get("/api/v1/emails/" + id + "/events")
                .then()
                .statusCode(200)
                .body("data", hasSize(1))
                .body("data[0].type", equalTo("email.queued"))
                .body("data[0].recipient", nullValue());
    }

    @Test
    void scheduledMailsAreMovedAndCancelled() {
        Instant at = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS);
        String id = tenant.send(Tenant.mail(Map.of("scheduled_at", at.toString()))).path("id");
        Instant later = at.plus(1, ChronoUnit.DAYS);
        tenant.sender()
                .contentType("application/json")
                .body("{\"scheduled_at\":\"%s\"}".formatted(later))
                .patch("/api/v1/emails/" + id)
                .then()
                .statusCode(200)
                .body("scheduled_at", startsWith(later.toString().substring(0, 19)));
        tenant.sender()
                .post("/api/v1/emails/" + id + "/cancel")
                .then()
                .statusCode(200)
                .body("status", equalTo("cancelled"))
                .body("recipients[0].status", equalTo("cancelled"));
        tenant.sender().post("/api/v1/emails/" + id + "/cancel").then().statusCode(409);
        String queued = tenant.send(Tenant.mail(Map.of())).path("id");
        tenant.sender().post("/api/v1/emails/" + queued + "/cancel").then().statusCode(409);
        tenant.sender()
                .post("/api/v1/emails/" + UUID.randomUUID() + "/cancel")
                .then()
                .statusCode(404);
    }

    @Test
    void organisationsDoNotSeeEachOther() {
        Tenant other = Tenant.make();
        String id = tenant.send(Tenant.mail(Map.of("tags", List.of("secret")))).path("id");
        other.sender().get("/api/v1/emails/" + id).then().statusCode(404);
        other.sender().get("/api/v1/emails/" + id + "/events").then().statusCode(404);
        other.sender().post("/api/v1/emails/" + id + "/cancel").then().statusCode(404);
        other.sender().get("/api/v1/emails").then().body("data", hasSize(0));
        other.sender().get("/api/v1/emails?tag=secret").then().body("data", hasSize(0));
        other.sender()
                .get("/api/v1/emails?recipient=user@example.com")
                .then()
                .body("data", hasSize(0));
        other.send(Tenant.mail(Map.of("from_", "x@" + tenant.domain())))
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("from_"));
    }

    @Test
    void aBoundKeyDoesNotReachAnotherEnvironment() {
        tenant.send(Tenant.mail(Map.of("environment", "elsewhere"))).then().statusCode(403);
        tenant.send(Tenant.mail(Map.of("environment", "main"))).then().statusCode(202);
        String unbound = tenant.admin("{\"name\":\"any\"}").post("/api/v1/api-keys").path("key");
        given().header("X-Api-Key", unbound)
                .contentType("application/json")
                .body(Tenant.mail(Map.of("environment", "elsewhere")))
                .post("/api/v1/emails")
                .then()
                .statusCode(404);
        given().header("X-Api-Key", unbound)
                .contentType("application/json")
                .body(Tenant.mail(Map.of()))
                .post("/api/v1/emails")
                .then()
                .statusCode(202)
                .body("environment", equalTo("main"));
    }

    @Test
    void onlyTheIdsOfTheMailAndItsRecipientsOpenIt() {
        Instant at = Instant.now().plus(1, ChronoUnit.HOURS);
        Response answer =
                tenant.send(
                        Tenant.mail(
                                Map.of(
                                        "cc",
                                        List.of("second@example.com"),
                                        "scheduled_at",
                                        at.toString())));
        String second = answer.path("recipients[1].id");
        String third = second.substring(0, 35) + "2";
        tenant.sender().get("/api/v1/emails/" + third).then().statusCode(404);
        tenant.sender().get("/api/v1/emails/" + third + "/events").then().statusCode(404);
        tenant.sender().post("/api/v1/emails/" + second + "/cancel").then().statusCode(404);
        tenant.sender()
                .post("/api/v1/emails/" + answer.path("id") + "/cancel")
                .then()
                .statusCode(200);
    }

    @Test
    void aBoundKeySeesItsEnvironmentOnly() {
        Tenant own = Tenant.make();
        own.admin("{\"name\":\"other\",\"sender\":\"x@%s\"}".formatted(own.domain()))
                .post("/api/v1/environments")
                .then()
                .statusCode(201);
        String unbound = own.admin("{\"name\":\"any\"}").post("/api/v1/api-keys").path("key");
        Instant at = Instant.now().plus(1, ChronoUnit.HOURS);
        String id =
                own.send(
                                unbound,
                                Tenant.mail(
                                        Map.of(
                                                "environment",
                                                "other",
                                                "scheduled_at",
                                                at.toString())),
                                "k")
                        .path("id");
        String path = "/api/v1/emails/" + id;
        given().header("X-Api-Key", unbound).get(path).then().statusCode(200);
        own.sender().get(path).then().statusCode(404);
        own.sender().get(path + "/events").then().statusCode(404);
        own.sender().post(path + "/cancel").then().statusCode(404);
        own.sender()
                .contentType("application/json")
                .body("{\"scheduled_at\":\"%s\"}".formatted(at.plusSeconds(60)))
                .patch(path)
                .then()
                .statusCode(404);
        own.sender().get("/api/v1/emails").then().body("data", hasSize(0));
        own.sender().get("/api/v1/emails?environment=other").then().statusCode(403);
        given().header("X-Api-Key", "main:" + unbound).get(path).then().statusCode(404);
        given().header("X-Api-Key", unbound)
                .get("/api/v1/emails?environment=none")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("environment"));
        given().header("X-Api-Key", unbound).post(path + "/cancel").then().statusCode(200);
    }

    @Test
    void anExpiryThatWasAskedForStaysWhereItIs() {
        Instant at = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS);
        Instant end = at.plus(3, ChronoUnit.HOURS);
        String path =
                tenant.send(
                                Tenant.mail(
                                        Map.of(
                                                "scheduled_at",
                                                at.toString(),
                                                "expires_at",
                                                end.toString())))
                        .header("Location");
        move(path, at.plus(1, ChronoUnit.HOURS))
                .then()
                .statusCode(200)
                .body("expires_at", startsWith(end.toString().substring(0, 19)));
        move(path, end).then().statusCode(400);
    }

    private Response move(String path, Instant to) {
        return tenant.sender()
                .contentType("application/json")
                .body("{\"scheduled_at\":\"%s\"}".formatted(to))
                .patch(path);
    }
}

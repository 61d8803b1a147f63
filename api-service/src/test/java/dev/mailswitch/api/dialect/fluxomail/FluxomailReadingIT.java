package dev.mailswitch.api.dialect.fluxomail;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.mailswitch.api.Courier;
import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.Engagement;
import dev.mailswitch.model.lifecycle.EventType;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What became of sends: their timelines, the list of events, the rates.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class FluxomailReadingIT {

    private Tenant tenant;
    private Courier courier;

    @BeforeEach
    void organisation() throws Exception {
        tenant = Tenant.make();
        courier = new Courier(Sends.provider(tenant));
    }

    @AfterEach
    void end() throws Exception {
        courier.close();
    }

    private String unbound() {
        return tenant.admin("{\"name\":\"any\"}").post("/api/v1/api-keys").path("key");
    }

    private String elsewhere() {
        tenant.admin("{\"name\":\"other\",\"sender\":\"o@%s\"}".formatted(tenant.domain()))
                .post("/api/v1/environments")
                .then()
                .statusCode(201);
        return tenant.admin("{\"name\":\"o\",\"environment\":\"other\"}")
                .post("/api/v1/api-keys")
                .path("key");
    }

    @Test
    void aSendShowsItsMessagesAndEventsNewestFirst() throws Exception {
        Response answer = Sends.post(tenant, Map.of("cc", "refused@example.com"));
        String send = answer.path("sendId");
        EmailId mail = Sends.mail(answer);
        courier.reports(mail, 0, EventType.DELIVERED, null);
        courier.reports(mail, 0, EventType.OPENED, new Engagement(null, "browser", false));
        Response shown = tenant.sender().get("/api/v1/sends/" + send);
        shown.then()
                .statusCode(200)
                .body("send.id", equalTo(send))
                .body("send.status", equalTo("delivered"))
                .body("send.subject", equalTo("Welcome"))
                .body("send.policyKey", equalTo("transactional"))
                .body("send.created", startsWith("20"))
                .body("messages", hasSize(2))
                .body("messages[0].to", equalTo("user@example.com"))
                .body("messages[0].status", equalTo("delivered"))
                .body("messages[0].provider", equalTo("first"))
                .body("messages[0].messageId", equalTo(answer.path("messageId")))
                .body("messages[1].to", equalTo("refused@example.com"))
                .body("messages[1].status", equalTo("bounced"))
                .body("events[0].type", equalTo("email.opened"))
                .body("events[0].data.agent", equalTo("browser"))
                .body("events[0].data.sendId", equalTo(send))
                .body("events[1].type", equalTo("email.delivered"))
                .body("events[1].data.to", equalTo("user@example.com"))
                .body("events[1].data.provider", equalTo("first"))
                .body("events[-1].type", equalTo("email.queued"))
                .body("nextCursor", nullValue());
        List<String> all = shown.path("events.id");
        List<String> paged = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            Response page =
                    tenant.sender()
                            .queryParams(
                                    cursor == null
                                            ? Map.of("limit", 2)
                                            : Map.of("limit", 2, "cursor", cursor))
                            .get("/api/v1/sends/" + send);
            page.then().statusCode(200).body("send.id", equalTo(send));
            paged.addAll(page.path("events.id"));
            cursor = page.path("nextCursor");
        } while (cursor != null);
        assertThat(paged).isEqualTo(all).hasSizeGreaterThan(3);
        tenant.sender()
                .get("/api/v1/sends/" + send + "?types=none&smtpCode=none&since=never")
                .then()
                .statusCode(200)
                .body("events.id", equalTo(all));
        tenant.sender()
                .get("/api/v1/sends/" + send + "?limit=none")
                .then()
                .statusCode(400)
                .body("code", equalTo("validation_error"));
    }

    @Test
    void aSendIsThereForItsOwnEnvironmentOnly() {
        String send = Sends.post(tenant, Map.of()).path("sendId");
        String path = "/api/v1/sends/" + send;
        given().header("X-Api-Key", unbound()).get(path).then().statusCode(200);
        String elsewhere = elsewhere();
        given().header("X-Api-Key", elsewhere).get(path).then().statusCode(404);
        given().header("X-Api-Key", elsewhere)
                .get("/api/v1/events")
                .then()
                .statusCode(200)
                .body("events", hasSize(0));
        given().header("X-Api-Key", elsewhere)
                .get("/api/v1/metrics")
                .then()
                .body("scanned.sends", equalTo(0));
        Tenant.make().sender().get(path).then().statusCode(404);
    }

    @Test
    void eventsAreListedNewestFirstAndFiltered() throws Exception {
        Response sent = Sends.post(tenant, Map.of("to", "one@Here.example"));
        Response refused = Sends.post(tenant, Map.of("to", "refused@there.example"));
        courier.reports(Sends.mail(sent), 0, EventType.DELIVERED, null);
        String newest = awaited("email.delivered");
        Response all = tenant.sender().get("/api/v1/events");
        all.then()
                .statusCode(200)
                .body("events[0].id", equalTo(newest))
                .body("events[0].type", equalTo("email.delivered"))
                .body("events[0].created", startsWith("20"))
                .body("events[0].data.messageId", equalTo(sent.path("messageId")))
                .body("nextCursor", nullValue());
        List<String> ids = all.path("events.id");
        assertThat(ids).isSortedAccordingTo(Collections.reverseOrder());
        List<String> paged = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            Response page =
                    tenant.sender()
                            .queryParams(
                                    cursor == null
                                            ? Map.of("limit", 1)
                                            : Map.of("limit", 1, "cursor", cursor))
                            .get("/api/v1/events");
            paged.addAll(page.path("events.id"));
            cursor = page.path("nextCursor");
        } while (cursor != null);
        assertThat(paged).isEqualTo(ids);
        events("types=email.sent&types=email.delivered")
                .then()
                .body("events.type", contains("email.delivered", "email.sent"));
        events("types=email.*").then().body("events.id", equalTo(ids));
        events("domain=THERE.example")
                .then()
                .body("events.data.sendId", everyItem(equalTo(refused.path("sendId"))))
                .body("events.type", hasItem("email.queued"))
                .body("events.type", hasItem("email.bounced"));
        events("smtpCode=550")
                .then()
                .body("events", hasSize(1))
                .body("events[0].data.smtpCode", equalTo(550));
        events("smtpCode=421").then().body("events", hasSize(0));
        events("mtaHost=MX1.host.example").then().body("events", hasSize(1));
        String oldest = ids.getLast();
        events("since=" + oldest).then().body("events.id", equalTo(ids.subList(0, ids.size() - 1)));
        events("since=" + newest).then().body("events", hasSize(0));
        events("since=1000").then().body("events.id", equalTo(ids));
        events("since=2099-01-01T00:00:00Z").then().body("events", hasSize(0));
        events("types=email.none")
                .then()
                .statusCode(400)
                .body("code", equalTo("validation_error"))
                .body("message", startsWith("types "));
    }

    private Response events(String query) {
        return tenant.sender().get("/api/v1/events?" + query);
    }

    /// The list lags behind by a second: what is not there yet may still be overtaken.
    private String awaited(String type) {
        Awaitility.await()
                .untilAsserted(() -> events("types=" + type).then().body("events", hasSize(1)));
        return events("types=" + type).path("events[0].id");
    }

    @Test
    void ratesAreOfPeopleAndPercent() throws Exception {
        List<EmailId> mails = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            mails.add(Sends.mail(Sends.post(tenant, Map.of("to", "u%d@example.com".formatted(i)))));
        }
        Sends.post(tenant, Map.of("to", "refused@example.com"));
        Engagement person = new Engagement(null, "browser", false);
        Engagement program = new Engagement(null, "scanner", true);
        for (EmailId mail : mails.subList(0, 3)) {
            courier.reports(mail, 0, EventType.DELIVERED, null);
        }
        courier.reports(mails.get(0), 0, EventType.OPENED, person);
        courier.reports(mails.get(0), 0, EventType.OPENED, person);
        courier.reports(mails.get(1), 0, EventType.OPENED, program);
        courier.reports(
                mails.get(0),
                0,
                EventType.CLICKED,
                new Engagement("https://x.example/", "browser", false));
        courier.reports(mails.get(2), 0, EventType.COMPLAINED, null);
        courier.reports(mails.get(3), 0, EventType.DELAYED, null);
        for (String window :
                List.of("", "?window=7d", "?window=30d", "?window=all", "?since=1000")) {
            tenant.sender()
                    .get("/api/v1/metrics" + window)
                    .then()
                    .statusCode(200)
                    .body("scanned.sends", equalTo(5))
                    .body("scanned.sendScanLimit", equalTo(10_000))
                    .body("window.until", notNullValue())
                    .body("metrics.totalSent", equalTo(4))
                    .body("metrics.totalDelivered", equalTo(3))
                    .body("metrics.deliveryRate", equalTo(75.0f))
                    .body("metrics.totalOpened", equalTo(2))
                    .body("metrics.uniqueOpens", equalTo(1))
                    .body("metrics.avgOpenRate", equalTo(33.33f))
                    .body("metrics.totalClicked", equalTo(1))
                    .body("metrics.uniqueClicks", equalTo(1))
                    .body("metrics.avgClickRate", equalTo(33.33f))
                    .body("metrics.avgClickToOpenRate", equalTo(100.0f))
                    .body("metrics.totalBounced", equalTo(1))
                    .body("metrics.bounceRate", equalTo(20.0f))
                    .body("metrics.totalComplained", equalTo(1))
                    .body("metrics.complaintRate", equalTo(25.0f))
                    .body("metrics.totalDelayed", equalTo(1))
                    .body("metrics.delayedRate", equalTo(20.0f));
        }
        tenant.sender()
                .get("/api/v1/metrics?since=2099-01-01T00:00:00Z")
                .then()
                .body("window.preset", nullValue())
                .body("scanned.sends", equalTo(0))
                .body("metrics.avgOpenRate", equalTo(0.0f));
        tenant.sender()
                .get("/api/v1/metrics?window=1h")
                .then()
                .statusCode(400)
                .body("code", equalTo("validation_error"));
    }

    @Test
    void whatNobodyServesIsSaidInTheDoorsShape() {
        for (String path : List.of("/api/v1/sends", "/api/v1/sends/x/y", "/api/v1/events/none")) {
            tenant.sender()
                    .get(path)
                    .then()
                    .statusCode(404)
                    .body("code", equalTo("not_found"))
                    .body("requestId", notNullValue());
        }
        tenant.sender()
                .post("/api/v1/metrics")
                .then()
                .statusCode(405)
                .header("Allow", startsWith("GET"));
        tenant.sender()
                .get("/api/v1/sends/" + UUID.randomUUID())
                .then()
                .statusCode(404)
                .body("code", equalTo("not_found"));
    }
}

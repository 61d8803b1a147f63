package dev.mailswitch.api.dialect.fluxomail;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.mailswitch.api.Courier;
import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.EventType;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class FluxomailStreamIT {

    private Tenant tenant;
    private Courier courier;
    private final List<EventClient> clients = new ArrayList<>();

    @BeforeEach
    void organisation() throws Exception {
        tenant = Tenant.make();
        courier = new Courier(Sends.provider(tenant));
    }

    @AfterEach
    void end() throws Exception {
        for (EventClient client : clients) {
            client.close();
        }
        courier.close();
    }

    private EventClient open(String query, String... headers) throws Exception {
        EventClient client = EventClient.open("/api/v1/events/stream" + query, headers);
        clients.add(client);
        return client;
    }

    private EventClient open(String query) throws Exception {
        return open(query, "Authorization: Bearer " + tenant.sendKey());
    }

    private static void awaited(EventClient client, String... types) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(client.types()).containsExactly(types));
    }

    @Test
    void whatHappensIsToldAsItHappens() throws Exception {
        EventClient client = open("");
        assertThat(client.status()).isEqualTo("HTTP/1.1 200 OK");
        assertThat(client.head()).contains("text/event-stream");
        client.awaitHello();
        Response sent = Sends.post(tenant, Map.of());
        awaited(client, "email.queued", "email.sent");
        assertThat(client.events().getLast().data())
                .contains(sent.<String>path("sendId"))
                .contains("\"id\":\"" + client.events().getLast().id() + "\"");
        EventClient rest = open("?since=" + client.events().getFirst().id());
        awaited(rest, "email.sent");
    }

    @Test
    void aStreamGoesOnAfterTheLastEventItsClientSaw() throws Exception {
        for (int i = 0; i < 3; i++) {
            Sends.post(tenant, Map.of());
        }
        EventClient all = open("?since=1000&types=email.sent");
        awaited(all, "email.sent", "email.sent", "email.sent");
        EventClient rest =
                open(
                        "?since=1000&types=email.sent",
                        "Authorization: Bearer " + tenant.sendKey(),
                        "Last-Event-ID: " + all.events().getFirst().id());
        awaited(rest, "email.sent", "email.sent");
        Sends.post(tenant, Map.of());
        awaited(rest, "email.sent", "email.sent", "email.sent");
        assertThat(rest.events()).isEqualTo(all.events().subList(1, 4));
    }

    /// More than the connection's buffers and the stream's own place for them hold.
    @Test
    void aReaderThatFallsBehindInABurstGetsAllOfItInOrder() throws Exception {
        // Six times what waits for one stream.
        int burst = 6_000;
        EmailId mail = Sends.mail(Sends.post(tenant, Map.of("to", "stays@example.com")));
        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(65_536);
            slow.setSoTimeout(60_000);
            slow.connect(new InetSocketAddress("127.0.0.1", RestAssured.port));
            slow.getOutputStream()
                    .write(
                            "GET /api/v1/events/stream?types=email.opened HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
                                    .formatted(tenant.sendKey())
                                    .getBytes(US_ASCII));
            InputStream raw = new BufferedInputStream(slow.getInputStream(), 1_024);
            while (!"".equals(Chunked.line(raw))) {
                // The head.
            }
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(new Chunked(raw), US_ASCII), 1_024);
            while (!lines.readLine().startsWith("retry:")) {
                // Until the stream has begun.
            }
            EventClient fast = open("?types=email.opened");
            fast.awaitHello();
            Tenant.sql(
                    """
                    INSERT INTO event (organisation_id, email_id, pos, type)
                    SELECT e.organisation_id, e.id, 0, %d
                      FROM email e, generate_series(1, %d) WHERE e.id = '%s'\
                    """
                            .formatted(EventType.OPENED.code(), burst, mail.value()));
            // Whoever reads has all of it by now, and nobody has been told more than once.
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> fast.events().size() >= burst);
            List<String> expected = fast.events().stream().map(EventClient.Received::id).toList();
            assertThat(expected).hasSize(burst).isSorted().doesNotHaveDuplicates();
            List<String> got = new ArrayList<>();
            while (got.size() < burst) {
                String line = lines.readLine();
                assertThat(line).as("after %d events", got.size()).isNotNull();
                if (line.startsWith("id: ")) {
                    got.add(line.substring(4));
                }
            }
            assertThat(got).isEqualTo(expected);
        }
    }

    @Test
    void onlyOnesOwnEventsAreTold() throws Exception {
        Tenant other = Tenant.make();
        EventClient client = open("");
        client.awaitHello();
        Sends.post(other, Map.of());
        Sends.post(tenant, Map.of());
        awaited(client, "email.queued", "email.sent");
    }

    @Test
    void browsersComeWithATokenThatIsGoodForNothingElse() throws Exception {
        Response made = tenant.sender().post("/api/v1/events/stream-tokens");
        made.then().statusCode(200).body("expiresIn", equalTo(600));
        String token = made.path("token");
        EventClient client = open("?token=" + token, "Accept: text/event-stream");
        client.awaitHello();
        Sends.post(tenant, Map.of());
        awaited(client, "email.queued", "email.sent");
        for (String path : List.of("/api/v1/events", "/api/v1/metrics")) {
            given().get(path + "?token=" + token).then().statusCode(401);
            given().header("Authorization", "Bearer " + token).get(path).then().statusCode(401);
        }
        given().header("X-Api-Key", token)
                .post("/api/v1/events/stream-tokens")
                .then()
                .statusCode(401);
        given().get("/api/v1/events/stream?token=" + token.substring(1)).then().statusCode(401);
    }

    @Test
    void aStreamEndsWithItsKey() throws Exception {
        Response key =
                tenant.admin("{\"name\":\"short\",\"environment\":\"main\"}")
                        .post("/api/v1/api-keys");
        EventClient client = open("", "Authorization: Bearer " + key.path("key"));
        client.awaitHello();
        tenant.admin()
                .header("If-Match", "*")
                .delete("/api/v1/api-keys/" + key.path("id"))
                .then()
                .statusCode(204);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(client::ended);
    }

    @Test
    void aKeyHasTwentyStreamsAndGetsThemBack() throws Exception {
        for (int i = 0; i < 20; i++) {
            open("").awaitHello();
        }
        tenant.sender()
                .get("/api/v1/events/stream")
                .then()
                .statusCode(429)
                .body("code", equalTo("rate_limited"))
                .header("Retry-After", "10");
        clients.removeFirst().close();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(open("").status()).isEqualTo("HTTP/1.1 200 OK"));
    }

    @Test
    void whatIsWrongIsSaidBeforeTheStreamBegins() throws Exception {
        tenant.sender().get("/api/v1/events/stream?types=none").then().statusCode(400);
        tenant.sender()
                .header("Last-Event-ID", "x")
                .get("/api/v1/events/stream")
                .then()
                .statusCode(400);
        given().get("/api/v1/events/stream").then().statusCode(401);
        tenant.sender().head("/api/v1/events/stream").then().statusCode(200);
    }
}

package dev.mailswitch.api.dialect.emails;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.compose.MimeComposer;
import dev.mailswitch.model.mail.Checksum;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The MIME of attempts that are put on record by hand; that it is what went out is shown beside the
/// workers.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class EmailsRawIT {

    private static final short RENDERER = MimeComposer.RENDERER;
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

    private String mail(Map<String, ?> fields) {
        return tenant.send(Tenant.mail(fields)).then().statusCode(202).extract().path("id");
    }

    /// @param outcome code of the outcome, or null while the call is open
    private static void attempt(
            String id, int position, int no, int renderer, @Nullable Integer outcome)
            throws SQLException {
        Tenant.sql(
                """
                INSERT INTO attempt (email_id, pos, no, call, provider_id, tier, why, epoch, fence,
                       renderer, started_at, finished_at, outcome)
                VALUES ('%s', %d, %d, gen_random_uuid(), gen_random_uuid(), 0, 'test', 1, 1, %d,
                        now(), %s, %s)"""
                        .formatted(
                                id,
                                position,
                                no,
                                renderer,
                                outcome == null ? "NULL" : "now()",
                                outcome));
    }

    private static void checksum(String id, Checksum checksum) throws SQLException {
        Tenant.sql(
                "UPDATE attempt SET checksum = %d WHERE email_id = '%s'"
                        .formatted(checksum.packed(), id));
    }

    private Response raw(String id) {
        return tenant.sender().get("/api/v1/emails/" + id + "/raw");
    }

    @Test
    void aMailIsShownAsItWentOut() throws Exception {
        String id =
                mail(
                        Map.of(
                                "to",
                                List.of("Ann Ä <ann@example.com>"),
                                "bcc",
                                List.of("hidden@example.com"),
                                "subject",
                                "Grüße",
                                "html",
                                "<p>Hi <a href=\"https://shop.example/\">x</a></p>",
                                "track_clicks",
                                true,
                                "attachments",
                                List.of(
                                        Map.of(
                                                "filename", "ä.txt",
                                                "content_type", "text/plain",
                                                "content_b64",
                                                        Base64.getEncoder()
                                                                .encodeToString(
                                                                        "x".getBytes(UTF_8))))));
        attempt(id, 0, 1, RENDERER, 1);
        Response unproven = raw(id);
        unproven.then()
                .statusCode(200)
                .contentType("message/rfc822")
                .header("X-Mailswitch-Raw", "unproven")
                .header("X-Content-Type-Options", "nosniff")
                .header(
                        "Content-Disposition",
                        equalTo("attachment; filename=\"%s-1.eml\"".formatted(id)));
        byte[] bytes = unproven.asByteArray();
        assertThat(unproven.header("Content-Length")).isEqualTo(Integer.toString(bytes.length));
        assertThat(new String(bytes, UTF_8))
                .startsWith("From:")
                .contains("/t/c/")
                .contains("ann@example.com")
                .doesNotContain("hidden");

        Checksum recorded = Checksum.of(new byte[0], bytes, bytes.length);
        checksum(id, recorded);
        raw(id).then().statusCode(200).header("X-Mailswitch-Raw", "exact");
        assertThat(raw(id).asByteArray()).isEqualTo(bytes);

        // It was signed, by a key that is not there.
        checksum(id, new Checksum(1, recorded.rest()));
        raw(id).then().statusCode(200).header("X-Mailswitch-Raw", "unsigned");
        assertThat(raw(id).asByteArray()).isEqualTo(bytes);

        checksum(id, new Checksum(0, recorded.rest() + 1));
        raw(id).then().statusCode(410).body("type", endsWith("/raw_gone"));
    }

    @Test
    void eachRecipientHasAttemptsOfItsOwn() throws Exception {
        String id =
                mail(
                        Map.of(
                                "to",
                                List.of("a@example.com", "b@example.com"),
                                "html",
                                "<p>Hi",
                                "track_opens",
                                true));
        String second = id.substring(0, id.length() - 1) + "1";
        assertThat(second)
                .isEqualTo(
                        tenant.sender()
                                .get("/api/v1/emails/" + id)
                                .<String>path("recipients[1].id"));
        attempt(id, 0, 1, RENDERER, 1);
        attempt(id, 1, 1, RENDERER, 7);
        attempt(id, 1, 2, RENDERER, 1);
        attempt(id, 1, 3, RENDERER, null);

        // The newest that was accepted is the second recipient's.
        raw(id).then().statusCode(200).header("Content-Disposition", containsString(second + "-2"));
        raw(second).then().header("Content-Disposition", containsString(second + "-2"));
        raw("sends_" + id.replace("-", ""))
                .then()
                .header("Content-Disposition", containsString(second + "-2"));
        tenant.sender()
                .get("/api/v1/emails/" + id + "/raw?recipient=a@example.com")
                .then()
                .header("Content-Disposition", containsString(id + "-1"));
        tenant.sender()
                .get("/api/v1/emails/" + id + "/raw?attempt=3")
                .then()
                .header("Content-Disposition", containsString(second + "-3"));
        tenant.sender().get("/api/v1/emails/" + second + "/raw?attempt=4").then().statusCode(404);
        tenant.sender()
                .get("/api/v1/emails/" + id + "/raw?recipient=c@example.com")
                .then()
                .statusCode(404);
        tenant.sender()
                .get("/api/v1/emails/" + second + "/raw?recipient=a@example.com")
                .then()
                .statusCode(404);
        byte[] one =
                tenant.sender()
                        .get("/api/v1/emails/" + id + "/raw?recipient=a@example.com")
                        .asByteArray();
        assertThat(one).isNotEqualTo(raw(second).asByteArray());
    }

    @Test
    void whatIsNotThereIsSaid() throws Exception {
        String id = mail(Map.of());
        raw(id).then().statusCode(409).body("type", endsWith("/not_attempted"));
        tenant.sender().get("/api/v1/emails/" + id + "/raw?attempt=1").then().statusCode(409);
        attempt(id, 0, 1, RENDERER, 1);
        tenant.sender().get("/api/v1/emails/" + id + "/raw?attempt=2").then().statusCode(404);
        for (String wrong :
                List.of("attempt=0", "attempt=x", "attempt=", "recipient=nobody", "atempt=1")) {
            tenant.sender()
                    .get("/api/v1/emails/" + id + "/raw?" + wrong)
                    .then()
                    .statusCode(400)
                    .body("errors[0].field", equalTo(wrong.split("=")[0]));
        }
        String last = id.substring(0, id.length() - 1);
        raw(last + "1").then().statusCode(404);
        raw("x").then().statusCode(404);
        raw(id).then().statusCode(200);
        Tenant.sql("DELETE FROM email_content WHERE email_id = '" + id + "'");
        raw(id).then().statusCode(410).body("type", endsWith("/content_gone"));
    }

    @Test
    void aFileThatIsGoneIsSaid() throws Exception {
        String id =
                mail(
                        Map.of(
                                "attachments",
                                List.of(
                                        Map.of(
                                                "filename",
                                                "a",
                                                "content_type",
                                                "text/plain",
                                                "content_b64",
                                                "R29uZQ=="))));
        attempt(id, 0, 1, RENDERER, 1);
        raw(id).then().statusCode(200);
        String sha256 = tenant.sender().get("/api/v1/emails/" + id).path("attachments[0].sha256");
        Tenant.sql("DELETE FROM attachment WHERE sha256 = '\\x" + sha256 + "'");
        raw(id).then().statusCode(410).body("type", endsWith("/content_gone"));
    }

    @Test
    void anotherRenderersMailIsNotShown() throws Exception {
        String old = mail(Map.of());
        attempt(old, 0, 1, RENDERER - 1, 1);
        raw(old).then()
                .statusCode(410)
                .body("type", endsWith("/raw_gone"))
                .body("detail", containsString("Renderer " + (RENDERER - 1)));
        String newer = mail(Map.of());
        attempt(newer, 0, 1, RENDERER + 1, 1);
        raw(newer).then().statusCode(503).header("Retry-After", equalTo("2"));
    }

    @Test
    void onlyWhoMayReadTheMailSeesIt() throws Exception {
        String id = mail(Map.of());
        attempt(id, 0, 1, RENDERER, 1);
        String path = "/api/v1/emails/" + id + "/raw";
        // A key of one environment, and one of the organisation.
        tenant.sender().get(path).then().statusCode(200);
        tenant.admin().get(path).then().statusCode(200);
        given().get(path).then().statusCode(401);
        Tenant stranger = Tenant.make();
        stranger.sender().get(path).then().statusCode(404);
        stranger.admin().get(path).then().statusCode(404);
        key("{\"name\":\"post\",\"scopes\":[\"emails:send\"]}").get(path).then().statusCode(403);
        tenant.admin(
                        """
                        {"name":"other","sender":"hello@%s"}"""
                                .formatted(tenant.domain()))
                .post("/api/v1/environments")
                .then()
                .statusCode(201);
        key("{\"name\":\"elsewhere\",\"environment\":\"other\"}").get(path).then().statusCode(404);
    }

    /// The mail is larger than what the system keeps for a connection, and the memory is enough for
    /// one such mail.
    @Test
    void aClientThatDoesNotReadHoldsItsMemoryForAWhileOnly() throws Exception {
        byte[] large = new byte[5 << 20];
        new Random(1).nextBytes(large);
        String id =
                mail(
                        Map.of(
                                "attachments",
                                List.of(
                                        Map.of(
                                                "filename",
                                                "large",
                                                "content_type",
                                                "application/octet-stream",
                                                "content_b64",
                                                Base64.getEncoder().encodeToString(large)))));
        attempt(id, 0, 1, RENDERER, 1);
        raw(id).then().statusCode(200);
        // What the answer before took is given back a moment after it has come.
        try (Socket silent =
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> silent(id), Optional::isPresent)
                        .orElseThrow()) {
            // 503 unless the system has taken all of the answer for its client already.
            raw(id).then().statusCode(anyOf(equalTo(503), equalTo(200)));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> raw(id).then().statusCode(200));
            assertThat(silent.isClosed()).as("by the client").isFalse();
        }
    }

    /// A client that has read 200 and reads no further; empty if it was answered otherwise.
    private Optional<Socket> silent(String id) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress("127.0.0.1", RestAssured.port));
        socket.getOutputStream()
                .write(
                        "GET /api/v1/emails/%s/raw HTTP/1.1\r\nHost: x\r\nX-Api-Key: %s\r\n\r\n"
                                .formatted(id, tenant.sendKey())
                                .getBytes(US_ASCII));
        String start = new String(socket.getInputStream().readNBytes(12), US_ASCII);
        if (start.equals("HTTP/1.1 200")) {
            return Optional.of(socket);
        }
        socket.close();
        return Optional.empty();
    }

    private RequestSpecification key(String body) {
        String key =
                tenant.admin(body)
                        .post("/api/v1/api-keys")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("key");
        return given().header("Authorization", "Bearer " + key);
    }
}

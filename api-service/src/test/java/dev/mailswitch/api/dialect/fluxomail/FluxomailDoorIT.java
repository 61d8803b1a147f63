package dev.mailswitch.api.dialect.fluxomail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.Courier;
import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.api.dialect.DoorContract;
import dev.mailswitch.model.id.ProviderId;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The Fluxomail door keeps what every door keeps.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class FluxomailDoorIT extends DoorContract {

    private static final String BREAK = "a\r\nBcc: b@example.com";

    private Courier courier;

    @BeforeEach
    void worker() throws Exception {
        courier = new Courier(new ProviderId(UUID.randomUUID()));
    }

    @AfterEach
    void noWorker() throws Exception {
        courier.close();
    }

    @Override
    protected String path() {
        return "/api/v1/emails/send";
    }

    @Override
    protected int limit() {
        return 10 * 1024 * 1024;
    }

    @Override
    protected int acceptedStatus() {
        return 200;
    }

    @Override
    protected String mail() {
        return Sends.send(Map.of());
    }

    @Override
    protected List<String> wrongTypes() {
        return List.of(
                Sends.send(Map.of("to", List.of("a@example.com"))),
                Sends.send(Map.of("subject", 5)),
                Sends.send(Map.of("cc", 5)),
                Sends.send(Map.of("bcc", List.of(5))),
                Sends.send(Map.of("headers", List.of("a"))),
                Sends.send(Map.of("attachments", Map.of())),
                Sends.send(Map.of("idempotencyKey", 1)));
    }

    @Override
    protected List<String> injections() {
        return List.of(
                Sends.send(Map.of("to", BREAK + " <a@example.com>")),
                Sends.send(Map.of("cc", "a@example.com\nX: y")),
                Sends.send(Map.of("replyTo", List.of("a@example.com\nX: y"))),
                Sends.send(Map.of("fromEmail", BREAK + " <a@" + tenant().domain() + ">")),
                Sends.send(Map.of("fromName", BREAK)),
                Sends.send(Map.of("subject", BREAK)),
                Sends.send(Map.of("headers", Map.of("X-One", BREAK))),
                Sends.send(Map.of("headers", Map.of("X-One: y\r\nBcc", "b@example.com"))),
                Sends.send(
                        Map.of(
                                "attachments",
                                List.of(Map.of("filename", BREAK, "contentBase64", "")))));
    }

    @Override
    protected String id(Response accepted) {
        return accepted.path("sendId");
    }

    @Override
    protected List<Call> callsWithId() {
        return List.of(new Call("GET", "/api/v1/sends/{id}", null));
    }

    @Override
    protected void assertRefused(Response answer) {
        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(answer.<Map<String, Object>>path("$"))
                .containsOnlyKeys("code", "message", "requestId");
        assertThat(answer.<String>path("code")).isIn(Sends.CODES);
        assertThat(answer.<String>path("requestId")).isEqualTo(answer.header("X-Request-Id"));
        assertThat(answer.header("Fluxomail-Request-Id")).isEqualTo(answer.header("X-Request-Id"));
    }

    @Test
    void theWordsOfItsPathsAreNoIdsOfMails() {
        for (String path : List.of("/api/v1/emails/send", "/api/v1/emails/send-global")) {
            for (String method : List.of("GET", "PATCH", "DELETE")) {
                Response answer = by(tenant().sendKey()).request(method, path);
                assertThat(answer.statusCode()).as(method + " " + path).isEqualTo(405);
                assertRefused(answer);
            }
        }
    }
}

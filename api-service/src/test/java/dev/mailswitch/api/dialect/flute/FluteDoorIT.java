package dev.mailswitch.api.dialect.flute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.api.dialect.DoorContract;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;

/// The Flute door keeps what every door keeps.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class FluteDoorIT extends DoorContract {

    private static final String BREAK = "a\r\nBcc: b@example.com";

    @Override
    protected String path() {
        return "/v1/email";
    }

    @Override
    protected int limit() {
        return 6 * 1024 * 1024;
    }

    @Override
    protected int acceptedStatus() {
        return 200;
    }

    @Override
    protected String mail() {
        return FluteMail.of(Map.of());
    }

    @Override
    protected List<String> wrongTypes() {
        return List.of(
                FluteMail.of(Map.of("to", "a@example.com")),
                FluteMail.of(Map.of("to", List.of("a@example.com"))),
                FluteMail.of(Map.of("subject", 5)),
                FluteMail.of(Map.of("text", List.of())),
                FluteMail.of(Map.of("headers", List.of("a"))),
                FluteMail.of(Map.of("headers", Map.of("X-One", 1))),
                FluteMail.of(Map.of("attachments", Map.of())),
                FluteMail.of(Map.of("access_token", 5)),
                FluteMail.of(Map.of("environment", 5)));
    }

    @Override
    protected List<String> injections() {
        return List.of(
                FluteMail.of(Map.of("to", List.of(Map.of("email", BREAK + " <a@example.com>")))),
                FluteMail.of(
                        Map.of("cc", List.of(Map.of("email", "a@example.com", "name", BREAK)))),
                FluteMail.of(Map.of("reply_to", "a@example.com\nX: y")),
                FluteMail.of(Map.of("subject", BREAK)),
                FluteMail.of(Map.of("headers", Map.of("X-One", BREAK))),
                FluteMail.of(Map.of("headers", Map.of("X-One: y\r\nBcc", "b@example.com"))),
                FluteMail.of(Map.of("attachments", List.of(FluteMail.file(BREAK)))),
                FluteMail.of(Map.of("images", List.of(FluteMail.file(BREAK)))));
    }

    @Override
    protected String id(Response accepted) {
        return accepted.path("data.id");
    }

    @Override
    protected List<Call> callsWithId() {
        return List.of(
                new Call("GET", "/v1/email/{id}", null),
                new Call("GET", "/v1/email?id={id}", null));
    }

    @Override
    protected boolean idsOpenWithoutKey() {
        return true;
    }

    @Override
    protected int noKeyStatus() {
        return 403;
    }

    @Override
    protected int missingScopeStatus() {
        return 401;
    }

    @Override
    protected void assertRefused(Response answer) {
        assertThat(answer.contentType()).isEqualTo("application/json");
        if (answer.statusCode() < 500) {
            assertThat(answer.<String>path("status")).isEqualTo("fail");
            assertThat(answer.<String>path("data.message")).isNotEmpty();
        } else {
            assertThat(answer.<String>path("status")).isEqualTo("error");
            assertThat(answer.<String>path("message")).isNotEmpty();
        }
    }
}

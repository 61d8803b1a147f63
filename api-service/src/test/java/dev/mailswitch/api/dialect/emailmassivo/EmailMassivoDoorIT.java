package dev.mailswitch.api.dialect.emailmassivo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.api.dialect.DoorContract;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;

/// EmailMassivo's door keeps what every door keeps.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class EmailMassivoDoorIT extends DoorContract {

    private static final String BREAK = "a\r\nBcc: b@example.com";

    @Override
    protected String path() {
        return ExternalMails.SEND;
    }

    @Override
    protected int limit() {
        return 20 * 1024 * 1024;
    }

    @Override
    protected int acceptedStatus() {
        return 200;
    }

    @Override
    protected String mail() {
        return ExternalMails.mail(tenant(), Map.of("bcc", "one@example.com, no address"));
    }

    private String with(String field, Object value) {
        return ExternalMails.mail(tenant(), Map.of(field, value));
    }

    @Override
    protected List<String> wrongTypes() {
        return List.of(
                "{\"mail\":[]}",
                "{\"mail\":\"x\"}",
                ExternalMails.request(tenant(), Map.of("idempotencyKey", 5), Map.of()),
                with("to", "user@example.com"),
                with("to", Map.of("email", List.of("user@example.com"))),
                with("from", List.of()),
                with("subject", 5),
                with("html", Map.of()),
                with("previewTitle", true),
                with("cc", 5),
                with("bcc", List.of(Map.of())),
                with("headers", "X-One: 1"),
                with("headers", Map.of("X-One", 5)),
                "{\"mail\":{\"headers\":{\"\\ud800\":\"1\"}}}",
                "{\"mail\":{\"to\":{\"\\ud800\":[]},\"cc\":\"\\ud800\"}}",
                with("attachments", "x"),
                with("attachments", List.of("x")),
                with("attachments", Map.of("a.txt", 5)));
    }

    @Override
    protected List<String> injections() {
        String from = "billing@" + tenant().domain();
        return List.of(
                with("to", Map.of("email", BREAK + " <a@example.com>")),
                with("to", Map.of("email", "a@example.com", "name", BREAK)),
                with("from", Map.of("email", from, "name", BREAK)),
                with("subject", BREAK),
                with("cc", BREAK + " <a@example.com>"),
                with("bcc", List.of("a@example.com\nX: y")),
                with("headers", Map.of("X-One", BREAK)),
                with("headers", Map.of("X-One", List.of("1", BREAK))),
                with("headers", Map.of("X-One", Map.of("prepared", true, "value", BREAK))),
                with("headers", Map.of("X-One: y\r\nBcc", "b@example.com")),
                with("headers", Map.of("Reply-To", BREAK + " <a@example.com>")),
                with("attachments", Map.of(BREAK, "")));
    }

    @Override
    protected String id(Response accepted) {
        return accepted.path("uuid");
    }

    @Override
    protected List<Call> callsWithId() {
        return List.of(new Call("GET", ExternalMails.PATH + "/{id}", null));
    }

    @Override
    protected void assertRefused(Response answer) {
        assertThat(answer.contentType()).startsWith("application/json");
        Map<String, Object> document = answer.path("");
        assertThat(document).containsOnlyKeys("message");
        assertThat(answer.<String>path("message")).isNotBlank();
    }
}

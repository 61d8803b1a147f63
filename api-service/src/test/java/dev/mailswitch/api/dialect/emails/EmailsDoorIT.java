package dev.mailswitch.api.dialect.emails;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.api.dialect.DoorContract;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/// The native door keeps what every door keeps.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class EmailsDoorIT extends DoorContract {

    private static final String BREAK = "a\r\nBcc: b@example.com";

    @Override
    protected String path() {
        return "/api/v1/emails";
    }

    @Override
    protected int limit() {
        return 10 * 1024 * 1024;
    }

    @Override
    protected int acceptedStatus() {
        return 202;
    }

    @Override
    protected String mail() {
        return Tenant.mail(Map.of("metadata", Map.of("order", 5)));
    }

    @Override
    protected List<String> wrongTypes() {
        return List.of(
                Tenant.mail(Map.of("to", "a@example.com")),
                Tenant.mail(Map.of("subject", 5)),
                Tenant.mail(Map.of("track_opens", "yes")),
                Tenant.mail(Map.of("headers", List.of("a"))),
                Tenant.mail(Map.of("attachments", Map.of())),
                Tenant.mail(Map.of("nobody_knows_me", 1)),
                "{\"\\ud800\":1}");
    }

    @Override
    protected List<String> injections() {
        return List.of(
                Tenant.mail(Map.of("to", List.of(BREAK + " <a@example.com>"))),
                Tenant.mail(Map.of("reply_to", List.of("a@example.com\nX: y"))),
                Tenant.mail(Map.of("from_", BREAK + " <a@" + tenant().domain() + ">")),
                Tenant.mail(Map.of("subject", BREAK)),
                Tenant.mail(Map.of("headers", Map.of("X-One", BREAK))),
                Tenant.mail(Map.of("headers", Map.of("X-One: y\r\nBcc", "b@example.com"))),
                Tenant.mail(Map.of("tags", List.of(BREAK))),
                Tenant.mail(
                        Map.of(
                                "attachments",
                                List.of(
                                        Map.of(
                                                "filename", BREAK,
                                                "content_type", "a/b",
                                                "content_b64", "")))));
    }

    @Override
    protected String id(Response accepted) {
        return accepted.path("id");
    }

    @Override
    protected List<Call> callsWithId() {
        String later = Instant.now().plus(1, ChronoUnit.HOURS).toString();
        return List.of(
                new Call("GET", "/api/v1/emails/{id}", null),
                new Call("GET", "/api/v1/emails/{id}/events", null),
                new Call("POST", "/api/v1/emails/{id}/cancel", null),
                new Call(
                        "PATCH",
                        "/api/v1/emails/{id}",
                        "{\"scheduled_at\":\"%s\"}".formatted(later)));
    }

    @Override
    protected void assertRefused(Response answer) {
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.<Integer>path("status")).isEqualTo(answer.statusCode());
        assertThat(answer.<String>path("type")).startsWith("https://mailswitch.dev/docs/errors/");
    }
}

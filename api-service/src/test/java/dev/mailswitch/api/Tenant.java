package dev.mailswitch.api;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailswitch.api.boot.Installations;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;

/// An organisation made by the `bootstrap` command, and calls with its keys.
public record Tenant(String name, String domain, String adminKey, String sendKey) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// A new one; its environment is `main`, its sender `hello@<domain>`.
    public static Tenant make() {
        String name = "t" + UUID.randomUUID().toString().substring(0, 8);
        String domain = name + ".example";
        String adminKey = Installations.bootstrap(name, "main", "hello@" + domain, domain);
        Tenant made = new Tenant(name, domain, adminKey, "");
        String sendKey =
                made.admin("{\"name\":\"send\",\"environment\":\"main\"}")
                        .post("/api/v1/api-keys")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("key");
        return new Tenant(name, domain, adminKey, sendKey);
    }

    /// Gives an environment a sandbox to send through.
    public void provide(String environment) {
        String provider =
                admin("{\"name\":\"sandbox for %s\",\"kind\":\"sandbox\"}".formatted(environment))
                        .post("/api/v1/providers")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("id");
        admin("{\"environment\":\"%s\",\"provider_id\":\"%s\"}".formatted(environment, provider))
                .post("/api/v1/routes")
                .then()
                .statusCode(201);
    }

    public RequestSpecification admin() {
        return given().header("Authorization", "Bearer " + adminKey);
    }

    public RequestSpecification admin(String body) {
        return admin().contentType("application/json").body(body);
    }

    public RequestSpecification sender() {
        return given().header("Authorization", "Bearer " + sendKey);
    }

    public Response send(String body) {
        return sender().contentType("application/json").body(body).post("/api/v1/emails");
    }

    public Response send(String body, String idempotencyKey) {
        return sender().header("Idempotency-Key", idempotencyKey)
                .contentType("application/json")
                .body(body)
                .post("/api/v1/emails");
    }

    public Response send(String key, String body, String idempotencyKey) {
        return given().header("X-Api-Key", key)
                .header("Idempotency-Key", idempotencyKey)
                .contentType("application/json")
                .body(body)
                .post("/api/v1/emails");
    }

    public Response batch(String body, String idempotencyKey) {
        return sender().header("Idempotency-Key", idempotencyKey)
                .contentType("application/json")
                .body(body)
                .post("/api/v1/emails/batch");
    }

    /// Changes a row behind the service's back.
    public static void sql(String statement) throws SQLException {
        var config = ConfigProvider.getConfig();
        try (Connection connection =
                        DriverManager.getConnection(
                                config.getValue("MAILSWITCH_DATABASE_URL", String.class),
                                config.getValue("MAILSWITCH_DATABASE_USER", String.class),
                                config.getValue("MAILSWITCH_DATABASE_PASSWORD", String.class));
                Statement sql = connection.createStatement()) {
            sql.executeUpdate(statement);
        }
    }

    /// A small mail with some fields of one's own.
    public static String mail(Map<String, ?> fields) {
        var mail = JSON.createObjectNode();
        mail.putArray("to").add("user@example.com");
        mail.put("subject", "Your receipt").put("text", "Thanks.");
        JsonNode more = JSON.valueToTree(fields);
        more.properties().forEach(field -> mail.set(field.getKey(), field.getValue()));
        return mail.toString();
    }
}

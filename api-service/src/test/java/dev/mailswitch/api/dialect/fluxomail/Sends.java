package dev.mailswitch.api.dialect.fluxomail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailswitch.api.Tenant;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.SendId;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/// Sends of tests.
final class Sends {

    /// All that an error may be called.
    static final List<String> CODES =
            List.of(
                    "missing_required_fields",
                    "validation_error",
                    "invalid_api_key",
                    "missing_scope",
                    "tenant_paused",
                    "not_found",
                    "idempotency_mismatch",
                    "payload_too_large",
                    "unsupported_media_type",
                    "rate_limited",
                    "quota_exceeded",
                    "internal_error",
                    "unavailable");

    private static final ObjectMapper JSON = new ObjectMapper();

    private Sends() {}

    /// A small send with some fields of one's own.
    static String send(Map<String, ?> fields) {
        var send = JSON.createObjectNode();
        send.put("to", "user@example.com").put("subject", "Welcome").put("content", "Hi");
        send.put("htmlContent", "<p>Hi</p>");
        JsonNode more = JSON.valueToTree(fields);
        more.properties().forEach(field -> send.set(field.getKey(), field.getValue()));
        return send.toString();
    }

    static Response post(Tenant tenant, Map<String, ?> fields) {
        return tenant.sender()
                .contentType("application/json")
                .body(send(fields))
                .post("/api/v1/emails/send");
    }

    static EmailId mail(Response answer) {
        return SendId.parse(answer.path("sendId")).mail();
    }

    /// A sandbox provider of the organisation.
    static ProviderId provider(Tenant tenant) {
        String id =
                tenant.admin("{\"name\":\"first\",\"kind\":\"sandbox\",\"settings\":{}}")
                        .post("/api/v1/providers")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("id");
        return ProviderId.parse(id);
    }

    /// The first cell of what a query finds.
    static String sql(String query) throws SQLException {
        var config = ConfigProvider.getConfig();
        try (Connection connection =
                        DriverManager.getConnection(
                                config.getValue("MAILSWITCH_DATABASE_URL", String.class),
                                config.getValue("MAILSWITCH_DATABASE_USER", String.class),
                                config.getValue("MAILSWITCH_DATABASE_PASSWORD", String.class));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}

package dev.mailswitch.api.dialect.emailmassivo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailswitch.api.Tenant;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.util.Map;

/// Requests of EmailMassivo's door, for tests.
final class ExternalMails {

    static final String PATH = "/api/v1/external-mails";
    static final String SEND = PATH + "/send";
    static final String BY_TEMPLATE = PATH + "/send-by-template";

    private static final ObjectMapper JSON = new ObjectMapper();

    private ExternalMails() {}

    /// A small mail with some fields of one's own; null takes one away.
    static String mail(Tenant tenant, Map<String, ?> fields) {
        return request(tenant, Map.of(), fields);
    }

    /// The same, with fields beside `mail` too.
    static String request(Tenant tenant, Map<String, ?> beside, Map<String, ?> fields) {
        ObjectNode mail = JSON.createObjectNode();
        mail.putObject("to").put("email", "user@example.com").put("name", "User");
        mail.putObject("from").put("email", "billing@" + tenant.domain()).put("name", "Shop");
        mail.put("subject", "Your receipt").put("html", "<p>Thanks.</p>");
        put(mail, fields);
        ObjectNode request = JSON.createObjectNode();
        request.set("mail", mail);
        put(request, beside);
        return request.toString();
    }

    private static void put(ObjectNode object, Map<String, ?> fields) {
        JsonNode more = JSON.valueToTree(fields);
        more.properties()
                .forEach(
                        field -> {
                            if (field.getValue().isNull()) {
                                object.remove(field.getKey());
                            } else {
                                object.set(field.getKey(), field.getValue());
                            }
                        });
    }

    static Response post(String key, String path, String body) {
        return RestAssured.given()
                .header("X-Api-Key", key)
                .contentType("application/json")
                .body(body)
                .post(path);
    }

    static Response status(String key, String uuid) {
        return RestAssured.given().header("X-Api-Key", key).get(PATH + "/" + uuid);
    }
}

package dev.mailswitch.api.dialect.flute;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;

/// Bodies for the Flute door.
final class FluteMail {

    private static final ObjectMapper JSON = new ObjectMapper();

    private FluteMail() {}

    /// The mail of the document's first example, with some fields of one's own.
    static String of(Map<String, ?> fields) {
        var mail = JSON.createObjectNode();
        mail.set("to", JSON.valueToTree(List.of(Map.of("email", "you@example.com"))));
        mail.put("subject", "rumi says").put("text", "listen to the song of the reed flute");
        JsonNode more = JSON.valueToTree(fields);
        more.properties().forEach(field -> mail.set(field.getKey(), field.getValue()));
        return mail.toString();
    }

    static Map<String, String> file(String name) {
        return Map.of("name", name, "type", "image/png", "data", "AAEC");
    }
}

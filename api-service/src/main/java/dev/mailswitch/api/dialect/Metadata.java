package dev.mailswitch.api.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Objects that a sender hands in, in one spelling: names sorted, no white space. So two
/// requests that differ in order only are one, and a repeated answer has the same bytes.
public final class Metadata {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MOST = 16 * 1024;

    /// Of a template's variables: half of what it may be once rendered.
    private static final int MOST_VARIABLES = 1 << 20;

    private Metadata() {}

    /// The object as text, or null for none; what is no object goes to the findings as `metadata`.
    public static @Nullable String canonical(@Nullable JsonNode metadata, Findings findings) {
        return canonical("metadata", metadata, MOST, "must not exceed 16 KiB", findings);
    }

    /// The variables of a template in the same spelling, `{}` for none.
    ///
    /// @param field as the door calls them, for the findings
    public static String variables(String field, @Nullable JsonNode variables, Findings findings) {
        String json =
                canonical(field, variables, MOST_VARIABLES, "must not exceed 1 MiB", findings);
        return json == null ? "{}" : json;
    }

    private static @Nullable String canonical(
            String field, @Nullable JsonNode given, int most, String tooMuch, Findings findings) {
        if (given == null || given.isNull()) {
            return null;
        }
        if (!given.isObject()) {
            findings.invalid(field, "must be an object");
            return null;
        }
        try {
            String json = JSON.writeValueAsString(sorted(given));
            if (json.length() > most) {
                findings.invalid(field, tooMuch);
                return null;
            }
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(json)) {
                findings.invalid(field, "must be valid Unicode");
                return null;
            }
            return json;
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException(bug);
        }
    }

    private static JsonNode sorted(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                TreeMap<String, JsonNode> fields = new TreeMap<>();
                object.properties().forEach(e -> fields.put(e.getKey(), sorted(e.getValue())));
                ObjectNode copy = JsonNodeFactory.instance.objectNode();
                copy.setAll(fields);
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = JsonNodeFactory.instance.arrayNode();
                array.forEach(element -> copy.add(sorted(element)));
                yield copy;
            }
            default -> node;
        };
    }
}

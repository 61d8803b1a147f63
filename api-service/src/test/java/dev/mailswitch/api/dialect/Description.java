package dev.mailswitch.api.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// An OpenAPI document and what can be held against it: its own examples, and answers. Stricter than
/// its schemas say: what they do not speak of, nothing may have.
final class Description {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

    /// What is under these is no description, whatever it looks like.
    private static final Set<String> DATA = Set.of("example", "examples", "value", "default");

    private static final JsonSchemaFactory SCHEMAS =
            JsonSchemaFactory.getInstance(VersionFlag.V202012);
    private static final SchemaValidatorsConfig CONFIG =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    /// @param place in the document, as a JSON pointer
    record Example(String place, JsonNode schema, JsonNode value) {}

    /// @param path template of the paths
    /// @param item what holds for all operations of the path
    record Operation(String method, String path, JsonNode item, JsonNode node) {

        /// As [Routes#all()] writes it.
        String route() {
            return method.toUpperCase(Locale.ROOT) + " " + path;
        }

        boolean serves(String method, String path) {
            return this.method.equalsIgnoreCase(method)
                    && Pattern.matches(this.path.replaceAll("\\{[^}]*}", "[^/]+"), path);
        }

        int variables() {
            return path.split("\\{", -1).length;
        }
    }

    private final JsonNode document;

    Description(String json) {
        try {
            this.document = JSON.readTree(json);
        } catch (JsonProcessingException broken) {
            throw new AssertionError(broken);
        }
        close(document);
    }

    JsonNode document() {
        return document;
    }

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                if (METHODS.contains(method.getKey())) {
                    operations.add(
                            new Operation(
                                    method.getKey(),
                                    path.getKey(),
                                    path.getValue(),
                                    method.getValue()));
                }
            }
        }
        return operations;
    }

    /// The node, or what it refers to.
    JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    /// Of bodies, parameters and headers, wherever they stand.
    List<Example> examples() {
        List<Example> found = new ArrayList<>();
        collect("", document, found);
        return found;
    }

    private void collect(String place, JsonNode node, List<Example> found) {
        JsonNode schema = node.path("schema");
        if (schema.isObject() && node.has("example")) {
            found.add(new Example(place, schema, node.get("example")));
        }
        if (schema.isObject()) {
            node.path("examples")
                    .properties()
                    .forEach(
                            named ->
                                    found.add(
                                            new Example(
                                                    place + "/examples/" + named.getKey(),
                                                    schema,
                                                    resolved(named.getValue()).path("value"))));
        }
        node.properties()
                .forEach(
                        field -> {
                            if (!DATA.contains(field.getKey())) {
                                collect(
                                        place + "/" + field.getKey().replace("/", "~1"),
                                        field.getValue(),
                                        found);
                            }
                        });
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(place + "/" + i, node.get(i), found);
            }
        }
    }

    /// What is wrong with a value, in words; empty if it is as its schema says.
    List<String> faults(JsonNode schema, JsonNode value) {
        ObjectNode root = JSON.createObjectNode();
        root.setAll((ObjectNode) schema);
        // Where its references lead.
        root.set("components", document.path("components"));
        return SCHEMAS.getSchema(root, CONFIG).validate(value).stream()
                .map(ValidationMessage::getMessage)
                .sorted()
                .toList();
    }

    /// What is wrong with an answer of the service.
    ///
    /// @param type of the content, or empty
    List<String> faults(String method, String path, int status, String type, String body) {
        Optional<Operation> operation =
                operations().stream()
                        .filter(candidate -> candidate.serves(method, path))
                        .min(Comparator.comparingInt(Operation::variables));
        if (operation.isEmpty()) {
            return List.of("the route is not described");
        }
        JsonNode answer =
                resolved(operation.get().node().path("responses").path(Integer.toString(status)));
        if (answer.isMissingNode()) {
            return List.of("the status %d is not described".formatted(status));
        }
        if (body.isEmpty()) {
            return answer.has("content") ? List.of("a body is described") : List.of();
        }
        String media = type.split(";", 2)[0].strip();
        JsonNode schema = answer.path("content").path(media).path("schema");
        if (schema.isMissingNode()) {
            return List.of("the type %s is not described".formatted(media));
        }
        try {
            return media.matches(".*[/+]json") ? faults(schema, JSON.readTree(body)) : List.of();
        } catch (JsonProcessingException broken) {
            return List.of("the body is no JSON");
        }
    }

    /// Shuts every object that has named fields against others, where it is used: where it is
    /// defined, another may have been built on it.
    private void close(JsonNode node) {
        node.properties()
                .forEach(
                        field -> {
                            if (!DATA.contains(field.getKey())) {
                                close(field.getValue());
                            }
                        });
        if (node.isArray()) {
            node.forEach(this::close);
        }
        shut(node.path("schema"));
        shut(node.path("items"));
        node.path("properties").forEach(this::shut);
    }

    private void shut(JsonNode schema) {
        if (schema instanceof ObjectNode object
                && composed(resolved(schema))
                && !object.has("additionalProperties")) {
            object.put("unevaluatedProperties", false);
        }
    }

    private static boolean composed(JsonNode schema) {
        return List.of("$ref", "properties", "allOf", "anyOf", "oneOf").stream()
                .anyMatch(schema::has);
    }
}

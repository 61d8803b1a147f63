package dev.mailswitch.api.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The files that [OpenApiFragments] merges.
class OpenApiFragmentsTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Path FILES = Path.of("src/main/resources/openapi");

    @Test
    void everyFileIsMerged() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".yaml", "")))
                    .isNotEmpty()
                    .isSubsetOf(OpenApiFragments.NAMES);
        }
    }

    /// One would silently take the place of the other.
    @Test
    void noTwoFilesSayDifferentThingsOfOne() throws IOException {
        Map<String, JsonNode> said = new HashMap<>();
        List<String> contradictions = new ArrayList<>();
        for (String name : OpenApiFragments.NAMES) {
            Path path = FILES.resolve(name + ".yaml");
            if (!Files.exists(path)) {
                continue;
            }
            JsonNode file = YAML.readTree(path.toFile());
            Map<String, JsonNode> sections = new HashMap<>();
            sections.put("paths", file.path("paths"));
            file.path("components")
                    .properties()
                    .forEach(e -> sections.put(e.getKey(), e.getValue()));
            sections.forEach(
                    (section, all) ->
                            all.properties()
                                    .forEach(
                                            one -> {
                                                String key = section + " " + one.getKey();
                                                JsonNode node = wordless(one.getValue());
                                                JsonNode before = said.putIfAbsent(key, node);
                                                if (before != null && !before.equals(node)) {
                                                    contradictions.add(name + ": " + key);
                                                }
                                            }));
        }
        assertThat(said).containsKeys("paths /api/v1/emails", "schemas Problem");
        assertThat(contradictions).isEmpty();
    }

    /// Without what is for people only.
    private static JsonNode wordless(JsonNode node) {
        JsonNode copy = node.deepCopy();
        for (ObjectNode object : objects(copy)) {
            object.remove(List.of("description", "bearerFormat", "example"));
        }
        return copy;
    }

    private static List<ObjectNode> objects(JsonNode node) {
        List<ObjectNode> found = new ArrayList<>();
        if (node instanceof ObjectNode object) {
            found.add(object);
        }
        node.forEach(child -> found.addAll(objects(child)));
        return found;
    }
}

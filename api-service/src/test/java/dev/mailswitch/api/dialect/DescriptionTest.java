package dev.mailswitch.api.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// That what is held against a description is not always right.
class DescriptionTest {

    private static final String DOCUMENT =
            """
            {"paths": {
              "/mails/{id}": {"get": {"responses": {"200": {"content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/Sent"},
                "examples": {"one": {"value": %s}}}}}}}},
              "/mails/batch": {"get": {"responses": {"204": {"description": "None"}}}}},
             "components": {"schemas": {
              "Mail": {"type": "object", "required": ["id"], "properties": {
                "id": {"type": "string", "format": "uuid"},
                "labels": {"type": "object", "additionalProperties": {"type": "integer"}},
                "frames": {"type": "array", "items": {"type": "object", "properties": {
                  "no": {"type": "integer"}}}}}},
              "Sent": {"allOf": [{"$ref": "#/components/schemas/Mail"}, {"type": "object",
                "properties": {"at": {"type": ["string", "null"], "format": "date-time"}}}]}}}}
            """;

    private static final String ID = "019a0000-0000-7abc-8def-012345678800";

    private static Description with(String example) {
        return new Description(DOCUMENT.formatted(example));
    }

    private static List<String> faults(Description description) {
        Description.Example example = description.examples().getFirst();
        return description.faults(example.schema(), example.value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'id': '019a0000-0000-7abc-8def-012345678800', 'at': null}",
                "{'id': '019a0000-0000-7abc-8def-012345678800', 'at': '2026-01-31T12:00:00Z',"
                        + " 'labels': {'any': 1}, 'frames': [{'no': 1}]}"
            })
    void anExampleThatFitsHasNoFaults(String example) {
        assertThat(faults(with(example.replace('\'', '"')))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'id': 'no uuid'}",
                "{'id': '019a0000-0000-7abc-8def-012345678800', 'at': 'noon'}",
                "{'id': '019a0000-0000-7abc-8def-012345678800', 'more': 1}",
                "{'id': '019a0000-0000-7abc-8def-012345678800', 'labels': {'any': 'x'}}",
                "{'id': '019a0000-0000-7abc-8def-012345678800', 'frames': [{'more': 1}]}"
            })
    void oneThatDoesNotHas(String example) {
        assertThat(faults(with(example.replace('\'', '"')))).isNotEmpty();
    }

    @Test
    void anAnswerIsHeldAgainstItsRouteStatusAndType() {
        Description description = with("{}");
        String json = "application/json;charset=UTF-8";
        String mail = "{\"id\":\"%s\"}".formatted(ID);
        assertThat(description.faults("GET", "/mails/x", 200, json, mail)).isEmpty();
        assertThat(description.faults("GET", "/mails/x", 200, json, "{}")).isNotEmpty();
        assertThat(description.faults("GET", "/mails/x", 200, "text/plain", mail)).isNotEmpty();
        assertThat(description.faults("GET", "/mails/x", 200, "", "")).isNotEmpty();
        assertThat(description.faults("GET", "/mails/x", 404, json, mail)).isNotEmpty();
        assertThat(description.faults("PUT", "/mails/x", 200, json, mail)).isNotEmpty();
        assertThat(description.faults("GET", "/mails/batch", 204, "", "")).isEmpty();
    }
}

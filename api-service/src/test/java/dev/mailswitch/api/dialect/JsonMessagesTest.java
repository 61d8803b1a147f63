package dev.mailswitch.api.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is said of a body that is not what it should be.
class JsonMessagesTest {

    private static final JsonMapper MAPPER = StrictJson.mapper();

    record Sample(
            @JsonPropertyDescription("a list of addresses") @Nullable List<String> to,
            @Nullable List<String> tags,
            @Nullable String subject,
            @Nullable Boolean trackOpens,
            @Nullable Integer weight,
            @Nullable List<Part> parts,
            @Nullable Part part,
            @Nullable Map<String, String> headers,
            @Nullable Map<String, JsonNode> vars) {}

    record Part(@Nullable String name, @Nullable Long size) {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"to":"ann@example.com"}       | to            | must be a list of addresses
                    {"to":["ann@example.com",5]}   | to[1]         | must be a string
                    {"tags":"one"}                 | tags          | must be a list of strings
                    {"subject":{}}                 | subject       | must be a string
                    {"subject":5}                  | subject       | must be a string
                    {"track_opens":"yes"}          | track_opens   | must be true or false
                    {"weight":1.5}                 | weight        | must be a whole number up to 2147483647
                    {"weight":99999999999}         | weight        | must be a whole number up to 2147483647
                    {"parts":{"name":"a"}}         | parts         | must be a list of objects
                    {"parts":[{"size":"x"}]}       | parts[0].size | must be a whole number
                    {"part":"a"}                   | part          | must be an object
                    {"headers":{"X-A":[]}}         | headers.X-A   | must be a string
                    {"headers":"X-A"}              | headers       | must be an object
                    {"vars":[]}                    | vars          | must be an object
                    """)
    void aWrongTypeIsToldWithTheOneThatIsWanted(String json, String field, String message) {
        assertThat(error(json)).isEqualTo(FieldError.invalid(field, message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"to_":[]}             | to_            | is not known here; did you mean to?
                    {"trackOpens":true}    | trackOpens     | is not known here; did you mean track_opens?
                    {"wieght":1}           | wieght         | is not known here; did you mean weight?
                    {"subjects":"a"}       | subjects       | is not known here; did you mean subject?
                    {"parts":[{"nam":1}]}  | parts[0].nam   | is not known here; did you mean name?
                    {"html":"a"}           | html           | is not known here
                    {"x":1}                | x              | is not known here
                    """)
    void anUnknownFieldIsToldWithTheOneThatWasMeant(String json, String field, String message) {
        assertThat(error(json)).isEqualTo(new FieldError(field, "unknown", message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"subject":"a","subject":"b"}                           | subject
                    {"parts":[{"name":"a"},{"name":"a","size":1,"name":""}]} | parts[1].name
                    {"vars":{"order":{"no":1,"no":1}}}                       | vars.order.no
                    """)
    void aFieldThatStandsTwiceIsNamed(String json, String field) {
        assertThat(error(json))
                .isEqualTo(new FieldError(field, "duplicate", "must stand here once"));
    }

    @Test
    void whatIsNoJsonNamesThePlace() {
        assertThat(stop("{\"to\":[}"))
                .isInstanceOfSatisfying(
                        Stop.Malformed.class,
                        malformed ->
                                assertThat(malformed.detail())
                                        .startsWith("The body is not valid JSON: line 1, column "));
    }

    private static FieldError error(String json) {
        Stop stop = stop(json);
        assertThat(stop).isInstanceOf(Stop.Invalid.class);
        return ((Stop.Invalid) stop).errors().getFirst();
    }

    private static Stop stop(String json) {
        Step<Sample> read = Json.read(MAPPER, Body.of(json.getBytes(UTF_8)), Sample.class);
        assertThat(read).isInstanceOf(Step.Stopped.class);
        return ((Step.Stopped<Sample>) read).stop();
    }
}

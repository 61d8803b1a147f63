package dev.mailswitch.api.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What a small body can blow up to.
class JsonBoundsTest {

    /// A list of so many values, each a token beside the two of the list.
    private static Step<JsonNode> read(JsonMapper mapper, int values) {
        String list =
                Stream.generate(() -> "1").limit(values).collect(Collectors.joining(",", "[", "]"));
        return Json.read(mapper, Body.of(list.getBytes(UTF_8)), JsonNode.class);
    }

    @Test
    void aBodyHasSoManyValuesAndNoMore() {
        assertThat(read(StrictJson.mapper(), 190_000)).isInstanceOf(Step.Passed.class);
        assertThat(read(StrictJson.mapper(), 210_000))
                .isInstanceOfSatisfying(
                        Step.Stopped.class,
                        stopped -> assertThat(stopped.stop()).isInstanceOf(Stop.Malformed.class));
    }

    @Test
    void aBatchHasAsManyAsItsMailsMayNeed() {
        // 500 mails to a thousand addresses each.
        assertThat(read(StrictJson.batchMapper(), 500 * 1_030)).isInstanceOf(Step.Passed.class);
        assertThat(read(StrictJson.batchMapper(), 1_100_000)).isInstanceOf(Step.Stopped.class);
    }
}

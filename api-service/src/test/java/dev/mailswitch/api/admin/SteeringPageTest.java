package dev.mailswitch.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mailswitch.api.dialect.MarkdownTable;
import dev.mailswitch.api.dialect.PageContract;
import dev.mailswitch.api.dialect.StrictJson;
import dev.mailswitch.routing.Explanation;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Keeps the page about steering true: its tables name all that can be asked and answered.
class SteeringPageTest {

    private static final JsonMapper JSON = StrictJson.mapper();

    private static List<String> names(String head) throws IOException {
        String page =
                Files.readString(PageContract.repository().resolve("docs/operations/steering.md"));
        return MarkdownTable.all(page).stream()
                .filter(table -> table.head().getFirst().equals(head))
                .flatMap(table -> table.rows().stream())
                .flatMap(row -> row.codes(0).stream())
                .toList();
    }

    @Test
    void theTableOfStandingsHasEveryState() throws IOException {
        assertThat(names("`standing` of a route"))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Explanation.State.values())
                                .map(Explanation.State::word)
                                .toList());
    }

    @Test
    void theTableOfAQuestionHasEveryField() throws IOException {
        assertThat(names("field of a question"))
                .containsExactlyInAnyOrderElementsOf(
                        JSON
                                .getSerializationConfig()
                                .introspect(JSON.constructType(ExplainResource.Request.class))
                                .findProperties()
                                .stream()
                                .map(BeanPropertyDefinition::getName)
                                .toList());
    }
}

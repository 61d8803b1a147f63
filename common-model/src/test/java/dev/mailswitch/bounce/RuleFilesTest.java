package dev.mailswitch.bounce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.model.outcome.BounceClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleFilesTest {

    @TempDir Path directory;

    @Test
    void operatorsRulesAreTriedFirstInTheOrderOfTheirFiles() throws IOException {
        write(
                "20-b.json",
                "[{'id': 'b', 'class': 'policy', 'source': 's', 'any': ['user unknown']}]");
        write("10-a.json", "[{'id': 'a', 'class': 'throttled', 'source': 's', 'any': ['quux']}]");
        write("notes.txt", "no rules");
        Classifier classifier = Classifier.with(directory);
        assertThat(said(classifier, "550 5.1.1 user unknown, quux")).isEqualTo("a");
        assertThat(said(classifier, "550 5.1.1 user unknown")).isEqualTo("b");
        assertThat(said(classifier, "550 5.1.1 no such user")).isEqualTo("no-user");
    }

    @Test
    void onlyAndUnlessNarrow() throws IOException {
        write(
                "a.json",
                """
                [{'id': 'a', 'class': 'routing', 'source': 's', 'when': '5xx', 'temporary': 'transient',
                  'only': ['5.9.1-5.9.3'], 'words': ['foo'], 'unless': ['bar .. baz']}]
                """);
        Classifier classifier = Classifier.with(directory);
        assertThat(said(classifier, "550 5.9.2 foo")).isEqualTo("a");
        assertThat(said(classifier, "550 5.9.4 foo")).isNotEqualTo("a");
        assertThat(said(classifier, "450 4.9.2 foo")).isNotEqualTo("a");
        assertThat(said(classifier, "550 5.9.2 food")).isNotEqualTo("a");
        assertThat(said(classifier, "550 5.9.2 foo bar x baz")).isNotEqualTo("a");
    }

    private static String said(Classifier classifier, String reply) {
        return classifier.classify(0, null, reply, false).ruleId();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {} | line 1: must be an array
                    [{'id': 'a', 'class': 'policy', 'source': 's', 'any': ['x yz']},,] | line 1: not JSON
                    [{'id': 'a', 'class': 'polic', 'source': 's', 'any': ['x yz']}] | line 1: rule 'a': 'class' is 'polic', which is no class
                    [{'id': 'a', 'source': 's', 'any': ['x yz']}] | rule 'a': 'class' is missing
                    [{'id': 'a', 'class': 'policy', 'any': ['x yz']}] | rule 'a': 'source' is missing
                    [{'class': 'policy', 'source': 's', 'any': ['x yz']}] | 'id' is missing
                    [{'id': 'a', 'class': 'policy', 'source': 's'}] | rule 'a': needs 'any', 'words' or 'enhanced'
                    [{'id': 'a', 'class': 'policy', 'source': 's', 'any': ['X yz']}] | rule 'a': 'any': 'X yz' must be in lower case
                    [{'id': 'a', 'class': 'policy', 'source': 's', 'any': ['x .. ']}] | rule 'a': 'any': 'x .. ' has an empty part
                    [{'id': 'a', 'class': 'policy', 'source': 's', 'any': 'x'}] | rule 'a': 'any' must be a list of texts
                    [{'id': 'a', 'class': 'policy', 'source': 's', 'any': [7]}] | rule 'a': 'any' must be a text
                    [{'id': 'a', 'class': 'policy', 'source': 's', 'enhanced': ['5.7']}] | rule 'a': 'enhanced': '5.7' is no enhanced code
                    [{'id': 'a', 'class': 'policy', 'source': 's', 'enhanced': ['5.7.9-5.8.1']}] | must differ in the last number only
                    [{'id': 'a', 'class': 'policy', 'source': 's', 'when': '5', 'any': ['x yz']}] | rule 'a': 'when' must be 4xx or 5xx
                    [{'id': 'a', 'clas': 'policy'}] | rule 'a': 'clas' is not known
                    [{'id': 'a', 'class': 'policy', 'source': 's', 'any': ['x yz'] | not JSON
                    """)
    void mistakesAreNamed(String json, String message) throws IOException {
        write("a.json", json);
        assertThatThrownBy(() -> Classifier.with(directory))
                .isInstanceOf(BadRules.class)
                .hasMessageContaining("a.json")
                .hasMessageContaining(message);
    }

    @Test
    void mistakesHaveTheirLine() throws IOException {
        write(
                "a.json",
                """
                [
                  {'id': 'a', 'class': 'policy', 'source': 's', 'any': ['x yz']},
                  {'id': 'b', 'class': 'policy', 'source': 's',
                   'any': [
                     'x yz',
                     'X YZ'
                   ]}
                ]
                """);
        assertThatThrownBy(() -> Classifier.with(directory))
                .hasMessageContaining("line 6: rule 'b'");
    }

    @Test
    void idsAreUniqueOverFiles() throws IOException {
        String rule = "[{'id': 'a', 'class': 'policy', 'source': 's', 'any': ['x yz']}]";
        write("a.json", rule);
        write("b.json", rule);
        assertThatThrownBy(() -> Classifier.with(directory))
                .isInstanceOf(BadRules.class)
                .hasMessageContaining("a rule 'a' is in")
                .hasMessageContaining("already");
    }

    @Test
    void operatorMayReplaceAStandardRule() throws IOException {
        write(
                "a.json",
                "[{'id': 'no-user', 'class': 'policy', 'source': 's', 'any': ['user unknown']}]");
        assertThat(
                        Classifier.with(directory)
                                .classify(0, null, "550 user unknown", false)
                                .bounceClass())
                .isEqualTo(BounceClass.POLICY);
    }

    @Test
    void missingDirectoryIsNamed() {
        assertThatThrownBy(() -> Classifier.with(directory.resolve("none")))
                .isInstanceOf(BadRules.class)
                .hasMessageContaining("there is no directory of rules");
    }

    private void write(String name, String json) throws IOException {
        Files.writeString(directory.resolve(name), json.replace('\'', '"'));
    }
}

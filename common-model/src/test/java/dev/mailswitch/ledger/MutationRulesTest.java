package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whether `src/test/mutations/rules.txt` still speaks of this code. Running the mutations takes too
/// long for every build, and a rule that fits nothing guards nothing.
class MutationRulesTest {

    private static final Path RULES = Path.of("src/test/mutations/rules.txt");
    private static final Path LEDGER = Path.of("src/main/java/dev/mailswitch/ledger");
    private static final Path TESTS = Path.of("src/test/java/dev/mailswitch/ledger");

    /// A block of the file, as its lines.
    record Rule(List<String> lines) {

        List<String> after(String start) {
            return lines.stream()
                    .filter(line -> line.startsWith(start))
                    .map(line -> line.substring(start.length()))
                    .toList();
        }

        @Override
        public String toString() {
            return String.join("", after("rule: "));
        }
    }

    static Stream<Rule> rules() throws IOException {
        return Arrays.stream(Files.readString(RULES).split("\n\n"))
                .map(block -> block.lines().filter(line -> !line.startsWith("#")).toList())
                .filter(lines -> !lines.isEmpty())
                .map(Rule::new);
    }

    @Test
    void eachIsNamedOnce() throws IOException {
        assertThat(rules().map(Rule::toString)).isNotEmpty().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void itsTestIsThere(Rule rule) throws IOException {
        assertThat(rule.after("test: ")).hasSize(1);
        String[] test = rule.after("test: ").getFirst().split("#");
        assertThat(TESTS.resolve(test[0] + ".java")).content().contains("void " + test[1] + "(");
    }

    @ParameterizedTest
    @MethodSource("rules")
    void whatItTakesOutIsThere(Rule rule) throws IOException {
        assertThat(rule.after("file: ")).hasSize(1);
        assertThat(LEDGER.resolve(rule.after("file: ").getFirst()))
                .content()
                .contains(rule.after("- "));
    }
}

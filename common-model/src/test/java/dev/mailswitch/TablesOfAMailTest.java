package dev.mailswitch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Only the ledger touches the tables of a mail: nobody else's SQL names them.
class TablesOfAMailTest {

    private static final Pattern TOUCHES =
            Pattern.compile(
                    "(?i)\\b(INSERT\\s+INTO|UPDATE|DELETE\\s+FROM|FROM|JOIN)\\s+"
                            + "(email|recipient|attempt|event|email_content|email_tag|work|worker|mark"
                            + "|idempotency|idempotency_scheduled|feedback_seen)\\b(?!\\.)");

    @Test
    void nobodyButTheLedgerNamesThem() throws IOException {
        Path root = Path.of("..").toAbsolutePath().normalize();
        for (String module : List.of("common-model", "api-service", "delivery-worker")) {
            try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src/main/java"))) {
                assertThat(files.filter(TablesOfAMailTest::outsideTheLedger))
                        .allSatisfy(
                                file ->
                                        assertThat(TOUCHES.matcher(code(file)).results())
                                                .as(root.relativize(file).toString())
                                                .isEmpty());
            }
        }
    }

    @Test
    void theRuleKnowsSuchSqlWhenItSeesIt() {
        assertThat(TOUCHES.matcher("SELECT 1 FROM work WHERE x").find()).isTrue();
        assertThat(TOUCHES.matcher("UPDATE recipient SET").find()).isTrue();
    }

    private static boolean outsideTheLedger(Path file) {
        return file.toString().endsWith(".java") && !file.toString().contains("/ledger/");
    }

    /// The source without its comments, which speak of an event from somebody.
    private static String code(Path file) {
        try {
            return Files.readString(file).replaceAll("(?m)^\\s*//.*$", "");
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}

package dev.mailswitch.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationPageTest {

    /// When it is not: `./mvnw -pl deploy/helm test -Dtest=ConfigurationPageTest -Drender` writes it.
    @Test
    void thePageSaysWhatTheSourcesSay() throws IOException {
        String rendered = ConfigurationPage.render();
        if (System.getProperty("render") != null) {
            Files.writeString(Repository.path(ConfigurationPage.FILE), rendered);
        }
        assertThat(Repository.read(ConfigurationPage.FILE)).isEqualTo(rendered);
    }

    @Test
    void everySettingIsExplained() {
        List<String> rows =
                ConfigurationPage.render()
                        .lines()
                        .filter(line -> line.startsWith("| `MAILSWITCH_"))
                        .toList();
        assertThat(rows)
                .hasSizeGreaterThan(15)
                .allSatisfy(row -> assertThat(row).doesNotEndWith("|  |"));
        assertThat(rows)
                .contains(
                        "| `MAILSWITCH_KAFKA` | `127.0.0.1:9092` | Kafka's bootstrap servers,"
                                + " `host:port,…`. |")
                .anyMatch(row -> row.startsWith("| `MAILSWITCH_SLOTS_BULK` | `128` |"))
                .anyMatch(row -> row.startsWith("| `MAILSWITCH_SEALING_KEYS` | must be set |"))
                .anyMatch(row -> row.startsWith("| `MAILSWITCH_OUTGOING_ALLOWED_CIDRS` | none |"));
    }

    /// A variable that is no setting of a mapping would be on no page.
    @ParameterizedTest
    @ValueSource(strings = {"api-service", "delivery-worker"})
    void everyVariableOfAServiceIsOnThePage(String service) {
        String page = ConfigurationPage.render();
        assertThat(
                        java.util.regex.Pattern.compile("\\$\\{(MAILSWITCH_\\w+)")
                                .matcher(
                                        Repository.read(
                                                service + "/src/main/resources/application.yaml"))
                                .results()
                                .map(found -> found.group(1)))
                .isNotEmpty()
                .allSatisfy(variable -> assertThat(page).contains("`" + variable + "`"));
    }

    /// The table of the README is a choice of these.
    @Test
    void theReadmeNamesOnlySettingsThatExist() {
        String page = ConfigurationPage.render();
        assertThat(
                        java.util.regex.Pattern.compile("(?m)^\\| `(MAILSWITCH_\\w+)`")
                                .matcher(Repository.read("README.md"))
                                .results()
                                .map(found -> found.group(1)))
                .isNotEmpty()
                .allSatisfy(variable -> assertThat(page).contains("`" + variable + "`"));
    }
}

package dev.mailswitch.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the chart's schema lets through.
class ChartValuesTest {

    @TempDir Path directory;

    @Test
    void theChartLints() {
        LintResult result = new Helm(ChartCopy.ORIGINAL).lint().strict().call();
        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @Test
    void theNotesNameWhatWasMade() {
        String notes =
                new Helm(ChartCopy.ORIGINAL)
                        .install()
                        .withName("mail")
                        .withNamespace("post")
                        .withKubeVersion("1.33.0")
                        .clientOnly()
                        .dryRun()
                        .call()
                        .getOutput();
        assertThat(notes)
                .contains("-n post rollout status deployment/mail-mailswitch-worker")
                .contains("-n post port-forward service/mail-mailswitch-api 8080:80");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/api                   | replcias          | 3",
                "/api                   | replicas          | two",
                "/api/image             | tag               | latest",
                "/api/image             | tag               | a b",
                "/api/image             | repository        | Upper/Case",
                "/worker/image          | digest            | sha256:12",
                "/worker                | terminationGracePeriodSeconds | 30",
                "/worker/resources      | limits            | {cpu: 1}",
                "/api/resources         | requests          | {cpu: 1, memory: lots}",
                "/database              | password          | hunter2",
                "/database              | secretName        | `''`",
                "/keys                  | sealingKeys       | a:b",
                "/kafka                 | bootstrapServers  | kafka",
                "/outgoing              | allowedCidrs      | [10.0.0.1]",
                "/api                   | extraEnv          | [{name: MY_PASSWORD, value: x}]",
                "/api                   | extraEnv          | [{name: A}]",
                "/api                   | podLabels         | {app.kubernetes.io/name: other}",
                "/api/ingress           | enabled           | true",
                "/monitoring/podMonitor | interval          | often",
                "/networkPolicy         | mailPorts         | [0]",
                "``                     | postgres          | {}",
            })
    void lintRefuses(String place, String key, String value) throws IOException {
        Path chart = copyWith(place, key, StrictYaml.documents(value).getFirst());
        LintResult result = new Helm(chart).lint().strict().call();
        assertThat(result.isFailed()).as("%s", result.getMessages()).isTrue();
        assertThat(result.getMessages())
                .anySatisfy(message -> assertThat(message).contains("schema"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api           | replicas         | 3",
                "/api/image     | tag              | 1.2.3-rc.1",
                "/worker        | extraEnv         | [{name: A, value: x}]",
                "/api/resources | limits           | {cpu: 500m, memory: 1Gi}",
                "/kafka         | bootstrapServers | 'a:1,b.c:2'",
            })
    void lintAccepts(String place, String key, String value) throws IOException {
        Path chart = copyWith(place, key, StrictYaml.documents(value).getFirst());
        LintResult result = new Helm(chart).lint().strict().call();
        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    private Path copyWith(String place, String key, JsonNode value) throws IOException {
        Path copy = ChartCopy.into(directory);
        ObjectNode values = (ObjectNode) StrictYaml.file("deploy/helm/mailswitch/values.yaml");
        ((ObjectNode) values.at(place)).set(key, value);
        // JSON is YAML.
        Files.writeString(copy.resolve("values.yaml"), values.toString());
        return copy;
    }
}

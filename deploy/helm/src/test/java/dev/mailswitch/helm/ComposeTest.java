package dev.mailswitch.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The compose file and the images it builds.
class ComposeTest {

    private static final String FILE = "deploy/compose/compose.yaml";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)");
    private static final Pattern SET = Pattern.compile("(?m)^([A-Z_]+)=");

    private final JsonNode compose = StrictYaml.file(FILE);

    @Test
    void imagesAreNamedExactly() {
        assertThat(compose.path("services"))
                .isNotEmpty()
                .allSatisfy(
                        service ->
                                assertThat(service.path("image").asText())
                                        .matches("[^:@]+:\\d[^:@]*"));
    }

    @Test
    void nothingIsReachedFromElsewhere() {
        List<JsonNode> ports = compose.findValues("ports");
        assertThat(ports).isNotEmpty();
        for (JsonNode list : ports) {
            assertThat(list).allSatisfy(it -> assertThat(it.asText()).startsWith("127.0.0.1:"));
        }
    }

    @Test
    void theExampleNamesEveryVariable() {
        assertThat(names(VARIABLE, Repository.read(FILE)))
                .isEqualTo(names(SET, Repository.read("deploy/compose/.env.example")));
    }

    @Test
    void whatIsWrittenToTmpDoesNotEatTheMemoryOfTheService() {
        JsonNode api = compose.path("services").path("api");
        assertThat(api.path("tmpfs")).as("bodies come in here").isEmpty();
        assertThat(api.path("volumes").get(0).asText()).isEqualTo("spool:/tmp");
        assertThat(compose.path("volumes").has("spool")).isTrue();
        // What the others inherit.
        assertThat(compose.path("x-service").path("tmpfs").get(0).asText())
                .matches("/tmp:size=\\d+m");
    }

    @Test
    void whatIsWaitedForExists() {
        for (JsonNode service : compose.path("services")) {
            service.path("depends_on")
                    .fieldNames()
                    .forEachRemaining(
                            name -> assertThat(compose.path("services").has(name)).isTrue());
        }
    }

    @Test
    void imagesRunWithoutRootAndTakeSignals() {
        for (String service : List.of("api-service", "delivery-worker")) {
            assertThat(Repository.read(service + "/Dockerfile"))
                    .containsPattern("(?m)^FROM eclipse-temurin:25\\.\\d[^:]*-jre-[a-z]+$")
                    .contains("\nUSER 10001:10001\n")
                    .containsPattern(
                            "(?m)^ENTRYPOINT \\[\"/bin/sh\", \"-c\", \"exec java \\$JAVA_OPTS "
                                    + "-XX:AOTCache=/opt/mailswitch/start.aot ")
                    .containsPattern("\n +/images/start-cache /opt/mailswitch (9000|8081)\n");
            assertThat(Repository.path("deploy/images/start-cache")).isExecutable();
            assertThat(compose.path("services").findValuesAsText("dockerfile"))
                    .contains(service + "/Dockerfile");
        }
    }

    private static TreeSet<String> names(Pattern pattern, String text) {
        TreeSet<String> names = new TreeSet<>();
        pattern.matcher(text).results().forEach(found -> names.add(found.group(1)));
        return names;
    }
}

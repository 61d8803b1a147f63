package dev.mailswitch.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Dashboard, alerts, the page about metrics and the services' code say the same.
class MetricsTest {

    /// Set by whoever scrapes, or by Prometheus itself.
    private static final Set<String> FROM_SCRAPING = Set.of("namespace", "pod", "le");

    private static final Pattern REGISTERED =
            Pattern.compile("(\\w+)\\s*\\.?\\s*(?:builder)?\\(\\s*\"(mailswitch(?:\\.[a-z]+)+)\"");

    private static final Pattern TIMER = Pattern.compile("(?i)timer");

    private final MetricsPage page = MetricsPage.read();
    private final JsonNode alerts = StrictYaml.file("deploy/grafana/alerts.yaml");

    static JsonNode dashboard() {
        try {
            return new ObjectMapper().readTree(Repository.read("deploy/grafana/mailswitch.json"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<String> expressions() {
        List<String> all = new ArrayList<>(dashboard().findValuesAsText("expr"));
        all.addAll(alerts.findValuesAsText("expr"));
        for (JsonNode variable : dashboard().path("templating").path("list")) {
            String definition = variable.path("definition").asText();
            if (!definition.isEmpty()) {
                all.add(definition.replaceAll("label_values\\((\\w+), (\\w+)\\)", "$1{$2=\"\"}"));
            }
        }
        return all;
    }

    @Test
    void whatIsAskedForStandsOnThePageWithItsLabels() {
        assertThat(expressions()).hasSizeGreaterThan(40);
        for (String expression : expressions()) {
            Set<String> known = new TreeSet<>(FROM_SCRAPING);
            PromQl.metrics(expression)
                    .forEach(
                            (scraped, labels) -> {
                                assertThat(page.of(scraped)).as(scraped).isPresent();
                                Set<String> own =
                                        new TreeSet<>(labels(page.of(scraped).orElseThrow()));
                                known.addAll(own);
                                own.addAll(FROM_SCRAPING);
                                assertThat(own).as(expression).containsAll(labels);
                            });
            assertThat(known).as(expression).containsAll(PromQl.grouping(expression));
        }
    }

    private Set<String> labels(String metric) {
        return Objects.requireNonNull(page.metrics().get(metric)).labels();
    }

    @Test
    void whatStandsOnThePageIsShownSomewhere() {
        Set<String> used = new TreeSet<>();
        for (String expression : expressions()) {
            PromQl.metrics(expression).keySet().forEach(it -> page.of(it).ifPresent(used::add));
        }
        assertThat(page.metrics()).hasSizeGreaterThan(20);
        assertThat(used).isEqualTo(page.metrics().keySet());
    }

    @Test
    void alertsAreWholeAndExplained() {
        List<String> names = alerts.findValuesAsText("alert");
        assertThat(names).doesNotHaveDuplicates();
        assertThat(Set.copyOf(names)).isEqualTo(page.alerts());
        String runbook = Repository.read("docs/operations/runbook.md");
        for (JsonNode group : alerts.path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                assertThat(rule.path("labels").path("severity").asText())
                        .isIn("critical", "warning");
                assertThat(rule.path("annotations").path("summary").asText()).isNotBlank();
                String[] where = rule.path("annotations").path("runbook").asText().split("#", 2);
                assertThat(where[0]).isEqualTo("docs/operations/runbook.md");
                assertThat(PagesTest.anchors(runbook)).contains(where[1]);
            }
        }
    }

    @Test
    void theDashboardIsWhole() {
        JsonNode dashboard = dashboard();
        assertThat(dashboard.path("templating").path("list").findValuesAsText("name"))
                .containsExactly("datasource", "namespace", "provider");
        Set<Integer> ids = new TreeSet<>();
        Set<String> cells = new TreeSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            assertThat(ids.add(panel.path("id").asInt())).isTrue();
            JsonNode place = panel.path("gridPos");
            assertThat(place.path("x").asInt() + place.path("w").asInt()).isLessThanOrEqualTo(24);
            for (int x = 0; x < place.path("w").asInt(); x++) {
                for (int y = 0; y < place.path("h").asInt(); y++) {
                    String cell =
                            (place.path("x").asInt() + x) + "," + (place.path("y").asInt() + y);
                    assertThat(cells.add(cell)).as("overlap at %s", cell).isTrue();
                }
            }
            if (!panel.path("type").asText().equals("row")) {
                assertThat(panel.path("datasource").path("uid").asText())
                        .isEqualTo("${datasource}");
                assertThat(panel.path("targets")).isNotEmpty();
                for (String expression : panel.findValuesAsText("expr")) {
                    assertThat(expression).contains("namespace=~\"$namespace\"");
                }
            }
        }
    }

    /// Names are found where they are registered: a literal as the first argument.
    @Test
    void whatTheServicesRegisterStandsOnThePageAndTheOtherWayRound() throws IOException {
        Set<String> registered = new TreeSet<>();
        for (String service : List.of("api-service", "delivery-worker")) {
            try (Stream<Path> files = Files.walk(Repository.path(service + "/src/main/java"))) {
                for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
                    REGISTERED
                            .matcher(Files.readString(file))
                            .results()
                            .filter(it -> it.group(1).matches("(?i).*(timer|counter|gauge)"))
                            .forEach(it -> registered.add(scraped(it.group(1), it.group(2))));
                }
            }
        }
        assertThat(registered)
                .containsExactlyInAnyOrderElementsOf(
                        page.metrics().keySet().stream()
                                .filter(it -> it.startsWith("mailswitch_"))
                                .toList());
    }

    private static String scraped(String kind, String name) {
        String base = name.replace('.', '_');
        if (TIMER.matcher(kind).find()) {
            return base + "_seconds";
        }
        return kind.toLowerCase(java.util.Locale.ROOT).endsWith("counter") ? base + "_total" : base;
    }
}

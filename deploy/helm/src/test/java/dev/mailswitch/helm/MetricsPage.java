package dev.mailswitch.helm;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The metrics that docs/operations/metrics.md lists.
///
/// @param metrics by name
/// @param alerts names of alerts
record MetricsPage(Map<String, Metric> metrics, Set<String> alerts) {

    static final String PATH = "docs/operations/metrics.md";

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([a-z_]+)` \\| (\\w+) \\| (\\w+) \\|([^|]*)\\| [^|]+ \\|$");
    private static final Pattern ALERT = Pattern.compile("(?m)^\\| `(Mailswitch\\w+)` \\|");

    /// One of them.
    record Metric(String type, String service, Set<String> labels) {}

    static MetricsPage read() {
        String page = Repository.read(PATH);
        Map<String, Metric> metrics = new TreeMap<>();
        Matcher rows = ROW.matcher(page);
        while (rows.find()) {
            Set<String> labels =
                    Arrays.stream(rows.group(4).split("[,`\\s]+", -1))
                            .filter(label -> !label.isEmpty())
                            .collect(Collectors.toSet());
            metrics.put(rows.group(1), new Metric(rows.group(2), rows.group(3), labels));
        }
        Set<String> alerts =
                ALERT.matcher(page).results().map(it -> it.group(1)).collect(Collectors.toSet());
        return new MetricsPage(metrics, alerts);
    }

    /// The metric a scraped name belongs to: a histogram is scraped under several.
    Optional<String> of(String scraped) {
        if (metrics.containsKey(scraped)) {
            return Optional.of(scraped);
        }
        return metrics.entrySet().stream()
                .filter(it -> it.getValue().type().equals("histogram"))
                .map(Map.Entry::getKey)
                .filter(name -> scraped.matches(name + "_(bucket|count|sum|max)"))
                .findFirst();
    }
}

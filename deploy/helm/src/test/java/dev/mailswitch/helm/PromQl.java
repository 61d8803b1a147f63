package dev.mailswitch.helm;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the metrics in a PromQL expression, as far as ours go: no comments, no quotes in braces
/// but those of values.
final class PromQl {

    private static final Pattern STRING = Pattern.compile("\"[^\"]*\"");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern NAME =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(\\{([^}]*)}|\\(|)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)\\s*(=|!)");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

    private PromQl() {}

    /// Metrics and the labels asked of each.
    static Map<String, Set<String>> metrics(String expression) {
        String plain = STRING.matcher(expression).replaceAll("''");
        plain = RANGE.matcher(plain).replaceAll("");
        plain = GROUPING.matcher(plain).replaceAll("");
        Map<String, Set<String>> found = new TreeMap<>();
        Matcher names = NAME.matcher(plain);
        while (names.find()) {
            if (!names.group(2).equals("(") && !WORDS.contains(names.group(1))) {
                Set<String> labels = found.computeIfAbsent(names.group(1), n -> new TreeSet<>());
                if (names.group(3) != null) {
                    LABEL.matcher(names.group(3)).results().forEach(l -> labels.add(l.group(1)));
                }
            }
        }
        return found;
    }

    /// Labels that the expression groups by.
    static Set<String> grouping(String expression) {
        Set<String> labels = new TreeSet<>();
        GROUPING.matcher(expression)
                .results()
                .forEach(
                        found -> {
                            for (String label : found.group(2).split(",", -1)) {
                                labels.add(label.trim());
                            }
                        });
        return labels;
    }
}

package dev.mailswitch.helm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The reference of settings, rendered from the sources of the `@ConfigMapping` interfaces and the
/// defaults that a service's `application.yaml` adds.
final class ConfigurationPage {

    static final String FILE = "docs/operations/configuration.md";

    private static final List<String> SERVICES = List.of("api-service", "delivery-worker");
    private static final Pattern PREFIX =
            Pattern.compile("@ConfigMapping\\(prefix = \"([^\"]+)\"\\)");
    private static final Pattern TYPE = Pattern.compile(".*\\binterface (\\w+) \\{");
    private static final Pattern DEFAULT = Pattern.compile("@WithDefault\\(\"(.*)\"\\)");
    private static final Pattern NAME = Pattern.compile("@WithName\\(\"(.*)\"\\)");
    private static final Pattern METHOD = Pattern.compile("([\\w<>]+) (\\w+)\\(\\);");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{[A-Z_]+(?::(.*))?}");

    private static final String HEAD =
            """
            # Configuration

            Rendered from the sources; a test compares. Every setting is an environment variable; a property of the same meaning (`mailswitch.kafka` for `MAILSWITCH_KAFKA`) works as well. Times are written `500ms`, `10s`, `5m`, `60d`; lists have commas.

            Both services also take `MAILSWITCH_DATABASE_URL` (JDBC, as `jdbc:postgresql://host:5432/mailswitch`), `MAILSWITCH_DATABASE_USER` and `MAILSWITCH_DATABASE_PASSWORD`, and everything that Quarkus does (`QUARKUS_HTTP_PORT`, `QUARKUS_LOG_LEVEL` …).
            """;

    /// One method of an interface.
    ///
    /// @param otherwise what `@WithDefault` says, or null
    private record Method(String name, String type, String text, @Nullable String otherwise) {}

    private ConfigurationPage() {}

    static String render() {
        StringBuilder page = new StringBuilder(HEAD);
        for (String service : SERVICES) {
            page.append("\n## ").append(service).append("\n\n");
            page.append("| variable | default | |\n|---|---|---|\n");
            JsonNode yaml =
                    StrictYaml.documents(
                                    Repository.read(
                                            service + "/src/main/resources/application.yaml"))
                            .getFirst();
            mappings(service).forEach(source -> rows(Repository.text(source), yaml, page));
        }
        return page.toString();
    }

    private static List<Path> mappings(String service) {
        try (Stream<Path> files = Files.walk(Repository.path(service + "/src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> PREFIX.matcher(Repository.text(file)).find())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void rows(String source, JsonNode yaml, StringBuilder page) {
        Matcher prefix = PREFIX.matcher(source);
        if (!prefix.find()) {
            throw new IllegalArgumentException("no mapping");
        }
        Map<String, List<Method>> types = types(source.substring(prefix.end()));
        String root = types.keySet().iterator().next();
        rows(prefix.group(1), root, types, yaml, page);
    }

    private static void rows(
            String prefix,
            String type,
            Map<String, List<Method>> types,
            JsonNode yaml,
            StringBuilder page) {
        for (Method method : types.getOrDefault(type, List.of())) {
            String property = prefix + "." + method.name();
            if (types.containsKey(method.type())) {
                rows(property, method.type(), types, yaml, page);
            } else {
                page.append(
                        "| `%s` | %s | %s |\n"
                                .formatted(
                                        property.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"),
                                        otherwise(property, method, yaml),
                                        method.text().replace("|", "\\|")));
            }
        }
    }

    private static String otherwise(String property, Method method, JsonNode yaml) {
        JsonNode set = yaml.at("/" + property.replace('.', '/'));
        String value = method.otherwise();
        if (set.isValueNode() && !set.isMissingNode()) {
            Matcher variable = VARIABLE.matcher(set.asText());
            value = variable.matches() ? variable.group(1) : set.asText();
        }
        if (method.type().startsWith("Optional")) {
            return value == null || value.isEmpty() ? "none" : "`" + value + "`";
        }
        return value == null ? "must be set" : "`" + value + "`";
    }

    /// The methods of an interface and of those inside it, by its name; the outermost first.
    private static Map<String, List<Method>> types(String source) {
        Map<String, List<Method>> types = new LinkedHashMap<>();
        Deque<String> open = new ArrayDeque<>();
        List<String> text = new ArrayList<>();
        @Nullable String otherwise = null;
        @Nullable String named = null;
        for (String line : source.lines().map(String::strip).toList()) {
            Matcher type = TYPE.matcher(line);
            Matcher method = METHOD.matcher(line);
            Matcher with = DEFAULT.matcher(line);
            Matcher name = NAME.matcher(line);
            if (line.startsWith("///")) {
                text.add(line.substring(3).strip());
            } else if (with.matches()) {
                otherwise = with.group(1);
            } else if (name.matches()) {
                named = name.group(1);
            } else if (type.matches()) {
                open.push(type.group(1));
                types.put(type.group(1), new ArrayList<>());
                text.clear();
            } else if (method.matches()) {
                types.getOrDefault(open.element(), new ArrayList<>())
                        .add(
                                new Method(
                                        named == null ? kebab(method.group(2)) : named,
                                        method.group(1),
                                        String.join(" ", text),
                                        otherwise));
                text.clear();
                otherwise = null;
                named = null;
            } else if (line.equals("}") && !open.isEmpty()) {
                open.pop();
            }
        }
        return types;
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}

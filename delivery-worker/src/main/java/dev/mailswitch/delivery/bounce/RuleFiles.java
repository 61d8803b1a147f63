package dev.mailswitch.delivery.bounce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailswitch.model.outcome.BounceClass;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Reads the rules, in the order in which they are tried.
final class RuleFiles {

    private static final List<String> NAMES =
            List.of(
                    "01-providers",
                    "02-blocklists",
                    "03-microsoft",
                    "04-google",
                    "05-yahoo",
                    "06-apple",
                    "07-america",
                    "08-europe-asia",
                    "09-hosts",
                    "10-codes",
                    "11-last-words");

    private RuleFiles() {}

    /// @throws IllegalStateException if a file is missing or a rule cannot be read
    static List<Rule> read() {
        ObjectMapper json = new ObjectMapper();
        List<Rule> rules = new ArrayList<>();
        for (String name : NAMES) {
            try (InputStream file =
                    RuleFiles.class.getResourceAsStream("rules/" + name + ".json")) {
                if (file == null) {
                    throw new IllegalStateException("rules are missing: " + name);
                }
                for (JsonNode row : json.readTree(file)) {
                    rules.add(rule(row));
                }
            } catch (IOException unreadable) {
                throw new UncheckedIOException("rules are broken: " + name, unreadable);
            }
        }
        return List.copyOf(rules);
    }

    private static Rule rule(JsonNode row) {
        String when = row.path("when").asText("");
        JsonNode temporary = row.path("temporary");
        return new Rule(
                row.get("id").asText(),
                bounceClass(row.get("class")),
                row.get("source").asText(),
                when.isEmpty() ? 0 : when.charAt(0) - '0',
                temporary.isMissingNode() ? null : bounceClass(temporary),
                list(row.path("enhanced"), CodeRange::of),
                list(row.path("words"), Phrase::of),
                list(row.path("any"), Phrase::of));
    }

    private static BounceClass bounceClass(JsonNode word) {
        return BounceClass.valueOf(word.asText().toUpperCase(Locale.ROOT));
    }

    private static <T> List<T> list(JsonNode texts, Function<String, T> reader) {
        List<T> read = new ArrayList<>();
        texts.forEach(text -> read.add(reader.apply(text.asText())));
        return List.copyOf(read);
    }
}

package dev.mailswitch.bounce;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.mailswitch.model.outcome.BounceClass;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads one file of rules, an array of objects (docs/classification.md says what stands in them).
/// Reads token by token, so that an error has its line.
final class RuleReader {

    private static final JsonFactory JSON = new JsonFactory();

    private final String file;
    private final JsonParser json;
    private final Grounds grounds;

    /// Line of the rule at hand, and what is known of it.
    private int line;

    private @Nullable String id;
    private @Nullable BounceClass bounceClass;
    private @Nullable String source;
    private int when;
    private @Nullable BounceClass temporary;
    private List<CodeRange> enhanced = List.of();
    private List<CodeRange> only = List.of();
    private List<Phrase> words = List.of();
    private List<Phrase> any = List.of();
    private List<Phrase> unless = List.of();

    private RuleReader(String file, JsonParser json, Grounds grounds) {
        this.file = file;
        this.json = json;
        this.grounds = grounds;
    }

    /// @param file    its name, for errors
    /// @param grounds what its rules rest on
    /// @throws BadRules if something is no rule
    static List<Rule> read(String file, InputStream text, Grounds grounds) throws IOException {
        try (JsonParser json = JSON.createParser(text)) {
            return rules(file, json, grounds);
        } catch (JsonProcessingException broken) {
            throw new BadRules(
                    at(file, line(broken)) + ": not JSON: " + broken.getOriginalMessage());
        }
    }

    private static int line(JsonProcessingException broken) {
        return broken.getLocation() == null ? 1 : broken.getLocation().getLineNr();
    }

    private static List<Rule> rules(String file, JsonParser json, Grounds grounds)
            throws IOException {
        if (json.nextToken() != JsonToken.START_ARRAY) {
            throw new BadRules(at(file, 1) + ": must be an array of rules, [{\"id\": …}, …]");
        }
        List<Rule> rules = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            RuleReader reader = new RuleReader(file, json, grounds);
            Rule rule = reader.rule();
            if (!ids.add(rule.id())) {
                throw reader.bad("there is a rule of this id already");
            }
            rules.add(rule);
        }
        if (json.nextToken() != null) {
            throw new BadRules(
                    at(file, json.currentLocation().getLineNr()) + ": text after the array");
        }
        return rules;
    }

    private Rule rule() throws IOException {
        line = json.currentTokenLocation().getLineNr();
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw bad("must be an object");
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            field(json.currentName());
        }
        List<Phrase> texts = new ArrayList<>(words);
        texts.addAll(any);
        if (texts.isEmpty() && enhanced.isEmpty()) {
            throw bad("needs 'any', 'words' or 'enhanced': without them it never hits");
        }
        if (texts.isEmpty() && !only.isEmpty()) {
            throw bad("'only' narrows texts, and there are none: use 'enhanced'");
        }
        return new Rule(
                need("id", id),
                need("class", bounceClass),
                need("source", source),
                when,
                temporary,
                enhanced,
                only,
                List.copyOf(texts),
                unless,
                grounds);
    }

    private <T> T need(String field, @Nullable T value) {
        if (value == null) {
            throw bad("'" + field + "' is missing");
        }
        return value;
    }

    private void field(String name) throws IOException {
        json.nextToken();
        switch (name) {
            case "id" -> id = text(name);
            case "class" -> bounceClass = bounceClass(name);
            case "source" -> source = text(name);
            case "when" -> when = when(name);
            case "temporary" -> temporary = bounceClass(name);
            case "enhanced" -> enhanced = list(name, CodeRange::of);
            case "only" -> only = list(name, CodeRange::of);
            case "words" -> words = list(name, Phrase::word);
            case "any" -> any = list(name, Phrase::of);
            case "unless" -> unless = list(name, Phrase::of);
            default ->
                    throw bad(
                            "'"
                                    + name
                                    + "' is not known; a rule has id, class, source, when,"
                                    + " temporary, enhanced, only, words, any, unless");
        }
    }

    private int when(String name) throws IOException {
        return switch (text(name)) {
            case "4xx" -> 4;
            case "5xx" -> 5;
            default -> throw bad("'when' must be 4xx or 5xx");
        };
    }

    private BounceClass bounceClass(String name) throws IOException {
        String word = text(name);
        for (BounceClass known : BounceClass.values()) {
            if (known.word().equals(word)) {
                return known;
            }
        }
        throw bad("'" + name + "' is '" + word + "', which is no class");
    }

    private String text(String name) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING || json.getText().isBlank()) {
            throw bad("'" + name + "' must be a text that is not empty");
        }
        return json.getText();
    }

    private <T> List<T> list(String name, Function<String, T> reader) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw bad("'" + name + "' must be a list of texts");
        }
        List<T> read = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            try {
                read.add(reader.apply(text(name)));
            } catch (BadRules known) {
                throw known;
            } catch (IllegalArgumentException wrong) {
                throw bad("'" + name + "': " + wrong.getMessage());
            }
        }
        return List.copyOf(read);
    }

    /// At the token last read, which is nearer to the mistake than the beginning of the rule.
    private BadRules bad(String what) {
        int here = Math.max(line, json.currentTokenLocation().getLineNr());
        return new BadRules(
                at(file, here) + ": " + (id == null ? "" : "rule '" + id + "': ") + what);
    }

    private static String at(String file, int line) {
        return file + ", line " + line;
    }
}

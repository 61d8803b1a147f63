package dev.mailswitch.api.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// JSON as requests bring it. What all doors share: UTF-8, types as documented, no field twice,
/// nothing after the end, bounds on what a small body can blow up to, and an error that names the
/// field and never quotes it.
public final class Json {

    /// Deeper than any document of ours; nesting costs stack.
    private static final int MOST_NESTING = 100;

    /// Longer than any body.
    private static final int MOST_STRING = 32 << 20;

    /// A mail to a thousand recipients with names has some ten thousand; the rest is for variables.
    /// Of each, a value of some hundred bytes may be made.
    private static final long MOST_TOKENS = 200_000;

    /// A batch of 500 mails with a thousand addresses each has half a million.
    private static final long MOST_TOKENS_OF_A_BATCH = 1_000_000;

    /// Of a text that [#texts] looks for; no key is as long.
    private static final int MOST_TEXT = 4_096;

    /// How the reader begins to speak of a name that stands twice in an object.
    private static final String DUPLICATE = "Duplicate field";

    private static final StreamReadConstraints BOUNDS =
            StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_NESTING)
                    .maxStringLength(MOST_STRING)
                    .maxTokenCount(MOST_TOKENS)
                    .maxDocumentLength(MOST_STRING)
                    .build();

    /// For what comes from nobody knows whom: keeps no names, neither to tell a second one nor to
    /// find it sooner, and makes no text of what is longer than what it looks for. What it lets
    /// pass is found when the body is read as a whole.
    private static final JsonFactory SPARING =
            JsonFactory.builder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .streamReadConstraints(BOUNDS.rebuild().maxStringLength(MOST_TEXT).build())
                    .build();

    private Json() {}

    private static JsonFactory factory(long mostTokens) {
        return JsonFactory.builder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                // UTF-8 it is; a zero byte must not make it UTF-16.
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(BOUNDS.rebuild().maxTokenCount(mostTokens).build())
                .build();
    }

    /// A mapper for a door that documents its fields but takes others too; names as in the records.
    public static JsonMapper.Builder lenient() {
        return lenient(MOST_TOKENS);
    }

    /// The same for a body that holds hundreds of mails.
    static JsonMapper.Builder lenientToBatches() {
        return lenient(MOST_TOKENS_OF_A_BATCH);
    }

    private static JsonMapper.Builder lenient(long mostTokens) {
        JsonMapper.Builder builder =
                JsonMapper.builder(factory(mostTokens))
                        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
        for (CoercionInputShape shape :
                new CoercionInputShape[] {
                    CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean
                }) {
            builder.withCoercionConfig(
                    LogicalType.Textual, config -> config.setCoercion(shape, CoercionAction.Fail));
        }
        return builder;
    }

    /// Reads a body that must be one JSON value.
    public static <T> Step<T> read(JsonMapper mapper, Body body, Class<T> type) {
        try {
            if (!utf8(body)) {
                return malformed("The body is not UTF-8");
            }
            try (InputStream bytes = body.open()) {
                T value = mapper.readValue(bytes, type);
                return value == null
                        ? malformed("The body must be a JSON object")
                        : Step.passed(value);
            }
        } catch (JsonProcessingException wrong) {
            return Step.stopped(stop(mapper, type, wrong));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// Makes a record of a part that was read already, as one of a list.
    public static <T> Step<T> convert(JsonMapper mapper, JsonNode part, Class<T> type) {
        try {
            T value = mapper.treeToValue(part, type);
            return value == null ? malformed("must be a JSON object") : Step.passed(value);
        } catch (JsonProcessingException wrong) {
            return Step.stopped(stop(mapper, type, wrong));
        }
    }

    /// The texts in some of the fields of an object, found without holding the rest of it. One that
    /// is too long to be what it should be is refused.
    static Step<Map<String, String>> texts(Body body, Set<String> names) {
        Map<String, String> found = new HashMap<>();
        try (InputStream bytes = body.open();
                JsonParser parser =
                        SPARING.createParser(
                                new InputStreamReader(
                                        bytes, StandardCharsets.UTF_8.newDecoder()))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return malformed("The body must be a JSON object and nothing else");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value == JsonToken.VALUE_STRING && names.contains(name)) {
                    found.put(name, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
            return Step.passed(found);
        } catch (JsonProcessingException wrong) {
            return Step.stopped(broken(wrong));
        } catch (CharacterCodingException wrong) {
            return malformed("The body is not UTF-8");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static boolean utf8(Body body) throws IOException {
        try (InputStream bytes = body.open()) {
            return Utf8.valid(bytes);
        }
    }

    private static <T> Step<T> malformed(String detail) {
        return Step.stopped(new Stop.Malformed(detail));
    }

    /// What a failed reading says.
    ///
    /// @param type that was to be read
    static Stop stop(JsonMapper mapper, Class<?> type, JsonProcessingException wrong) {
        return switch (wrong) {
            case UnrecognizedPropertyException unknown -> unknown(unknown);
            case JsonMappingException bounds
                    when wrong.getCause() instanceof StreamConstraintsException ->
                    tooMuch();
            case JsonMappingException twice
                    when twice.getCause() instanceof JsonParseException broken ->
                    broken(broken);
            case JsonMappingException typed ->
                    typed.getPath().isEmpty()
                            ? new Stop.Malformed("The body must be a JSON object and nothing else")
                            : invalid(
                                    FieldError.invalid(
                                            path(typed),
                                            new Wanted(mapper).words(type, typed.getPath())));
            default -> broken(wrong);
        };
    }

    private static Stop invalid(FieldError error) {
        return new Stop.Invalid(List.of(error));
    }

    private static Stop unknown(UnrecognizedPropertyException unknown) {
        Collection<Object> known = unknown.getKnownPropertyIds();
        return invalid(
                new FieldError(
                        path(unknown),
                        "unknown",
                        Nearest.unknown(
                                unknown.getPropertyName(), known == null ? List.of() : known)));
    }

    /// What is said of text that is not JSON as it should be.
    private static Stop broken(JsonProcessingException wrong) {
        if (wrong instanceof StreamConstraintsException) {
            return tooMuch();
        }
        return twice(wrong)
                .map(field -> invalid(new FieldError(field, "duplicate", "must stand here once")))
                .orElseGet(() -> new Stop.Malformed("The body is not valid JSON" + place(wrong)));
    }

    /// The path of a field that stands twice in its object, if that is what is wrong. The reader
    /// says it in words alone; where it stopped, it had just taken the name in.
    private static Optional<String> twice(JsonProcessingException wrong) {
        return wrong instanceof JsonParseException parsing
                        && parsing.getOriginalMessage().startsWith(DUPLICATE)
                        && parsing.getProcessor() instanceof JsonParser parser
                ? Optional.of(path(parser.getParsingContext()))
                : Optional.empty();
    }

    private static String path(JsonStreamContext place) {
        @Nullable JsonStreamContext parent = place.getParent();
        StringBuilder path = new StringBuilder(parent == null ? "" : path(parent));
        if (place.inArray()) {
            path.append('[').append(place.getCurrentIndex()).append(']');
        } else if (place.inObject()) {
            path.append(path.isEmpty() ? "" : ".").append(shortened(place.getCurrentName(), 64));
        }
        return path.toString();
    }

    private static Stop tooMuch() {
        return new Stop.Malformed(
                "The body is nested too deep, or has too many values or too long ones");
    }

    private static String place(JsonProcessingException wrong) {
        var location = wrong.getLocation();
        return location == null
                ? ""
                : ": line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    }

    /// As `attachments[1].filename`.
    private static String path(JsonMappingException wrong) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : wrong.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                // A field's name is the sender's text too.
                path.append(path.isEmpty() ? "" : ".").append(shortened(step.getFieldName(), 64));
            }
        }
        return path.toString();
    }

    private static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }
}

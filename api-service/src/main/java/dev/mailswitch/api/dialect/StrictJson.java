package dev.mailswitch.api.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;

/// JSON as our own routes read it: snake_case, every field known, every type as documented, no
/// field twice, nothing after the end. What is wrong is said by the field's path.
public final class StrictJson {

    private static final JsonMapper MAPPER = mapper();

    private StrictJson() {}

    /// A mapper with these rules; each door makes its own.
    public static JsonMapper mapper() {
        JsonFactory factory =
                JsonFactory.builder()
                        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                        // UTF-8 it is; a zero byte must not make it UTF-16.
                        .disable(JsonFactory.Feature.CHARSET_DETECTION)
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build();
        JsonMapper.Builder builder =
                JsonMapper.builder(factory)
                        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
        for (CoercionInputShape shape :
                new CoercionInputShape[] {
                    CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean
                }) {
            builder.withCoercionConfig(
                    LogicalType.Textual, config -> config.setCoercion(shape, CoercionAction.Fail));
        }
        return builder.build();
    }

    /// Reads with the rules of our own routes.
    public static <T> T read(byte[] body, Class<T> type) {
        return read(MAPPER, body, type);
    }

    /// Reads a body that must be one JSON value; refuses with 400, naming the field.
    public static <T> T read(JsonMapper mapper, byte[] body, Class<T> type) {
        if (!Utf8.valid(body)) {
            throw new Refused(malformed("The body is not UTF-8"));
        }
        T value;
        try {
            value = mapper.readValue(body, type);
        } catch (JsonProcessingException wrong) {
            throw new Refused(problem(wrong));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        if (value == null) {
            throw new Refused(malformed("The body must be a JSON object"));
        }
        return value;
    }

    /// What a failed reading is answered.
    public static Problem problem(JsonProcessingException wrong) {
        return switch (wrong) {
            case UnrecognizedPropertyException unknown ->
                    Problem.invalid(
                            java.util.List.of(
                                    new FieldError(path(unknown), "unknown", "is not known here")));
            case JsonMappingException typed
                    when !(wrong.getCause() instanceof JsonParseException) ->
                    typed.getPath().isEmpty()
                            ? malformed("The body must be a JSON object and nothing else")
                            : Problem.invalid(path(typed), "has the wrong type");
            default -> malformed("The body is not valid JSON" + place(wrong));
        };
    }

    private static Problem malformed(String detail) {
        return Problem.of(400, "malformed_json", "Not valid JSON", detail);
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
                path.append(path.isEmpty() ? "" : ".").append(shortened(step.getFieldName()));
            }
        }
        return path.toString();
    }

    /// A field's name is the sender's text too.
    private static String shortened(String name) {
        return name.length() <= 64 ? name : name.substring(0, 64) + "…";
    }
}

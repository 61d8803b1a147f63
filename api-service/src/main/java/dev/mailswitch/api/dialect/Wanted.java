package dev.mailswitch.api.dialect;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Optional;

/// What a field of a request must hold, as its record says: by its type, or in the words of a
/// [JsonPropertyDescription], as `a list of addresses`.
final class Wanted {

    private static final String UNTOLD = "has the wrong type";

    private final JsonMapper mapper;

    Wanted(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /// For the sender, to stand after the field's name.
    ///
    /// @param root of the request
    /// @param path of a field below it
    String words(Class<?> root, List<Reference> path) {
        Holds holds = new Holds(mapper.constructType(root), Optional.empty());
        for (Reference step : path) {
            Optional<Holds> next = next(holds.type(), step);
            if (next.isEmpty()) {
                return UNTOLD;
            }
            holds = next.get();
        }
        JavaType type = holds.type();
        return holds.words().or(() -> one(type)).map(words -> "must be " + words).orElse(UNTOLD);
    }

    private static Optional<String> one(JavaType type) {
        if (type.isCollectionLikeType()) {
            return Optional.of(
                    many(type.getContentType()).map("a list of "::concat).orElse("a list"));
        }
        if (type.isTypeOrSubTypeOf(JsonNode.class)) {
            return Optional.empty();
        }
        if (type.hasRawClass(String.class)) {
            return Optional.of("a string");
        }
        if (type.hasRawClass(Boolean.class) || type.hasRawClass(boolean.class)) {
            return Optional.of("true or false");
        }
        if (type.hasRawClass(Integer.class) || type.hasRawClass(int.class)) {
            return Optional.of("a whole number up to " + Integer.MAX_VALUE);
        }
        if (type.hasRawClass(Long.class) || type.hasRawClass(long.class)) {
            return Optional.of("a whole number");
        }
        return type.isMapLikeType() || type.getRawClass().isRecord()
                ? Optional.of("an object")
                : Optional.empty();
    }

    private static Optional<String> many(JavaType type) {
        if (type.hasRawClass(String.class)) {
            return Optional.of("strings");
        }
        return type.isMapLikeType() || type.getRawClass().isRecord()
                ? Optional.of("objects")
                : Optional.empty();
    }

    /// @param words of its own, if it has some
    private record Holds(JavaType type, Optional<String> words) {}

    private Optional<Holds> next(JavaType type, Reference step) {
        if (type.isContainerType()) {
            return Optional.of(new Holds(type.getContentType(), Optional.empty()));
        }
        return mapper.getDeserializationConfig().introspect(type).findProperties().stream()
                .filter(property -> property.getName().equals(step.getFieldName()))
                .findFirst()
                .map(Wanted::held);
    }

    private static Holds held(BeanPropertyDefinition property) {
        return new Holds(
                property.getPrimaryType(),
                Optional.ofNullable(property.getMetadata().getDescription()));
    }
}

package dev.mailswitch.api.dialect;

import dev.mailswitch.model.id.EmailId;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// One of each record of a sealed type, so that what a door says to all of them can be listed.
public final class Samples {

    private Samples() {}

    public static <T> List<T> of(Class<T> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses())
                .map(type -> sealed.cast(sample(type)))
                .toList();
    }

    private static Object sample(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = Arrays.stream(components).map(c -> value(c.getGenericType())).toArray();
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException broken) {
            throw new AssertionError(broken);
        }
    }

    private static Object value(Type type) {
        return switch (type.getTypeName()) {
            case "int" -> 1;
            case "long" -> 1L;
            case "java.lang.String" -> "words";
            case "java.time.Duration" -> Duration.ofSeconds(1);
            case "java.util.List<java.lang.String>" -> List.of("word");
            case "java.util.List<dev.mailswitch.api.dialect.FieldError>" ->
                    List.of(FieldError.required("field"));
            case "dev.mailswitch.model.id.EmailId" ->
                    EmailId.mint(Instant.EPOCH, new SplittableRandom(1));
            default -> constant(type);
        };
    }

    private static Object constant(Type type) {
        if (type instanceof Class<?> words && words.isEnum()) {
            return words.getEnumConstants()[0];
        }
        throw new AssertionError("there is no sample of " + type.getTypeName());
    }
}

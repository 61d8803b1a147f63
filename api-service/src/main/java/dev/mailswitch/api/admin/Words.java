package dev.mailswitch.api.admin;

import dev.mailswitch.api.dialect.FieldError;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Fields that must be one of a few words.
final class Words {

    private Words() {}

    /// The value of that word; null if none was given or it is none, which is noted.
    static <E> @Nullable E of(
            E[] values,
            Function<E, String> word,
            @Nullable String given,
            String field,
            List<FieldError> errors) {
        if (given == null) {
            return null;
        }
        for (E value : values) {
            if (word.apply(value).equals(given)) {
                return value;
            }
        }
        errors.add(
                FieldError.invalid(
                        field,
                        "must be one of "
                                + Arrays.stream(values)
                                        .map(word)
                                        .collect(Collectors.joining(", "))));
        return null;
    }
}

package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.api.dialect.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Gathers what is wrong with a request, field by field, so that it is said all at once.
final class Findings {

    private static final int MOST = 50;

    private final List<FieldError> errors = new ArrayList<>();

    void invalid(String field, String message) {
        add(FieldError.invalid(field, message));
    }

    void required(String field) {
        add(FieldError.required(field));
    }

    /// What `made` makes, or null after noting why it could not: records of the model say in words
    /// for the sender what is wrong, and quote nothing.
    <T> @Nullable T checked(String field, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException wrong) {
            invalid(field, String.valueOf(wrong.getMessage()));
            return null;
        }
    }

    private void add(FieldError error) {
        if (errors.size() < MOST) {
            errors.add(error);
        }
    }

    List<FieldError> errors() {
        return List.copyOf(errors);
    }
}

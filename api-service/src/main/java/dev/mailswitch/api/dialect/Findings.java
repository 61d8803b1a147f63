package dev.mailswitch.api.dialect;

import dev.mailswitch.model.mail.Content;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Gathers what is wrong with a request, field by field, so that it is said all at once.
public final class Findings {

    private static final int MOST = 50;

    private final List<FieldError> errors = new ArrayList<>();

    public void invalid(String field, String message) {
        add(FieldError.invalid(field, message));
    }

    public void required(String field) {
        add(FieldError.required(field));
    }

    /// What `made` makes, or null after noting why it could not: records of the model say in words
    /// for the sender what is wrong, and quote nothing.
    public <T> @Nullable T checked(String field, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException wrong) {
            invalid(field, String.valueOf(wrong.getMessage()));
            return null;
        }
    }

    /// The same for one of a list, whose path is put together only if it is needed.
    public <T> @Nullable T checked(String list, int index, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException wrong) {
            invalid(list + "[" + index + "]", String.valueOf(wrong.getMessage()));
            return null;
        }
    }

    /// Whether it can be the subject of a mail.
    public void subject(String field, @Nullable String subject) {
        if (subject != null) {
            checked(field, () -> Content.checkedSubject(subject));
        }
    }

    /// Text that can be written as UTF-8; half a surrogate pair cannot, and would arrive as `?`. Nor
    /// may it hold U+0000, which no mail may (RFC 5322 section 4) and many readers end at.
    public void unicode(String field, @Nullable String text) {
        if (text != null && text.indexOf('\0') >= 0) {
            invalid(field, "must not contain U+0000");
        }
        if (text != null
                && text.chars().anyMatch(c -> Character.isSurrogate((char) c))
                && !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            invalid(field, "must be valid Unicode: it holds half of a surrogate pair");
        }
    }

    /// Whether more would not be said.
    public boolean full() {
        return errors.size() >= MOST;
    }

    private void add(FieldError error) {
        if (!full()) {
            errors.add(error);
        }
    }

    public List<FieldError> errors() {
        return List.copyOf(errors);
    }
}

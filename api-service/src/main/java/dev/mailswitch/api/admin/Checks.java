package dev.mailswitch.api.admin;

import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.directory.Environment;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.words.ControlCharacters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The checks of one request: each notes what is wrong by its field and goes on, so that all of it
/// is said at once by [#done()].
final class Checks {

    /// What a number is that nothing else bounds.
    static final String POSITIVE = "a whole number from 1 to " + Integer.MAX_VALUE;

    /// What a limit is that need not be there.
    static final String LIMIT = POSITIVE + ", or null for no limit";

    private final List<FieldError> errors = new ArrayList<>();

    List<FieldError> errors() {
        return errors;
    }

    void wrong(String field, String message) {
        errors.add(FieldError.invalid(field, message));
    }

    void missing(String field) {
        errors.add(FieldError.required(field));
    }

    /// @param message that says what must be given
    void missing(String field, String message) {
        errors.add(new FieldError(field, "required", message));
    }

    /// Refuses if anything was wrong.
    void done() {
        if (!errors.isEmpty()) {
            throw new Refused(Problem.invalid(errors));
        }
    }

    /// A name for people; empty if it is none.
    String name(@Nullable String given, int most) {
        if (given == null) {
            missing("name");
            return "";
        }
        if (given.isBlank() || given.length() > most) {
            wrong("name", "must have 1 to %d characters, not only spaces".formatted(most));
            return "";
        }
        if (ControlCharacters.in(given)) {
            wrong("name", "must not contain line breaks or control characters");
            return "";
        }
        return given;
    }

    /// A line for people that may be missing; null also if it is none.
    @Nullable String text(String field, @Nullable String given, int most) {
        if (given == null) {
            return null;
        }
        int before = errors.size();
        if (given.isBlank() || given.codePointCount(0, given.length()) > most) {
            wrong(field, "must have 1 to %d characters, not only spaces".formatted(most));
        } else if (ControlCharacters.in(given)) {
            wrong(field, "must not contain line breaks or control characters");
        } else {
            TemplateContents.storable(field, given, errors);
        }
        return errors.size() == before ? given : null;
    }

    /// The name of an environment; empty if it is none.
    String environmentName(@Nullable String given) {
        if (given == null || !Environment.NAME.matcher(given).matches()) {
            wrong("name", "must have 1 to 64 of A-Z a-z 0-9 _ -");
            return "";
        }
        return given;
    }

    /// The id of the organisation's row of that name or id; null if none was given or there is none.
    ///
    /// @param field called as what it names, as `provider` and `provider_id` are
    <T extends Row> @Nullable UUID own(
            String field,
            Class<T> type,
            @Nullable String given,
            OrganisationId organisation,
            Rows rows) {
        T row = given == null ? null : rows.named(type, organisation, given);
        if (row == null && given != null) {
            wrong(
                    field,
                    "must be the name or id of one of the organisation's %ss"
                            .formatted(field.replaceFirst("_id$", "")));
        }
        return row == null ? null : row.id;
    }

    /// A time to come.
    ///
    /// @param kept what it has been so far: that may have passed
    @Nullable Instant expiry(@Nullable String given, @Nullable Instant kept, Instant now) {
        if (given == null) {
            return null;
        }
        Instant time = Rfc3339.parse(given).orElse(null);
        if (time == null) {
            wrong("expires_at", "must be a time with Z or an offset");
        } else if (!time.isAfter(now) && !given.equals(Rfc3339.ofNullable(kept))) {
            wrong("expires_at", "must be in the future");
        }
        return time;
    }

    /// A whole number.
    int number(String field, @Nullable Integer given, int least, int most, int otherwise) {
        int value = given == null ? otherwise : given;
        if (value < least || value > most) {
            wrong(field, "must be a whole number from %d to %d".formatted(least, most));
        }
        return value;
    }

    /// A number that may be missing.
    @Nullable Integer positive(String field, @Nullable Integer given) {
        return atLeastOne(field, given, POSITIVE);
    }

    /// A limit; null: there is none.
    @Nullable Integer limit(String field, @Nullable Integer given) {
        return atLeastOne(field, given, LIMIT);
    }

    private @Nullable Integer atLeastOne(String field, @Nullable Integer given, String wanted) {
        if (given != null && given < 1) {
            wrong(field, "must be " + wanted);
        }
        return given;
    }

    /// The value of that word; `otherwise` if none was given or it is none, which is noted.
    <E> E word(
            E[] values,
            Function<E, String> word,
            @Nullable String given,
            String field,
            E otherwise) {
        if (given == null) {
            return otherwise;
        }
        for (E value : values) {
            if (word.apply(value).equals(given)) {
                return value;
            }
        }
        wrong(
                field,
                "must be one of "
                        + Arrays.stream(values).map(word).collect(Collectors.joining(", ")));
        return otherwise;
    }
}

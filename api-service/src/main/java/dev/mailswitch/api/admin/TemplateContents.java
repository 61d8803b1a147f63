package dev.mailswitch.api.admin;

import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.api.template.TemplateStore;
import dev.mailswitch.api.template.TemplateStore.Version;
import dev.mailswitch.api.template.language.Compilation;
import dev.mailswitch.api.template.language.Compiled;
import dev.mailswitch.api.template.language.Flaw;
import dev.mailswitch.api.template.language.Limits;
import dev.mailswitch.api.template.language.Source;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.TemplateId;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What templates say, checked on its way in.
@Singleton
class TemplateContents {

    private final TemplateStore store;

    TemplateContents(TemplateStore store) {
        this.store = store;
    }

    private interface Statement<T> {
        T run() throws SQLException;
    }

    int nextNumber(OrganisationId organisation) {
        return asked(() -> store.nextNumber(organisation));
    }

    void add(TemplateEntity row, Version version) {
        asked(
                () -> {
                    store.add(id(row), version);
                    return version;
                });
    }

    Version current(TemplateEntity row) {
        return version(row, row.currentNo);
    }

    /// A version, or 404.
    Version version(TemplateEntity row, int no) {
        return asked(() -> store.version(id(row), no))
                .orElseThrow(() -> new Refused(Problem.notFound()));
    }

    /// Newest first.
    List<TemplateStore.Line> versions(TemplateEntity row, long before, int limit) {
        return asked(() -> store.versions(id(row), before, limit));
    }

    private static TemplateId id(TemplateEntity row) {
        return new TemplateId(row.id);
    }

    private static <T> T asked(Statement<T> statement) {
        try {
            return statement.run();
        } catch (SQLException failed) {
            // What the layers above look into for the reason.
            throw new PersistenceException(failed);
        }
    }

    /// The content somebody sent, or null with what is wrong noted.
    ///
    /// @param html absent if null or empty, as in a mail; so is text
    static @Nullable Source checked(
            @Nullable String subject,
            @Nullable String html,
            @Nullable String text,
            List<FieldError> errors) {
        int before = errors.size();
        if (subject == null || subject.isBlank()) {
            errors.add(FieldError.required("subject"));
        } else {
            storable("subject", subject, errors);
            if (subject.indexOf('\r') >= 0 || subject.indexOf('\n') >= 0) {
                errors.add(FieldError.invalid("subject", "must be one line"));
            }
            if (subject.length() > TemplateStore.MAX_SUBJECT) {
                errors.add(FieldError.invalid("subject", "must be at most 4,096 characters"));
            }
        }
        storable("html", html, errors);
        storable("text", text, errors);
        String kept = html == null || html.isEmpty() ? null : html;
        String plain = text == null || text.isEmpty() ? null : text;
        if (kept == null && plain == null) {
            errors.add(FieldError.invalid("html", "or text must be given"));
        }
        if (errors.size() > before || subject == null) {
            return null;
        }
        Source source = new Source(subject, kept, plain);
        return switch (Compilation.of(source, Limits.STANDARD)) {
            case Compiled compiled -> source;
            case Compilation.Flawed flawed -> {
                flawed.flaws().forEach(flaw -> errors.add(error(flaw)));
                yield null;
            }
        };
    }

    static FieldError error(Flaw flaw) {
        return FieldError.invalid(
                flaw.part().word(),
                "is not valid in line %d, column %d: %s"
                        .formatted(flaw.line(), flaw.column(), flaw.message()));
    }

    /// PostgreSQL keeps neither NUL nor halves of characters.
    static void storable(String field, @Nullable String value, List<FieldError> errors) {
        if (value == null) {
            return;
        }
        boolean half =
                value.codePoints()
                        .anyMatch(
                                c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        if (half || value.indexOf('\0') >= 0) {
            errors.add(FieldError.invalid(field, "must be valid Unicode without NUL"));
        }
    }

    /// What it asks of variables. It was valid when it was written.
    static List<String> variables(Source source) {
        return switch (Compilation.of(source, Limits.STANDARD)) {
            case Compiled compiled -> new ArrayList<>(compiled.variables());
            case Compilation.Flawed flawed -> List.of();
        };
    }
}

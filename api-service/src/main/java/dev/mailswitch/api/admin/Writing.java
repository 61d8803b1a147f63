package dev.mailswitch.api.admin;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.KeyCache;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.directory.LiveDirectory;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// One change: a transaction that also writes who changed what, and for settings moves
/// `settings_version`, so that every process hears of it. This one hears at once: who sets something
/// up can use it with the next request.
@Singleton
public class Writing {

    private final EntityManager entities;
    private final Rows rows;
    private final LiveDirectory directory;
    private final KeyCache keys;

    Writing(EntityManager entities, Rows rows, LiveDirectory directory, KeyCache keys) {
        this.entities = entities;
        this.rows = rows;
        this.directory = directory;
        this.keys = keys;
    }

    /// What a change leads to.
    ///
    /// @param audit what it was
    public record Done<T>(T result, Audit audit) {}

    /// Changes settings: runs `work` and returns what it returns, once that is committed. What the
    /// database says about names taken and rows still referred to becomes 409.
    public <T> T run(Caller caller, Supplier<Done<T>> work) {
        return run(() -> noted(caller, work.get()));
    }

    /// The same where nobody has asked for it: it goes on no record.
    public <T> T run(Supplier<T> work) {
        T result =
                data(
                        () -> {
                            T made = work.get();
                            entities.flush();
                            // Late: all writers queue for this row until they commit.
                            entities.createNativeQuery(
                                            "UPDATE settings_version SET version = version + 1")
                                    .executeUpdate();
                            return made;
                        });
        keys.forget();
        directory.refresh();
        return result;
    }

    /// The same for what is no setting and in nobody's memory.
    <T> T data(Caller caller, Supplier<Done<T>> work) {
        return data(() -> noted(caller, work.get()));
    }

    /// The same where nobody has asked for it, or nothing was set.
    public <T> T data(Supplier<T> work) {
        try {
            return QuarkusTransaction.requiringNew()
                    .call(
                            () -> {
                                T made = work.get();
                                entities.flush();
                                return made;
                            });
        } catch (RuntimeException failed) {
            Problem conflict = conflict(failed);
            throw conflict == null ? failed : new Refused(conflict);
        }
    }

    private <T> T noted(Caller caller, Done<T> done) {
        note(caller, done.audit());
        return done.result();
    }

    private void note(Caller caller, Audit audit) {
        AuditEntity entry = new AuditEntity();
        entry.id = rows.newId();
        entry.organisationId = audit.organisation();
        entry.keyId = caller.key().value();
        entry.keyName = rows.nameOfKey(caller);
        entry.action = audit.action().name().toLowerCase(Locale.ROOT);
        entry.kind = audit.kind();
        entry.subjectId = audit.subject();
        entry.subjectName = audit.name();
        entry.fields = audit.fields().isEmpty() ? null : audit.fields().toArray(String[]::new);
        entry.persist();
    }

    private static @Nullable Problem conflict(Throwable failed) {
        @Nullable Throwable at = failed;
        for (int depth = 0; at != null && depth < 20; depth++, at = at.getCause()) {
            if (at instanceof Refused refused) {
                return refused.problem();
            }
            if (at instanceof PSQLException sql) {
                return conflict(sql);
            }
        }
        return null;
    }

    private static @Nullable Problem conflict(PSQLException failed) {
        ServerErrorMessage message = failed.getServerErrorMessage();
        String table = message == null ? null : message.getTable();
        return switch (String.valueOf(failed.getSQLState())) {
            case "23505" -> Taken.problem(message);
            // Somebody referred to it after we had looked.
            case "23503" -> Problem.conflict("It is still referred to by a " + kind(table));
            default -> null;
        };
    }

    private static String kind(@Nullable String table) {
        return table == null ? "setting" : table.replace('_', ' ');
    }
}

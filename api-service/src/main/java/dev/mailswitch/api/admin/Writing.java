package dev.mailswitch.api.admin;

import dev.mailswitch.api.auth.KeyCache;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.directory.LiveDirectory;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// One change of settings: a transaction that also moves `settings_version`, so that every process
/// hears of it. This one hears at once: who sets something up can use it with the next request.
@Singleton
public class Writing {

    private final EntityManager entities;
    private final LiveDirectory directory;
    private final KeyCache keys;

    Writing(EntityManager entities, LiveDirectory directory, KeyCache keys) {
        this.entities = entities;
        this.directory = directory;
        this.keys = keys;
    }

    /// Runs `work` and returns what it returns, once that is committed. What the database says
    /// about names taken and rows still referred to becomes 409.
    public <T> T run(Supplier<T> work) {
        T result =
                data(
                        () -> {
                            T made = work.get();
                            entities.flush();
                            // Last: all writers queue for this row until they commit.
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
            case "23505" -> Problem.conflict("There is one like this already");
            case "23503" -> Problem.conflict("It is still referred to by a " + kind(table));
            default -> null;
        };
    }

    private static String kind(@Nullable String table) {
        return table == null ? "setting" : table.replace('_', ' ');
    }
}

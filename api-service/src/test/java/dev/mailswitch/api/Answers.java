package dev.mailswitch.api;

import dev.mailswitch.readiness.ProviderChecks;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// In the place of a worker: says the same of every provider that somebody asks about, and of every
/// From at it.
public final class Answers implements AutoCloseable {

    private static final String OPEN = "c.asked_at > coalesce(c.tried_at, '-infinity')";

    private static final Duration LOOK = Duration.ofMillis(50);

    private final Thread thread;
    private volatile boolean closed;

    private Answers(String state, @Nullable String words) {
        this.thread = Thread.ofVirtual().start(() -> run(state, words));
    }

    /// @param words null for ready
    public static Answers saying(String state, @Nullable String words) {
        return new Answers(state, words);
    }

    /// Was said of a provider a moment ago, however long the test takes.
    public static void saidBefore(String provider, String state, @Nullable String words)
            throws SQLException {
        Tenant.sql(
                """
                INSERT INTO provider_check (provider_id, sender, organisation_id, due_at)
                SELECT p.id, '', p.organisation_id, now() FROM provider p WHERE p.id = '%1$s'
                 UNION
                SELECT r.provider_id, e.sender_email, r.organisation_id, now()
                  FROM route r JOIN environment e ON e.id = r.environment_id
                 WHERE r.provider_id = '%1$s'
                """
                        .formatted(provider));
        // It came when the answer did, which is so far from being two seconds ago as can be.
        say(state, words, Duration.ofHours(1), "c.provider_id = '%s'".formatted(provider));
    }

    private void run(String state, @Nullable String words) {
        try {
            while (!closed) {
                say(state, words, Duration.ofMillis(7), OPEN);
                Thread.sleep(LOOK);
            }
        } catch (SQLException | InterruptedException gone) {
            // Whoever waits is answered by nobody, and the test says so.
        }
    }

    private static void say(String state, @Nullable String words, Duration took, String which)
            throws SQLException {
        Tenant.sql(
                """
                UPDATE provider_check c
                   SET state = '%2$s', words = %3$s, took_ms = %4$d, unanswered = NULL,
                       checked_at = clock_timestamp(), checked_with = %1$s,
                       tried_at = clock_timestamp(), tried_with = %1$s, due_at = 'infinity'
                  FROM provider p WHERE p.id = c.provider_id AND %5$s\
                """
                        .formatted(
                                ProviderChecks.SETTINGS,
                                state,
                                words == null ? "NULL" : "'" + words + "'",
                                took.toMillis(),
                                which));
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}

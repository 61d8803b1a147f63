package dev.mailswitch.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the database up to this release. Migrations go forward only and keep the release before
/// working; several processes may run this at once.
///
/// An ALTER TABLE waits for everybody who reads the table, be it a backup or a forgotten session, and
/// all who come later wait behind it: a gateway stands still until that one is done. So a migration
/// waits shortly, gives the others way, and comes again. Each is one transaction: one that did not
/// get its locks has changed nothing.
public final class Schema {

    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

    /// For one lock. Longer than `deadlock_timeout` (1 s), after which PostgreSQL sends an autovacuum
    /// out of the way; shorter than the 2 s that the ledger's own statements wait, which so come
    /// through behind it.
    private static final String INIT = "SET lock_timeout = '1500ms'";

    /// For all locks; the chart's hook, with its repetitions, ends after ten minutes.
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /// In which whoever stood behind a migration goes on.
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /// Lock time-out, and a deadlock, which may be found before it.
    private static final Set<String> HELD = Set.of("55P03", "40P01");

    private static final int DEPTH = 20;

    private Schema() {}

    /// Applies what is missing, as [#migrate(DataSource, Consumer)]; what it waits for is logged.
    public static int migrate(DataSource dataSource) {
        return migrate(dataSource, LOG::warn);
    }

    /// Applies what is missing.
    ///
    /// @param dataSource best without a pool: its sessions keep the lock time-out
    /// @param waiting    is told in a line for the operator, as often as a lock could not be had, what
    ///                   waits and for whom
    /// @return how many migrations the last try applied
    /// @throws FlywayException if one failed, or could not get its locks for minutes; those before it
    ///                         stay applied, and it may be called again
    public static int migrate(DataSource dataSource, Consumer<String> waiting) {
        return migrate(dataSource, PATIENCE, PAUSE, waiting);
    }

    static int migrate(
            DataSource dataSource, Duration patience, Duration pause, Consumer<String> waiting) {
        long begun = System.nanoTime();
        while (true) {
            try {
                return apply(dataSource);
            } catch (FlywayException failed) {
                if (!held(failed) || System.nanoTime() - begun > patience.toNanos()) {
                    throw failed;
                }
                waiting.accept(
                        "could not get a lock, comes again (%s); %s"
                                .formatted(firstLine(failed), oldest(dataSource)));
                pause(pause, failed);
            }
        }
    }

    private static int apply(DataSource dataSource) {
        return Flyway.configure()
                .dataSource(dataSource)
                .initSql(INIT)
                .locations("classpath:db/migration")
                .load()
                .migrate()
                .migrationsExecuted;
    }

    /// Whether others held what a migration needs.
    static boolean held(Throwable failure) {
        @Nullable Throwable at = failure;
        for (int i = 0; at != null && i < DEPTH; i++, at = at.getCause()) {
            if (at instanceof SQLException sql
                    && HELD.contains(String.valueOf(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    private static void pause(Duration pause, FlywayException failed) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw failed;
        }
    }

    private static String firstLine(Exception failed) {
        return String.valueOf(failed.getMessage()).lines().findFirst().orElse("");
    }

    /// Who held the lock cannot be asked any more; whoever holds one for long has an old transaction.
    private static String oldest(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                """
                                SELECT format('the oldest transaction is of pid %s (%s, user %s), since %s',
                                              pid, coalesce(nullif(application_name, ''), backend_type),
                                              coalesce(usename, '?'), date_trunc('second', xact_start))
                                  FROM pg_stat_activity
                                 WHERE datname = current_database() AND pid <> pg_backend_pid()
                                   AND xact_start IS NOT NULL
                                 ORDER BY xact_start LIMIT 1""")) {
            return row.next() ? row.getString(1) : "no transaction that we may see is open now";
        } catch (SQLException unknown) {
            return "whose is not known: " + unknown.getMessage();
        }
    }
}

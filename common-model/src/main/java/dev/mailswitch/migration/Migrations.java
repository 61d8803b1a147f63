package dev.mailswitch.migration;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/// Runs the migrations under `db/migration`.
public final class Migrations {

    private static final int CONNECT_RETRIES = 10;
    private static final int SECONDS_BETWEEN = 2;

    private Migrations() {}

    /// Brings the database up to date; does nothing if it is. Several processes may do so at once:
    /// one works, the others wait. A database that is still starting is waited for, about 20 s.
    ///
    /// @throws org.flywaydb.core.api.FlywayException if it cannot be done; nothing is half done
    public static void run(DataSource dataSource) {
        Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:db/migration")
                .connectRetries(CONNECT_RETRIES)
                .connectRetriesInterval(SECONDS_BETWEEN)
                // A table without our history is not ours to change.
                .baselineOnMigrate(false)
                .load()
                .migrate();
    }
}

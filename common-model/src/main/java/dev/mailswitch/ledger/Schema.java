package dev.mailswitch.ledger;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/// Brings the database up to this release. Migrations go forward only and keep the release before
/// working; several processes may run this at once.
public final class Schema {

    private Schema() {}

    /// Applies what is missing.
    ///
    /// @return how many migrations were applied
    public static int migrate(DataSource dataSource) {
        return Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/migration")
                .load()
                .migrate()
                .migrationsExecuted;
    }
}

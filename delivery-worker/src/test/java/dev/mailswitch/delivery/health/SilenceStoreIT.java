package dev.mailswitch.delivery.health;

import dev.mailswitch.stack.TestStack;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.postgresql.ds.PGSimpleDataSource;

class SilenceStoreIT extends SilenceTableContract {

    private static final PGSimpleDataSource DATABASE = new PGSimpleDataSource();

    @BeforeAll
    static void startDatabase() {
        var database = TestStack.freshDatabase();
        DATABASE.setUrl(database.jdbcUrl());
        DATABASE.setUser(database.user());
        DATABASE.setPassword(database.password());
        Flyway.configure().dataSource(DATABASE).load().migrate();
    }

    @Override
    SilenceTable table() {
        return new SilenceStore(DATABASE);
    }
}

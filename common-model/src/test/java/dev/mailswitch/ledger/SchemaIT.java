package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.stack.TestStack;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/// A migration that alters the attempts, while somebody reads them in a transaction that does not end.
class SchemaIT {

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final PGSimpleDataSource database = new PGSimpleDataSource();
    private final BlockingQueue<String> waiting = new LinkedBlockingQueue<>();

    @BeforeEach
    void migrateToTheReleaseBefore() {
        var fresh = TestStack.freshDatabase();
        database.setUrl(fresh.jdbcUrl());
        database.setUser(fresh.user());
        database.setPassword(fresh.password());
        Flyway.configure().dataSource(database).target("25").load().migrate();
    }

    private Connection reader() throws SQLException {
        Connection reader = database.getConnection();
        reader.setAutoCommit(false);
        try (Statement statement = reader.createStatement()) {
            statement.execute("SET application_name = 'long-reader'");
            statement.execute("SELECT 1 FROM attempt LIMIT 1");
        }
        return reader;
    }

    private boolean altered() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                """
                                SELECT count(*) FROM pg_attribute
                                 WHERE attrelid = 'attempt'::regclass AND attname = 'made_with'""")) {
            row.next();
            return row.getInt(1) == 1;
        }
    }

    @Test
    void itComesAgainUntilTheReaderIsDoneAndOthersPassMeanwhile() throws Exception {
        try (var aside = Executors.newSingleThreadExecutor();
                Connection reader = reader();
                Connection other = database.getConnection();
                Statement claim = other.createStatement()) {
            Future<Integer> applied =
                    aside.submit(() -> Schema.migrate(database, LONG, SHORT, waiting::add));
            // As the ledger's own sessions.
            claim.execute("SET lock_timeout = '2s'");
            for (int i = 0; i < 2; i++) {
                assertThat(waiting.poll(60, TimeUnit.SECONDS)).contains("V26", "long-reader");
                claim.execute("SELECT 1 FROM attempt LIMIT 1");
            }
            assertThat(applied).isNotDone();
            assertThat(altered()).isFalse();
            reader.rollback();
            assertThat(applied.get(60, TimeUnit.SECONDS)).isPositive();
            assertThat(altered()).isTrue();
        }
    }

    @Test
    void itGivesUpAndMayBeCalledAgain() throws Exception {
        try (Connection reader = reader()) {
            assertThatThrownBy(() -> Schema.migrate(database, Duration.ZERO, SHORT, waiting::add))
                    .isInstanceOf(FlywayException.class)
                    .matches(Schema::held);
            assertThat(altered()).isFalse();
            reader.rollback();
        }
        assertThat(Schema.migrate(database)).isPositive();
        assertThat(altered()).isTrue();
        assertThat(waiting).isEmpty();
    }
}

package dev.mailswitch.ledger;

import dev.mailswitch.stack.TestStack;
import io.agroal.api.AgroalDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Databases with the schema and its leaves, copied from one that was migrated; and sessions in
/// them that believe it is another time.
///
/// A schema `faketime` shadows PostgreSQL's clocks for sessions that ask for it, and makes the ids
/// of events, so that no line of the ledger knows of it.
final class TestDatabases {

    private static final AtomicInteger COPIES = new AtomicInteger();
    private static TestStack.@Nullable TestDatabase template;

    private TestDatabases() {}

    /// A database of its own.
    static synchronized TestStack.TestDatabase copy() throws SQLException {
        if (template == null) {
            template = make();
        }
        String name = template.name() + "_" + COPIES.incrementAndGet();
        try (Connection connection = template.server().connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " TEMPLATE " + template.name());
        }
        return new TestStack.TestDatabase(template.server(), name);
    }

    /// Session options under which it is `shift` later.
    static String at(Duration shift) {
        return shift.isZero()
                ? ""
                : " -c search_path=public,faketime,pg_catalog -c faketime.shift="
                        + shift.toMillis()
                        + "ms";
    }

    private static TestStack.TestDatabase make() throws SQLException {
        TestStack.TestDatabase database = TestStack.freshDatabase();
        try (AgroalDataSource plain = TestPool.open(database, 2, "")) {
            Schema.migrate(plain);
            try (Connection connection = plain.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(
                        """
                        CREATE SCHEMA faketime;
                        CREATE FUNCTION faketime.shift() RETURNS interval STABLE LANGUAGE sql AS
                          $$SELECT coalesce(nullif(current_setting('faketime.shift', true), ''),
                                            '0')::interval$$;
                        CREATE FUNCTION faketime.now() RETURNS timestamptz STABLE LANGUAGE sql AS
                          $$SELECT pg_catalog.now() + faketime.shift()$$;
                        CREATE FUNCTION faketime.clock_timestamp() RETURNS timestamptz VOLATILE
                          LANGUAGE sql AS
                          $$SELECT pg_catalog.clock_timestamp() + faketime.shift()$$;
                        CREATE FUNCTION faketime.uuidv7() RETURNS uuid VOLATILE LANGUAGE sql AS
                          $$SELECT pg_catalog.uuidv7(faketime.shift())$$;
                        ALTER TABLE event ALTER COLUMN id SET DEFAULT faketime.uuidv7()""");
            }
            new Leaves(plain).ensure(Instant.now());
        }
        return database;
    }
}

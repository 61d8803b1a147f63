package dev.mailswitch.bench;

import dev.mailswitch.stack.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/// What each statement took, as `pg_stat_statements` counts it (elapsed, not CPU).
final class Statements {

    private final PostgresServer server;

    Statements(PostgresServer server) {
        this.server = server;
    }

    void install() throws SQLException {
        try (Connection connection = server.connect("bench");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
            statement.execute("SELECT pg_stat_statements_reset()");
        }
    }

    void print(int mails) throws SQLException {
        System.out.printf("%n%8s %8s %8s  %s%n", "µs/mail", "plan", "calls", "statement");
        try (Connection connection = server.connect("bench");
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                """
                                SELECT 1000 * total_exec_time, 1000 * total_plan_time, calls,
                                       left(regexp_replace(query, '\\s+', ' ', 'g'), 90)
                                  FROM pg_stat_statements
                                 ORDER BY total_exec_time + total_plan_time DESC LIMIT 30""")) {
            while (row.next()) {
                System.out.printf(
                        Locale.ROOT,
                        "%8.1f %8.1f %8d  %s%n",
                        row.getDouble(1) / mails,
                        row.getDouble(2) / mails,
                        row.getLong(3),
                        row.getString(4));
            }
        }
    }
}

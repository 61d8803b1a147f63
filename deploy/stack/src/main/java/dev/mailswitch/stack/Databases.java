package dev.mailswitch.stack;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;

/// Databases of a server.
final class Databases {

    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
    private static final String DUPLICATE_DATABASE = "42P04";
    private static final String UNIQUE_VIOLATION = "23505";

    private Databases() {}

    /// Makes a database unless it exists; two callers at once are fine.
    static void create(PostgresServer server, String name) throws SQLException {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a database's name must match " + NAME);
        }
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            String known = "SELECT 1 FROM pg_database WHERE datname = '" + name + "'";
            try (ResultSet found = statement.executeQuery(known)) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            boolean madeMeanwhile =
                    DUPLICATE_DATABASE.equals(e.getSQLState())
                            || UNIQUE_VIOLATION.equals(e.getSQLState());
            if (!madeMeanwhile) {
                throw e;
            }
        }
    }
}

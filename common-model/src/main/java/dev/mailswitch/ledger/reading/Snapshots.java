package dev.mailswitch.ledger.reading;

import dev.mailswitch.model.id.EmailId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/// Several statements that see one state of a mail, else an attempt could show without its end.
final class Snapshots {

    private Snapshots() {}

    interface Reading<T> {
        T read(Connection connection) throws SQLException;
    }

    static <T> T in(DataSource readers, Reading<T> reading) throws SQLException {
        try (Connection connection = readers.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
                return reading.read(connection);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    static PreparedStatement prepared(Connection connection, String sql, Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i] instanceof EmailId id ? id.value() : values[i]);
        }
        return statement;
    }
}

package dev.mailswitch.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/// One transaction on one connection: committed when the work returns, rolled back when it throws.
final class Transactions {

    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    private Transactions() {}

    static <T> T run(DataSource dataSource, Work<T> work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.run(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException | Error failed) {
                rollback(connection, failed);
                throw failed;
            } finally {
                restore(connection);
            }
        }
    }

    private static void rollback(Connection connection, Throwable failed) {
        try {
            connection.rollback();
        } catch (SQLException alsoGone) {
            failed.addSuppressed(alsoGone);
        }
    }

    private static void restore(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException gone) {
            // The pool finds out when it takes the connection back.
        }
    }
}

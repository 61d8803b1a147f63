package dev.mailswitch.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import javax.sql.DataSource;

/// Permits that all processes share (quotas, providers' rates), leased in slices: a row is touched
/// once for about a second's worth of mails, not once a mail. What a process that dies had leased
/// and not used is lost until the window ends.
public final class Allowances {

    private final DataSource dataSource;

    public Allowances(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /// Leases up to `wanted` permits of the `limit` in the window that starts at `window`.
    ///
    /// @return how many were granted; 0 when the window is used up
    public long lease(String name, Instant window, long limit, long wanted) throws SQLException {
        return Transactions.run(
                dataSource,
                connection -> {
                    long leased = leased(connection, name, window);
                    long granted = Math.max(0, Math.min(wanted, limit - leased));
                    if (granted > 0) {
                        take(connection, name, window, granted);
                    }
                    return granted;
                });
    }

    /// What is leased of a window; locks its row, which is made if need be.
    private static long leased(Connection connection, String name, Instant window)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        INSERT INTO allowance (name, starts_at, leased) VALUES (?, ?::timestamptz, 0)
                            ON CONFLICT (name, starts_at) DO UPDATE SET name = excluded.name
                        RETURNING leased""")) {
            statement.setString(1, name);
            statement.setString(2, window.toString());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void take(Connection connection, String name, Instant window, long granted)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        UPDATE allowance SET leased = leased + ?
                         WHERE name = ? AND starts_at = ?::timestamptz""")) {
            statement.setLong(1, granted);
            statement.setString(2, name);
            statement.setString(3, window.toString());
            statement.executeUpdate();
        }
    }
}

package dev.mailswitch.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/// Permits that all processes share (quotas, providers' rates and budgets), leased in slices: a row
/// is touched once for about a second's worth of mails, not once a mail. What a process that dies
/// had leased and not used is lost until the window ends; never is more granted than the limit.
public final class Allowances {

    private final DataSource dataSource;

    public Allowances(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /// A time in which only so many permits are there.
    ///
    /// @param name     of what is limited, as `budget/…`
    /// @param startsAt with the name, what is shared: a limit that was changed counts for what is
    ///     leased from then on
    /// @param endsAt   the limit is whole again from then on
    /// @param limit    permits
    public record Window(String name, Instant startsAt, Instant endsAt, long limit) {}

    /// What came of asking.
    ///
    /// @param granted permits, in each of the windows
    /// @param usedUp  the first window that had fewer than were wanted
    public record Lease(long granted, Optional<Window> usedUp) {}

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
                        add(connection, name, window, granted);
                    }
                    return granted;
                });
    }

    /// Leases up to `wanted` permits, as many as all the windows have, of each of them.
    ///
    /// @param windows always in the same order: their rows are locked in it
    public Lease lease(List<Window> windows, long wanted) throws SQLException {
        return Transactions.run(
                dataSource,
                connection -> {
                    long granted = wanted;
                    Optional<Window> usedUp = Optional.empty();
                    for (Window window : windows) {
                        long left =
                                window.limit()
                                        - leased(connection, window.name(), window.startsAt());
                        if (left < granted) {
                            granted = Math.max(0, left);
                            usedUp = usedUp.or(() -> Optional.of(window));
                        }
                    }
                    if (granted > 0) {
                        for (Window window : windows) {
                            add(connection, window.name(), window.startsAt(), granted);
                        }
                    }
                    return new Lease(granted, usedUp);
                });
    }

    /// Gives back permits that were leased of each of these windows and will not be used. When this
    /// fails they may have been given back or not: the caller has them no longer.
    ///
    /// @param windows in the order in which they were leased
    public void giveBack(List<Window> windows, long permits) throws SQLException {
        Transactions.run(
                dataSource,
                connection -> {
                    for (Window window : windows) {
                        add(connection, window.name(), window.startsAt(), -permits);
                    }
                    return permits;
                });
    }

    /// How much is leased of each window: used, or in the hand of a process. One of which nothing is
    /// leased is not among them.
    public Map<Window, Long> leased(Collection<Window> windows) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return leased(connection, windows);
        }
    }

    /// The same in a transaction that is there.
    public static Map<Window, Long> leased(Connection connection, Collection<Window> windows)
            throws SQLException {
        Map<Window, Long> leased = new HashMap<>();
        if (windows.isEmpty()) {
            return leased;
        }
        List<Window> asked = List.copyOf(windows);
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        SELECT w.no, a.leased
                          FROM unnest(?::text[], ?::timestamptz[]) WITH ORDINALITY
                               AS w (name, starts_at, no)
                          JOIN allowance a ON a.name = w.name AND a.starts_at = w.starts_at""")) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text", asked.stream().map(Window::name).toArray(String[]::new)));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "text",
                            asked.stream()
                                    .map(window -> window.startsAt().toString())
                                    .toArray(String[]::new)));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    leased.put(asked.get(row.getInt(1) - 1), row.getLong(2));
                }
            }
        }
        return leased;
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

    /// @param permits negative: given back, but never below nothing
    private static void add(Connection connection, String name, Instant window, long permits)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        UPDATE allowance SET leased = greatest(0, leased + ?)
                         WHERE name = ? AND starts_at = ?::timestamptz""")) {
            statement.setLong(1, permits);
            statement.setString(2, name);
            statement.setString(3, window.toString());
            statement.executeUpdate();
        }
    }
}

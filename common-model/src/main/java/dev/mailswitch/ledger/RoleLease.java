package dev.mailswitch.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/// A role that one process plays at a time (the events relay), with how far it has come.
public final class RoleLease {

    /// The lease lasts three times as long; in between nobody asks the database.
    private static final Duration TRUST = Duration.ofSeconds(5);

    /// How often somebody without the role asks for it.
    private static final Duration ASK = Duration.ofSeconds(1);

    private final DataSource dataSource;
    private final String role;
    private final String holder;
    private Optional<UUID> known = Optional.empty();
    private long askedNanos = System.nanoTime() - TRUST.toNanos();

    public RoleLease(DataSource dataSource, String role, String holder) {
        this.dataSource = dataSource;
        this.role = role;
        this.holder = holder;
    }

    /// Takes or keeps the role for 15 seconds more.
    ///
    /// @return the position noted last (the lowest id if none was), or empty if another has it
    public synchronized Optional<UUID> take() throws SQLException {
        Duration since = Duration.ofNanos(System.nanoTime() - askedNanos);
        if (since.compareTo(known.isPresent() ? TRUST : ASK) >= 0) {
            long asked = System.nanoTime();
            known = Optional.empty();
            known = ask();
            askedNanos = asked;
        }
        return known;
    }

    private Optional<UUID> ask() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                INSERT INTO lease AS l (name, holder, until)
                                VALUES (?, ?, now() + interval '15 seconds')
                                    ON CONFLICT (name) DO UPDATE
                                   SET holder = excluded.holder, until = excluded.until
                                 WHERE l.holder = excluded.holder OR l.until < now()
                                RETURNING position""")) {
            statement.setString(1, role);
            statement.setString(2, holder);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                UUID position = row.getObject(1, UUID.class);
                return Optional.of(position == null ? new UUID(0, 0) : position);
            }
        }
    }

    /// Notes how far the role has come.
    ///
    /// @return whether the role is still ours
    public synchronized boolean advance(UUID position) throws SQLException {
        boolean ours = note(position);
        known = ours ? Optional.of(position) : Optional.empty();
        return ours;
    }

    private boolean note(UUID position) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                UPDATE lease SET position = ?, until = now() + interval '15 seconds'
                                 WHERE name = ? AND holder = ?""")) {
            statement.setObject(1, position);
            statement.setString(2, role);
            statement.setString(3, holder);
            return statement.executeUpdate() == 1;
        }
    }

    /// Gives the role away.
    public synchronized void release() throws SQLException {
        known = Optional.empty();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                "UPDATE lease SET until = now() WHERE name = ? AND holder = ?")) {
            statement.setString(1, role);
            statement.setString(2, holder);
            statement.executeUpdate();
        }
    }
}

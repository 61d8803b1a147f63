package dev.mailswitch.delivery.health;

import dev.mailswitch.health.RecordedHealth;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.outcome.Scope;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/// The table `breaker`. It holds what providers that asked to slow down said, too.
public final class BreakerStore implements BreakerTable {

    private static final Scope[] SCOPES = Scope.values();

    /// Beside the breakers' scopes: a provider that asked to slow down, until `probe_at`.
    private static final short THROTTLE = RecordedHealth.THROTTLE;

    private final DataSource database;

    public BreakerStore(DataSource database) {
        this.database = database;
    }

    @Override
    public List<Breaker> load() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement(
                                """
                                SELECT provider_id, scope, domain, state, opened_at, probe_at,
                                       openings, reason, version
                                FROM breaker WHERE scope <> %d"""
                                        .formatted(THROTTLE));
                ResultSet rows = select.executeQuery()) {
            List<Breaker> breakers = new ArrayList<>();
            while (rows.next()) {
                breakers.add(breaker(rows));
            }
            return breakers;
        }
    }

    private static Breaker breaker(ResultSet row) throws SQLException {
        return new Breaker(
                new BreakerKey(
                        new ProviderId(row.getObject(1, UUID.class)),
                        SCOPES[row.getShort(2)],
                        row.getString(3)),
                row.getString(4).equals("half_open"),
                row.getObject(5, OffsetDateTime.class).toInstant(),
                row.getObject(6, OffsetDateTime.class).toInstant(),
                row.getShort(7),
                row.getString(8),
                row.getLong(9));
    }

    @Override
    public Map<ProviderId, Instant> throttles() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement(
                                "SELECT provider_id, probe_at FROM breaker WHERE scope = ?")) {
            select.setShort(1, THROTTLE);
            Map<ProviderId, Instant> throttles = new HashMap<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    throttles.put(
                            new ProviderId(row.getObject(1, UUID.class)),
                            row.getObject(2, OffsetDateTime.class).toInstant());
                }
            }
            return throttles;
        }
    }

    @Override
    public void throttle(ProviderId provider, Instant until) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement(
                                """
                                INSERT INTO breaker (provider_id, scope, domain, state, opened_at,
                                                     probe_at, openings, reason, version)
                                VALUES (?, ?, '', 'open', now(), ?, 1, 'asked to slow down', 0)
                                ON CONFLICT (provider_id, scope, domain) DO UPDATE
                                SET probe_at = greatest(breaker.probe_at, excluded.probe_at)""")) {
            insert.setObject(1, provider.value());
            insert.setShort(2, THROTTLE);
            insert.setObject(3, until.atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
        }
    }

    @Override
    public boolean insert(Breaker breaker) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement(
                                """
                                INSERT INTO breaker (state, opened_at, probe_at, openings, reason,
                                                     version, provider_id, scope, domain)
                                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                                ON CONFLICT DO NOTHING""")) {
            bind(insert, breaker);
            return insert.executeUpdate() == 1;
        }
    }

    @Override
    public boolean replace(Breaker breaker, long from) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update =
                        connection.prepareStatement(
                                """
                                UPDATE breaker SET state = ?, opened_at = ?, probe_at = ?,
                                       openings = ?, reason = ?, version = ?
                                WHERE provider_id = ? AND scope = ? AND domain = ?
                                  AND version = ?""")) {
            bind(update, breaker);
            update.setLong(10, from);
            return update.executeUpdate() == 1;
        }
    }

    @Override
    public boolean delete(Breaker breaker) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement delete =
                        connection.prepareStatement(
                                """
                                DELETE FROM breaker
                                WHERE provider_id = ? AND scope = ? AND domain = ?
                                  AND version = ?""")) {
            delete.setObject(1, breaker.key().provider().value());
            delete.setShort(2, (short) breaker.key().scope().ordinal());
            delete.setString(3, breaker.key().domain());
            delete.setLong(4, breaker.version());
            return delete.executeUpdate() == 1;
        }
    }

    @Override
    public int prune(Instant before) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM breaker WHERE probe_at < ?")) {
            delete.setObject(1, before.atOffset(ZoneOffset.UTC));
            return delete.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, Breaker breaker) throws SQLException {
        statement.setString(1, breaker.halfOpen() ? "half_open" : "open");
        statement.setObject(2, breaker.openedAt().atOffset(ZoneOffset.UTC));
        statement.setObject(3, breaker.probeAt().atOffset(ZoneOffset.UTC));
        statement.setShort(4, (short) breaker.openings());
        statement.setString(5, breaker.reason());
        statement.setLong(6, breaker.version());
        statement.setObject(7, breaker.key().provider().value());
        statement.setShort(8, (short) breaker.key().scope().ordinal());
        statement.setString(9, breaker.key().domain());
    }
}

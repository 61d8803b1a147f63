package dev.mailswitch.ledger;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.routing.Gate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/// By how much each worker has cut the weight of providers that begin to fail or are slow: the table
/// `lowered_weight`. Workers note it for those who look on, and decide by what they have seen
/// themselves. Used by one thread.
public final class LoweredWeights {

    private final DataSource dataSource;
    private final long epoch;
    private boolean noted;

    /// @param epoch the worker whose rows are written
    public LoweredWeights(DataSource dataSource, long epoch) {
        this.dataSource = dataSource;
        this.epoch = epoch;
    }

    /// Puts these in the place of what this worker noted before. Asks nothing of the database where
    /// there was none and is none.
    ///
    /// @param lowered those below their whole weight, with words
    public void write(Map<ProviderId, Gate.Open> lowered) throws SQLException {
        if (lowered.isEmpty() && !noted) {
            return;
        }
        List<Map.Entry<ProviderId, Gate.Open>> rows = List.copyOf(lowered.entrySet());
        Transactions.run(
                dataSource,
                connection -> {
                    forget(connection, rows);
                    note(connection, rows);
                    return rows;
                });
        noted = !rows.isEmpty();
    }

    /// With those of workers that are gone, which nobody else takes out.
    private void forget(Connection connection, List<Map.Entry<ProviderId, Gate.Open>> kept)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        DELETE FROM lowered_weight l
                         USING (SELECT provider_id, epoch FROM lowered_weight
                                 WHERE epoch = ? AND provider_id <> ALL (?::uuid[])
                                    OR NOT EXISTS (SELECT FROM worker w
                                                    WHERE w.epoch = lowered_weight.epoch)
                                   FOR UPDATE SKIP LOCKED) gone
                         WHERE l.provider_id = gone.provider_id AND l.epoch = gone.epoch""")) {
            new Columns<>(connection, statement, kept).same(epoch).add("uuid", Map.Entry::getKey);
            statement.executeUpdate();
        }
    }

    private void note(Connection connection, List<Map.Entry<ProviderId, Gate.Open>> rows)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        INSERT INTO lowered_weight (provider_id, epoch, factor, why, at)
                        SELECT u.provider, ?, u.permille / 1000.0, u.why, now()
                          FROM unnest(?::uuid[], ?::int[], ?::text[]) u(provider, permille, why)
                            ON CONFLICT (provider_id, epoch) DO UPDATE
                           SET factor = excluded.factor, why = excluded.why, at = excluded.at""")) {
            new Columns<>(connection, statement, rows)
                    .same(epoch)
                    .add("uuid", Map.Entry::getKey)
                    .add("int4", row -> permille(row.getValue()))
                    .add("text", row -> String.valueOf(row.getValue().why()));
            statement.executeUpdate();
        }
    }

    private static int permille(Gate.Open open) {
        return Math.clamp(Math.round(1_000 * open.weightFactor()), 1, 999);
    }

    /// What a mail may expect of these providers, whichever worker has it: the mean over all that are
    /// there now. A provider nobody has cut is missing. What its worker has not renewed for ten seconds,
    /// five rounds, does not count: it can no longer write, or no longer looks.
    ///
    /// @return with words that say how many workers have seen it, and when
    public static Map<ProviderId, Gate.Open> read(
            Connection connection, Collection<ProviderId> providers) throws SQLException {
        Map<ProviderId, Gate.Open> lowered = new HashMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        WITH live AS (SELECT epoch FROM worker
                                       WHERE seen_at > now() - interval '30 seconds')
                        SELECT l.provider_id, count(*), (SELECT count(*) FROM live),
                               sum(1 - l.factor), (array_agg(l.why ORDER BY l.factor))[1], max(l.at)
                          FROM lowered_weight l JOIN live w ON w.epoch = l.epoch
                         WHERE l.provider_id = ANY (?::uuid[])
                           AND l.at > now() - interval '10 seconds'
                         GROUP BY l.provider_id""")) {
            new Columns<>(connection, statement, List.copyOf(providers)).add("uuid", id -> id);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    long workers = row.getLong(3);
                    lowered.put(
                            new ProviderId(row.getObject(1, UUID.class)),
                            new Gate.Open(
                                    1 - row.getDouble(4) / workers,
                                    words(
                                            row.getString(5),
                                            row.getLong(2),
                                            workers,
                                            row.getObject(6, OffsetDateTime.class).toInstant())));
                }
            }
        }
        return lowered;
    }

    private static String words(String why, long of, long workers, Instant at) {
        Instant second = at.truncatedTo(ChronoUnit.SECONDS);
        return workers == 1
                ? "%s, as of %s".formatted(why, second)
                : "%s at %d of %d workers, as of %s".formatted(why, of, workers, second);
    }
}

package dev.mailswitch.ledger;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;

/// The answers that were given under idempotency keys, where they depend on the time: whoever asks
/// again gets the same one. The first writer wins. Answers that come together are written together.
public final class Answers implements AutoCloseable {

    private static final Batcher.Limits LIMITS =
            new Batcher.Limits(200, 4L << 20, Long.MAX_VALUE, 2, 4_000);

    private record Fix(IdempotencyKey key, byte[] answer) {
        ByteBuffer bytes() {
            return ByteBuffer.wrap(key.key());
        }
    }

    private final DataSource dataSource;
    private final Batcher<Fix, Optional<byte[]>> batcher;

    public Answers(DataSource dataSource) {
        this.dataSource = dataSource;
        this.batcher =
                new Batcher<>(
                        "answers",
                        dataSource,
                        LIMITS,
                        fix -> 200L + fix.answer().length,
                        Answers::write);
    }

    /// Fixes the answer to a key.
    ///
    /// @return what is to be answered: `answer`, or what somebody else had fixed before; empty if
    ///     nobody holds the key (any longer)
    /// @throws LedgerBusy        too many wait already; nothing was written
    /// @throws LedgerUnavailable it is not known whether it was written; fixing again is harmless
    public Optional<byte[]> fix(IdempotencyKey key, byte[] answer)
            throws LedgerBusy, LedgerUnavailable, InterruptedException {
        return batcher.submit(new Fix(key, answer));
    }

    /// The answer that was fixed to a key, if one was and the key still counts.
    public Optional<byte[]> find(IdempotencyKey key) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                SELECT answer FROM idempotency_scheduled
                                 WHERE key = ? AND keep_until > now() AND answer IS NOT NULL
                                UNION ALL
                                SELECT answer FROM idempotency
                                 WHERE key = ? AND made_at > now() - interval '24 hours'
                                   AND day >= (now() AT TIME ZONE 'UTC')::date - 1
                                   AND answer IS NOT NULL
                                 LIMIT 1\
                                """)) {
            statement.setBytes(1, key.key());
            statement.setBytes(2, key.key());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
            }
        }
    }

    private static List<Optional<byte[]>> write(Connection connection, List<Fix> fixes)
            throws SQLException {
        LocalDate today = LocalDate.ofInstant(now(connection), ZoneOffset.UTC);
        // Of two under one key the first counts; rows are locked in the order of their keys.
        Map<ByteBuffer, Fix> open = new TreeMap<>();
        fixes.forEach(fix -> open.putIfAbsent(fix.bytes(), fix));
        Map<ByteBuffer, byte[]> fixed = new HashMap<>();
        // A key may stand in several places; all who ask take the same one.
        fix(connection, "idempotency_scheduled", "i.keep_until > now()", open, fixed);
        for (int back = 1; back >= 0; back--) {
            LocalDate day = today.minusDays(back);
            fix(
                    connection,
                    Leaf.idempotency(day),
                    "i.day = '%s' AND i.made_at > now() - interval '24 hours'".formatted(day),
                    open,
                    fixed);
        }
        return fixes.stream().map(fix -> Optional.ofNullable(fixed.get(fix.bytes()))).toList();
    }

    /// Fixes what is open and has its key in this table.
    private static void fix(
            Connection connection,
            String table,
            String counts,
            Map<ByteBuffer, Fix> open,
            Map<ByteBuffer, byte[]> fixed)
            throws SQLException {
        if (open.isEmpty()) {
            return;
        }
        String sql =
                """
                WITH held AS MATERIALIZED (
                  SELECT i.key, u.answer
                    FROM unnest(?::bytea[], ?::bytea[]) u(key, answer)
                    JOIN %s i ON i.key = u.key AND %s
                   ORDER BY i.key FOR UPDATE OF i)
                UPDATE %s i SET answer = coalesce(i.answer, h.answer)
                  FROM held h WHERE i.key = h.key AND %s
                RETURNING i.key, i.answer\
                """
                        .formatted(table, counts, table, counts);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            new Columns<>(connection, statement, List.copyOf(open.values()))
                    .addBytes(fix -> fix.key().key())
                    .addBytes(Fix::answer);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    ByteBuffer key = ByteBuffer.wrap(row.getBytes(1));
                    byte[] first = row.getBytes(2);
                    fixed.put(key, first);
                    // Wherever else the key stands, it has the same answer.
                    open.computeIfPresent(key, (same, fix) -> new Fix(fix.key(), first));
                }
            }
        }
    }

    private static Instant now(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT now()");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return Objects.requireNonNull(LockedMails.instant(row, 1));
        }
    }

    @Override
    public void close() {
        batcher.close();
    }
}

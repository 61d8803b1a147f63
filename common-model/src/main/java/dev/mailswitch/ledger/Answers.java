package dev.mailswitch.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/// The answers that were given under idempotency keys, where they depend on the time: whoever asks
/// again gets the same one. The first writer wins.
public final class Answers {

    private final DataSource dataSource;

    public Answers(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /// Fixes the answer to a key.
    ///
    /// @return what is to be answered: `answer`, or what somebody else had fixed before; empty if
    ///     nobody holds the key (any longer)
    /// @throws SQLException when the database is away; fixing again is harmless
    public Optional<byte[]> fix(IdempotencyKey key, byte[] answer) throws SQLException {
        return Transactions.run(
                dataSource,
                connection -> {
                    LocalDate today = LocalDate.ofInstant(now(connection), ZoneOffset.UTC);
                    // A key may stand in several places; all who ask take the same one.
                    Optional<byte[]> fixed =
                            fix(
                                    connection,
                                    """
                                    UPDATE idempotency_scheduled SET answer = coalesce(answer, ?)
                                     WHERE key = ? AND keep_until > now() RETURNING answer""",
                                    key,
                                    answer);
                    for (int day = -1; day <= 0 && fixed.isEmpty(); day++) {
                        fixed =
                                fix(
                                        connection,
                                        """
                                        UPDATE %s SET answer = coalesce(answer, ?)
                                         WHERE key = ? AND made_at > now() - interval '24 hours'
                                        RETURNING answer"""
                                                .formatted(Leaf.idempotency(today.plusDays(day))),
                                        key,
                                        answer);
                    }
                    return fixed;
                });
    }

    private static Optional<byte[]> fix(
            Connection connection, String sql, IdempotencyKey key, byte[] answer)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setBytes(1, answer);
            statement.setBytes(2, key.key());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
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
}

package dev.mailswitch.ledger.reading;

import dev.mailswitch.ledger.IdempotencyKey;
import dev.mailswitch.ledger.Once;
import dev.mailswitch.model.id.EmailId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/// Looks whether a request was answered before. Off the hot path: accepting finds twins by itself;
/// this is for requests that would be refused today and were not when they first came.
public final class KeyReader {

    private final DataSource readers;

    public KeyReader(DataSource readers) {
        this.readers = readers;
    }

    /// Who holds the key.
    ///
    /// @param samePayload whether the same was asked for
    public record Held(EmailId id, boolean samePayload) {}

    /// The mail that such a request already is, while that counts.
    public Optional<Held> find(Once once) throws SQLException {
        return switch (once) {
            case Once.None none -> Optional.empty();
            case Once.Key(IdempotencyKey key) -> find(key, "24 hours");
            case Once.Content(IdempotencyKey key) -> find(key, "1 hour");
        };
    }

    /// @param window so long it counts, as an interval of PostgreSQL
    private Optional<Held> find(IdempotencyKey key, String window) throws SQLException {
        try (Connection connection = readers.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                SELECT email_id, payload FROM idempotency
                                 WHERE key = ? AND made_at > now() - ?::interval
                                   AND day >= (now() AT TIME ZONE 'UTC')::date - 1
                                UNION ALL
                                SELECT email_id, payload FROM idempotency_scheduled
                                 WHERE key = ? AND keep_until > now()
                                 LIMIT 1\
                                """)) {
            statement.setBytes(1, key.key());
            statement.setString(2, window);
            statement.setBytes(3, key.key());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(
                                new Held(
                                        new EmailId(row.getObject(1, UUID.class)),
                                        Arrays.equals(key.payload(), row.getBytes(2))))
                        : Optional.empty();
            }
        }
    }
}

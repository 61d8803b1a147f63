package dev.mailswitch.ledger;

import dev.mailswitch.model.mail.Lane;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/// How far the announced mails have been read, for each partition. The lowest mark of a lane is its
/// low-water mark: everything woken before it was looked at, or was lost.
public final class Marks {

    /// A lane's low-water mark.
    ///
    /// @param at  everything announced before this has been claimed
    /// @param age how long ago that was, by the database's clock
    public record LowWater(Instant at, Duration age) {}

    private final DataSource dataSource;

    public Marks(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /// Writes the marks of the partitions this process owns.
    ///
    /// @param read for each partition the due time of its next record not yet claimed; empty if
    ///     the partition is read to its end, which means now
    public void write(Lane lane, Map<Integer, Optional<Instant>> read) throws SQLException {
        if (read.isEmpty()) {
            return;
        }
        List<Map.Entry<Integer, Optional<Instant>>> rows =
                read.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                UPDATE mark m SET at = coalesce(u.at, now())
                                  FROM unnest(?::smallint[], ?::timestamptz[]) u(partition, at)
                                 WHERE m.lane = ? AND m.partition = u.partition""")) {
            new Columns<>(connection, statement, rows)
                    .add("int2", Map.Entry::getKey)
                    .add("timestamptz", row -> row.getValue().orElse(null))
                    .same(lane.code());
            statement.executeUpdate();
        }
    }

    /// The lane's low-water mark; empty while some partition was never read.
    public Optional<LowWater> lowWater(Lane lane) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                SELECT min(at), extract(epoch FROM now() - min(at)), isfinite(min(at))
                                  FROM mark WHERE lane = ?""")) {
            statement.setShort(1, lane.code());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next() || !row.getBoolean(3)) {
                    return Optional.empty();
                }
                return Optional.of(
                        new LowWater(
                                row.getObject(1, OffsetDateTime.class).toInstant(),
                                Duration.ofMillis((long) (row.getDouble(2) * 1_000))));
            }
        }
    }
}

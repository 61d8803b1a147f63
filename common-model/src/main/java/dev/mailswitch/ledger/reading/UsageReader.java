package dev.mailswitch.ledger.reading;

import dev.mailswitch.ledger.Dimension;
import dev.mailswitch.ledger.Sums;
import dev.mailswitch.ledger.UsageDeltas;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Reads what was added up: of whole hours and days in UTC, some seconds behind what happens.
public final class UsageReader {

    private static final String SUMS =
            """
            sum(accepted), sum(sent), sum(delivered), sum(bounced), sum(failed), sum(opened),
            sum(clicked), sum(complained), sum(unsubscribed)\
            """;

    private final DataSource readers;

    /// @param readers a pool whose sessions have a statement time-out of seconds
    public UsageReader(DataSource readers) {
        this.readers = readers;
    }

    /// An environment's day.
    public record Day(LocalDate day, UUID environment, Sums sums, long globalEndpointSends) {}

    /// The days on which something happened, in order.
    ///
    /// @param environment one of the organisation's, or null for all, each for itself
    /// @param from        the first day, in UTC
    /// @param to          the last day, in UTC
    /// @param limit       rows at most
    public List<Day> days(
            OrganisationId organisation,
            @Nullable EnvironmentId environment,
            LocalDate from,
            LocalDate to,
            int limit)
            throws SQLException {
        String sql =
                """
                WITH counted AS (
                  SELECT (hour AT TIME ZONE 'UTC')::date AS day, environment_id,
                         accepted, sent, delivered, bounced, failed, opened, clicked, complained,
                         unsubscribed, 0::bigint AS global
                    FROM usage_hour
                   WHERE organisation_id = ? AND dimension = %d
                     AND hour >= ?::timestamptz AND hour < ?::timestamptz
                     AND (?::uuid IS NULL OR environment_id = ?::uuid)
                  UNION ALL
                  SELECT day, environment_id, 0, 0, 0, 0, 0, 0, 0, 0, 0, amount
                    FROM usage_delta
                   WHERE organisation_id = ? AND day >= ?::date AND day <= ?::date
                     AND counter = '%s'
                     AND (?::uuid IS NULL OR environment_id = ?::uuid))
                SELECT day, environment_id, %s, sum(global)
                  FROM counted GROUP BY 1, 2 ORDER BY 1, 2 LIMIT ?\
                """
                        .formatted(
                                Dimension.ENVIRONMENT.code(),
                                UsageDeltas.GLOBAL_ENDPOINT_SENDS,
                                SUMS);
        UUID within = environment == null ? null : environment.value();
        try (Connection connection = readers.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, organisation.value());
            statement.setString(2, from + "T00:00:00Z");
            statement.setString(3, to.plusDays(1) + "T00:00:00Z");
            statement.setObject(4, within);
            statement.setObject(5, within);
            statement.setObject(6, organisation.value());
            statement.setString(7, from.toString());
            statement.setString(8, to.toString());
            statement.setObject(9, within);
            statement.setObject(10, within);
            statement.setInt(11, limit);
            List<Day> days = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    days.add(
                            new Day(
                                    row.getObject(1, LocalDate.class),
                                    row.getObject(2, UUID.class),
                                    sums(row, 3),
                                    row.getLong(12)));
                }
            }
            return days;
        }
    }

    /// How wide the steps of a series are.
    public enum Interval {
        HOUR,
        DAY,
        /// One step: all of the time asked for.
        ALL
    }

    /// One group in one step.
    ///
    /// @param at    when the step begins, or null if there is only one
    /// @param value what it is a sum of: an environment's or provider's id, a domain, a tag
    public record Group(@Nullable Instant at, String value, Sums sums) {}

    /// Sums by group, the steps in order, in each the largest groups first.
    ///
    /// @param from   from this hour on
    /// @param to     before this time
    /// @param groups groups of a step, at most
    public List<Group> groups(
            OrganisationId organisation,
            Dimension dimension,
            @Nullable EnvironmentId environment,
            Interval interval,
            Instant from,
            Instant to,
            int groups)
            throws SQLException {
        String step =
                switch (interval) {
                    case HOUR -> "hour";
                    case DAY -> "date_trunc('day', hour, 'UTC')";
                    case ALL -> "NULL::timestamptz";
                };
        String value = dimension == Dimension.ENVIRONMENT ? "environment_id::text" : "value";
        String sql =
                """
                SELECT * FROM (
                  SELECT *, row_number() OVER (PARTITION BY at ORDER BY sent + accepted DESC, value)
                         AS place
                    FROM (SELECT %s AS at, %s AS value, sum(accepted) AS accepted,
                                 sum(sent) AS sent, sum(delivered) AS delivered,
                                 sum(bounced) AS bounced, sum(failed) AS failed,
                                 sum(opened) AS opened, sum(clicked) AS clicked,
                                 sum(complained) AS complained,
                                 sum(unsubscribed) AS unsubscribed
                            FROM usage_hour
                           WHERE organisation_id = ? AND dimension = ?
                             AND hour >= ?::timestamptz AND hour < ?::timestamptz
                             AND (?::uuid IS NULL OR environment_id = ?::uuid)
                           GROUP BY 1, 2) g) placed
                 WHERE place <= ? ORDER BY at, place\
                """
                        .formatted(step, value);
        UUID within = environment == null ? null : environment.value();
        try (Connection connection = readers.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, organisation.value());
            statement.setShort(2, dimension.code());
            statement.setString(3, from.toString());
            statement.setString(4, to.toString());
            statement.setObject(5, within);
            statement.setObject(6, within);
            statement.setInt(7, groups);
            List<Group> found = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    OffsetDateTime at = row.getObject(1, OffsetDateTime.class);
                    found.add(
                            new Group(
                                    at == null ? null : at.toInstant(),
                                    row.getString(2),
                                    sums(row, 3)));
                }
            }
            return found;
        }
    }

    private static Sums sums(ResultSet row, int first) throws SQLException {
        return new Sums(
                row.getLong(first),
                row.getLong(first + 1),
                row.getLong(first + 2),
                row.getLong(first + 3),
                row.getLong(first + 4),
                row.getLong(first + 5),
                row.getLong(first + 6),
                row.getLong(first + 7),
                row.getLong(first + 8));
    }
}

package dev.mailswitch.ledger.reading;

import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.Uuids;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.lifecycle.Status;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Adds up what became of mails, from the newest back, and no more of them than a limit: the answer
/// costs the same however many there are.
public final class EngagementReader {

    /// Mail by mail, by their keys: joins that the planner may turn round would read whole tables
    /// where it takes them for small. What is counted here happens a while after a mail got its id,
    /// so no event of it has an earlier one, and leaves from before are not looked into.
    private static final String SQL =
            """
            WITH newest AS MATERIALIZED (
              SELECT id, environment_id FROM email
               WHERE organisation_id = ? AND id >= ?
               ORDER BY id DESC LIMIT ?),
            mail AS MATERIALIZED (
              SELECT id FROM newest WHERE ?::uuid IS NULL OR environment_id = ?::uuid),
            said AS MATERIALIZED (
              SELECT v.email_id, v.pos,
                     bool_or(v.type = %1$d) AS sent,
                     bool_or(v.type = %2$d) AS complained,
                     count(*) FILTER (WHERE v.type = %3$d) AS delays,
                     count(*) FILTER (WHERE v.type = %4$d AND NOT v.bot) AS opens,
                     count(*) FILTER (WHERE v.type = %5$d AND NOT v.bot) AS clicks
                FROM (SELECT m.id AS email_id, e.pos, e.type,
                             e.type IN (%4$d, %5$d)
                             AND coalesce((e.data ->> 'bot')::boolean, false) AS bot
                        FROM mail m
                       CROSS JOIN LATERAL (
                         SELECT pos, type, data FROM event
                          WHERE email_id = m.id AND id >= m.id AND pos IS NOT NULL OFFSET 0) e) v
               GROUP BY v.email_id, v.pos),
            who AS (
              SELECT r.status,
                     coalesce(s.sent, false) OR r.status IN (%6$d, %7$d) AS sent,
                     coalesce(s.complained, false) AS complained,
                     -- The last refusal of somebody who has bounced put off nothing.
                     coalesce(s.delays, 0)
                       > CASE WHEN r.status IN (%8$d, %9$d) THEN 1 ELSE 0 END AS delayed,
                     coalesce(s.opens, 0) AS opens, coalesce(s.clicks, 0) AS clicks
                FROM mail m
               CROSS JOIN LATERAL (
                 SELECT email_id, pos, status FROM recipient WHERE email_id = m.id OFFSET 0) r
                LEFT JOIN said s ON s.email_id = r.email_id AND s.pos = r.pos)
            SELECT (SELECT count(*) FROM mail),
                   count(*) FILTER (WHERE sent),
                   count(*) FILTER (WHERE status = %7$d),
                   count(*) FILTER (WHERE status = %7$d OR opens > 0 OR clicks > 0),
                   coalesce(sum(opens), 0), count(*) FILTER (WHERE opens > 0),
                   coalesce(sum(clicks), 0), count(*) FILTER (WHERE clicks > 0),
                   count(*) FILTER (WHERE status = %8$d),
                   count(*) FILTER (WHERE sent OR status = %8$d),
                   count(*) FILTER (WHERE complained), count(*) FILTER (WHERE delayed)
              FROM who\
            """
                    .formatted(
                            EventType.SENT.code(),
                            EventType.COMPLAINED.code(),
                            EventType.DELAYED.code(),
                            EventType.OPENED.code(),
                            EventType.CLICKED.code(),
                            Status.SENT.code(),
                            Status.DELIVERED.code(),
                            Status.BOUNCED.code(),
                            Status.FAILED.code());

    private final DataSource readers;

    /// @param readers a pool whose sessions have a statement time-out of seconds
    public EngagementReader(DataSource readers) {
        this.readers = readers;
    }

    /// @param environment one of the organisation's, or null for all
    /// @param since       mails accepted from then on
    /// @param limit       mails of the organisation looked at, at most: no index has the environment
    public Engagements read(
            OrganisationId organisation,
            @Nullable EnvironmentId environment,
            Instant since,
            int limit)
            throws SQLException {
        UUID within = environment == null ? null : environment.value();
        try (Connection connection = readers.getConnection();
                PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setObject(1, organisation.value());
            statement.setObject(2, Uuids.floor(since));
            statement.setInt(3, limit);
            statement.setObject(4, within);
            statement.setObject(5, within);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Engagements(
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(8),
                        row.getLong(9),
                        row.getLong(10),
                        row.getLong(11),
                        row.getLong(12));
            }
        }
    }
}

package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.TemplateId;
import dev.mailswitch.model.id.Uuids;
import dev.mailswitch.model.lifecycle.EventType;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Adds up what became of mails, hour by hour, from the events in their order. Sums, and how far
/// they go, are written in one transaction: whatever is killed, every event counts once. Whoever
/// comes while another counts has nothing to do.
public final class Counting {

    /// Each event looks its mail up by key, one leaf each: a join would let the planner read them
    /// all. Of the events, only the batch itself is read: that a scheduled mail was accepted and
    /// not moved stands in the event ([Event#MOVED_TO]), and no other one is looked for.
    static final String READ =
            """
            WITH batch AS MATERIALIZED (
              SELECT id, organisation_id, email_id, pos, attempt, type, data
                FROM event WHERE id > ? AND id < ? ORDER BY id LIMIT ?)
            SELECT b.id, b.organisation_id, b.type, e.environment_id, e.tags, e.template_id,
                   coalesce((b.data ->> 'bot')::boolean, false),
                   CASE WHEN b.pos IS NULL THEN
                        (SELECT array_agg(r.address) FROM recipient r WHERE r.email_id = b.email_id)
                        ELSE
                        (SELECT array_agg(r.address) FROM recipient r
                          WHERE r.email_id = b.email_id AND r.pos = b.pos) END,
                   (SELECT a.provider_id FROM attempt a
                     WHERE a.email_id = b.email_id AND a.pos = b.pos AND a.no = b.attempt),
                   CASE WHEN b.pos IS NOT NULL THEN false
                        WHEN b.type = %d THEN e.scheduled_at IS NULL
                        WHEN b.type = %d THEN b.data ->> '%s' IS NULL
                        ELSE false END
              FROM batch b
              LEFT JOIN LATERAL (SELECT environment_id, tags, template_id, scheduled_at FROM email
                                  WHERE id = b.email_id LIMIT 1) e ON true
             ORDER BY b.id\
            """
                    .formatted(EventType.QUEUED.code(), EventType.SCHEDULED.code(), Event.MOVED_TO);

    private static final String WRITE =
            """
            INSERT INTO usage_hour AS u (organisation_id, dimension, hour, environment_id, value,
                   accepted, sent, delivered, bounced, failed, opened, clicked, complained,
                   unsubscribed)
            SELECT * FROM unnest(?::uuid[], ?::smallint[], ?::timestamptz[], ?::uuid[], ?::text[],
                   ?::int[], ?::int[], ?::int[], ?::int[], ?::int[], ?::int[], ?::int[], ?::int[],
                   ?::int[])
                ON CONFLICT (organisation_id, dimension, hour, environment_id, value) DO UPDATE
               SET accepted = u.accepted + excluded.accepted,
                   sent = u.sent + excluded.sent,
                   delivered = u.delivered + excluded.delivered,
                   bounced = u.bounced + excluded.bounced,
                   failed = u.failed + excluded.failed,
                   opened = u.opened + excluded.opened,
                   clicked = u.clicked + excluded.clicked,
                   complained = u.complained + excluded.complained,
                   unsubscribed = u.unsubscribed + excluded.unsubscribed\
            """;

    private final DataSource dataSource;

    public Counting(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /// Counts the next events behind the horizon.
    ///
    /// @param limit events at most
    /// @return how many were counted; fewer than the limit: there are no more for now
    public int turn(Instant horizon, int limit) throws SQLException {
        return Transactions.run(
                dataSource,
                connection -> {
                    UUID last = position(connection);
                    return last == null ? 0 : count(connection, last, horizon, limit);
                });
    }

    /// Null while another counts.
    private static @Nullable UUID position(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT event_id FROM usage_position FOR UPDATE SKIP LOCKED")) {
            return row.next() ? row.getObject(1, UUID.class) : null;
        }
    }

    private static int count(Connection connection, UUID last, Instant horizon, int limit)
            throws SQLException {
        Tally tally = new Tally();
        UUID read = last;
        int events = 0;
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setObject(1, last);
            statement.setObject(2, Uuids.floor(horizon));
            statement.setInt(3, limit);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    read = row.getObject(1, UUID.class);
                    events++;
                    UUID environment = row.getObject(4, UUID.class);
                    if (environment != null) { // else the mail is gone
                        tally.add(fact(row, read, new EnvironmentId(environment)));
                    }
                }
            }
        }
        if (events > 0) {
            write(connection, tally.sums());
            advance(connection, read);
        }
        return events;
    }

    private static Tally.Fact fact(ResultSet row, UUID id, EnvironmentId environment)
            throws SQLException {
        UUID template = row.getObject(6, UUID.class);
        UUID provider = row.getObject(9, UUID.class);
        return new Tally.Fact(
                new OrganisationId(row.getObject(2, UUID.class)),
                environment,
                Uuids.time(id),
                EventType.of(row.getInt(3)),
                texts(row.getArray(8)),
                texts(row.getArray(5)),
                template == null ? null : new TemplateId(template),
                provider == null ? null : new ProviderId(provider),
                row.getBoolean(7),
                row.getBoolean(10));
    }

    private static List<String> texts(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }

    private static void write(Connection connection, List<Map.Entry<Tally.Place, Sums>> sums)
            throws SQLException {
        if (sums.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(WRITE)) {
            new Columns<>(connection, statement, sums)
                    .add("uuid", e -> e.getKey().organisation())
                    .add("int2", e -> e.getKey().dimension().code())
                    .add("timestamptz", e -> e.getKey().hour())
                    .add("uuid", e -> e.getKey().environment())
                    .add("text", e -> e.getKey().value())
                    .add("int4", e -> e.getValue().accepted())
                    .add("int4", e -> e.getValue().sent())
                    .add("int4", e -> e.getValue().delivered())
                    .add("int4", e -> e.getValue().bounced())
                    .add("int4", e -> e.getValue().failed())
                    .add("int4", e -> e.getValue().opened())
                    .add("int4", e -> e.getValue().clicked())
                    .add("int4", e -> e.getValue().complained())
                    .add("int4", e -> e.getValue().unsubscribed());
            statement.executeUpdate();
        }
    }

    private static void advance(Connection connection, UUID read) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("UPDATE usage_position SET event_id = ?")) {
            statement.setObject(1, read);
            statement.executeUpdate();
        }
    }
}

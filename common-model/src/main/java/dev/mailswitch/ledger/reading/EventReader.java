package dev.mailswitch.ledger.reading;

import dev.mailswitch.ledger.EventLog;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.Uuids;
import dev.mailswitch.model.lifecycle.EventType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Reads events with what they speak of. Whoever goes on from an event he has seen, forward or
/// back, reads only what lies behind the horizon: in front of it events may still become visible
/// out of order, and he would never see them.
public final class EventReader {

    /// After everything.
    public static final UUID END = new UUID(-1, -1);

    /// Before everything.
    public static final UUID START = new UUID(0, 0);

    /// Events a list looks at to fill one page: what is asked for may be rare.
    public static final int MOST_SCANNED = 10_000;

    private static final int SCANNED_AT_ONCE = 500;

    /// The clock inside a mail's id and the one inside an event's may differ by this much.
    private static final Duration CLOCKS = Duration.ofMinutes(1);

    /// Rows are chosen before anything is looked up, and what is looked up is one row by its key in
    /// the one leaf that the key belongs to. Joins that the planner may turn round would read whole
    /// tables where it takes them for small.
    private static final String JOINED =
            """
            SELECT v.id, v.organisation_id, v.email_id, e.environment_id, v.type, r.address,
                   v.pos IS NULL, v.attempt, a.provider_id, e.message_id, v.data
              FROM (SELECT id, organisation_id, email_id, pos, attempt, type, data
                      FROM event WHERE %s ORDER BY id %s LIMIT ?) v
              LEFT JOIN LATERAL (
                SELECT environment_id, message_id FROM email
                 WHERE id = v.email_id LIMIT 1) e ON true
              LEFT JOIN LATERAL (
                SELECT address FROM recipient
                 WHERE email_id = v.email_id AND pos = coalesce(v.pos, 0) LIMIT 1) r ON true
              LEFT JOIN LATERAL (
                SELECT provider_id FROM attempt
                 WHERE email_id = v.email_id AND pos = v.pos AND no = v.attempt LIMIT 1) a ON true
             ORDER BY v.id %s\
            """;

    private static final String BACK =
            JOINED.formatted("organisation_id = ? AND id < ? AND id > ?", "DESC", "DESC");
    private static final String OF_MAIL =
            JOINED.formatted(
                    "email_id = ? AND organisation_id = ? AND id < ? AND id >= ?", "DESC", "DESC");
    private static final String FORWARD =
            JOINED.formatted("organisation_id = ? AND id > ? AND id < ?", "", "");

    /// Of several the index has no common order: for short spans.
    private static final String FORWARD_OF_MANY =
            JOINED.formatted("organisation_id = ANY(?) AND id > ? AND id < ?", "", "");

    private final DataSource readers;
    private final EventLog log;

    /// @param readers a pool whose sessions have a statement time-out of seconds
    public EventReader(DataSource readers) {
        this.readers = readers;
        this.log = new EventLog(readers);
    }

    /// A page of a list.
    ///
    /// @param next where the next page goes on, or null if there is none; a page may have it and be
    ///     short, even empty, when too much was looked at to fill it
    public record Page(List<RecordedEvent> events, @Nullable UUID next) {
        public Page {
            events = List.copyOf(events);
        }
    }

    /// The bound of what may be read in order: ids below it are all there.
    public UUID horizon() throws SQLException {
        return Uuids.floor(log.horizon());
    }

    /// An organisation's events, newest first.
    ///
    /// @param wanted which of them
    /// @param before earlier than this id
    /// @param after  later than this id
    public Page list(
            OrganisationId organisation,
            Predicate<RecordedEvent> wanted,
            UUID before,
            UUID after,
            int limit)
            throws SQLException {
        List<RecordedEvent> found = new ArrayList<>();
        UUID from = before;
        for (int scanned = 0; scanned < MOST_SCANNED; ) {
            // Mostly all are wanted: then one statement of just the page's size does.
            int size = scanned == 0 ? limit + 1 : SCANNED_AT_ONCE;
            List<RecordedEvent> rows = rows(BACK, organisation.value(), from, after, size);
            for (RecordedEvent row : rows) {
                if (!wanted.test(row)) {
                    continue;
                }
                if (found.size() == limit) {
                    return new Page(found, found.getLast().id());
                }
                found.add(row);
            }
            if (rows.size() < size) {
                return new Page(found, null);
            }
            scanned += rows.size();
            from = rows.getLast().id();
        }
        return new Page(found, from);
    }

    /// A mail's events, newest first, up to now.
    ///
    /// @param before earlier than this id
    public Page ofMail(OrganisationId organisation, EmailId mail, UUID before, int limit)
            throws SQLException {
        UUID from = Uuids.floor(mail.time().minus(CLOCKS));
        List<RecordedEvent> rows =
                rows(OF_MAIL, mail.value(), organisation.value(), before, from, limit + 1);
        return rows.size() > limit
                ? new Page(rows.subList(0, limit), rows.get(limit - 1).id())
                : new Page(rows, null);
    }

    /// An organisation's events, oldest first.
    ///
    /// @param after  later than this id
    /// @param before earlier than this id, which must not lie beyond the [#horizon()]
    public List<RecordedEvent> forward(
            OrganisationId organisation, UUID after, UUID before, int limit) throws SQLException {
        return rows(FORWARD, organisation.value(), after, before, limit);
    }

    /// The same of several organisations. Reads all between the two ids, however few it returns.
    public List<RecordedEvent> forward(
            Collection<OrganisationId> organisations, UUID after, UUID before, int limit)
            throws SQLException {
        Object[] ids = organisations.stream().map(OrganisationId::value).toArray();
        return rows(FORWARD_OF_MANY, ids, after, before, limit);
    }

    private List<RecordedEvent> rows(String sql, Object... values) throws SQLException {
        try (Connection connection = readers.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                if (values[i] instanceof Object[] ids) {
                    statement.setArray(i + 1, connection.createArrayOf("uuid", ids));
                } else {
                    statement.setObject(i + 1, values[i]);
                }
            }
            List<RecordedEvent> events = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    events.add(event(row));
                }
            }
            return events;
        }
    }

    private static RecordedEvent event(ResultSet row) throws SQLException {
        UUID environment = row.getObject(4, UUID.class);
        UUID provider = row.getObject(9, UUID.class);
        int attempt = row.getInt(8);
        boolean noAttempt = row.wasNull();
        return new RecordedEvent(
                row.getObject(1, UUID.class),
                new OrganisationId(row.getObject(2, UUID.class)),
                new EmailId(row.getObject(3, UUID.class)),
                environment == null ? null : new EnvironmentId(environment),
                EventType.of(row.getInt(5)),
                row.getString(6),
                row.getBoolean(7),
                noAttempt ? null : attempt,
                provider == null ? null : new ProviderId(provider),
                row.getString(10),
                row.getString(11));
    }
}

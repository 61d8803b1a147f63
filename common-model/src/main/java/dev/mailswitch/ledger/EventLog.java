package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.Uuids;
import dev.mailswitch.model.lifecycle.EventType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The events in the order they are read forward. Ids are given out inside transactions and become
/// visible when those commit, so a reader that simply goes on from the last id misses the late
/// ones: nobody reads beyond the horizon.
public final class EventLog {

    /// The application name of every session that writes to the ledger; the horizon looks for it.
    public static final String LEDGER_SESSION = "mailswitch-ledger";

    /// An event as it was written.
    public record Entry(
            UUID id,
            OrganisationId organisationId,
            EmailId emailId,
            @Nullable Integer position,
            @Nullable Integer attempt,
            EventType type,
            @Nullable String data) {

        public Instant at() {
            return Uuids.time(id);
        }
    }

    private final DataSource dataSource;

    public EventLog(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /// The time up to which the log is complete: behind the start of the oldest open transaction
    /// of a ledger session, less a second.
    public Instant horizon() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                SELECT least(now(), min(xact_start)) - interval '1 second'
                                  FROM pg_stat_activity
                                 WHERE application_name = ? AND datname = current_database()
                                   AND xact_start IS NOT NULL""")) {
            statement.setString(1, LEDGER_SESSION);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getObject(1, OffsetDateTime.class).toInstant();
            }
        }
    }

    /// The events after `last`, oldest first, up to the horizon.
    public List<Entry> after(UUID last, Instant horizon, int limit) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                SELECT id, organisation_id, email_id, pos, attempt, type, data
                                  FROM event WHERE id > ? AND id < ? ORDER BY id LIMIT ?""")) {
            statement.setObject(1, last);
            statement.setObject(2, Uuids.floor(horizon));
            statement.setInt(3, limit);
            List<Entry> entries = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    entries.add(
                            new Entry(
                                    row.getObject(1, UUID.class),
                                    new OrganisationId(row.getObject(2, UUID.class)),
                                    new EmailId(row.getObject(3, UUID.class)),
                                    smallint(row, 4),
                                    smallint(row, 5),
                                    EventType.of(row.getInt(6)),
                                    row.getString(7)));
                }
            }
            return entries;
        }
    }

    private static @Nullable Integer smallint(ResultSet row, int column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }
}

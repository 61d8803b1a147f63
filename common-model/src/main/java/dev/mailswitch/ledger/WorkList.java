package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.wire.Wake;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The list of unfinished mails, as those see it who wake and take over. Rows are picked with SKIP
/// LOCKED in small batches, and a transaction never waits for anything but the database.
public final class WorkList {

    private static final Logger LOG = LoggerFactory.getLogger(WorkList.class);

    /// Wakes in a row without a claim before a row gets an hour's rest and an alarm.
    public static final int TOO_MANY_WAKES = 10;

    private final DataSource dataSource;
    private final TakingOver takingOver;

    /// @param dataSource sessions of the ledger
    public WorkList(DataSource dataSource) {
        this(dataSource, dataSource);
    }

    /// @param dataSource for looking, waking and putting back
    /// @param ledger     sessions of the ledger, for what writes events: who reads those forward
    ///     watches these sessions ([EventLog#horizon])
    public WorkList(DataSource dataSource, DataSource ledger) {
        this.dataSource = dataSource;
        this.takingOver = new TakingOver(ledger);
    }

    /// Which of these flows have mails of the lane that are due and not woken.
    ///
    /// @param from rows due before this were looked at already; the start of the index is full of
    ///     what is no longer there
    public List<EnvironmentId> waiting(Lane lane, Collection<EnvironmentId> flows, Instant from)
            throws SQLException {
        List<EnvironmentId> waiting = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                SELECT f.flow FROM unnest(?::uuid[]) f(flow)
                                 WHERE EXISTS (SELECT 1 FROM work w
                                                WHERE w.lane = ? AND w.flow = f.flow AND NOT w.woken
                                                  AND w.due_at >= ?::timestamptz
                                                  AND w.due_at <= now() AND w.holder IS NULL)\
                                """)) {
            new Columns<>(connection, statement, List.copyOf(flows))
                    .add("uuid", flow -> flow)
                    .same(lane.code())
                    .same(from.toString());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    waiting.add(new EnvironmentId(row.getObject(1, UUID.class)));
                }
            }
        }
        return waiting;
    }

    /// Wakes up to `limit` due mails of a flow, oldest first. The caller announces them; should it
    /// die before, the low-water mark finds them.
    public List<Wake> wake(Lane lane, EnvironmentId flow, Instant from, int limit)
            throws SQLException {
        return Transactions.run(
                dataSource,
                connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement(
                                    """
                                    WITH picked AS MATERIALIZED (
                                      SELECT email_id FROM work
                                       WHERE lane = ? AND flow = ? AND NOT woken AND holder IS NULL
                                         AND due_at >= ?::timestamptz AND due_at <= now()
                                       ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED)
                                    UPDATE work w SET woken = true, due_at = now()
                                      FROM picked p WHERE w.email_id = p.email_id
                                    RETURNING w.email_id, w.flow, w.lane, w.due_at\
                                    """)) {
                        statement.setShort(1, lane.code());
                        statement.setObject(2, flow.value());
                        statement.setString(3, from.toString());
                        statement.setInt(4, limit);
                        return wakes(statement);
                    }
                });
    }

    /// Which of these flows have mails of the lane that wait for a way to go, and were put back by
    /// older settings than those since which the flow's ways are what they are.
    ///
    /// @param since versions of the settings
    public Set<EnvironmentId> outdated(Lane lane, Map<EnvironmentId, Long> since)
            throws SQLException {
        Set<EnvironmentId> outdated = new HashSet<>();
        if (since.isEmpty()) {
            return outdated;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(OUTDATED)) {
            new Columns<>(connection, statement, List.copyOf(since.entrySet()))
                    .add("uuid", Map.Entry::getKey)
                    .add("int8", Map.Entry::getValue)
                    .same(lane.code());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    outdated.add(new EnvironmentId(row.getObject(1, UUID.class)));
                }
            }
        }
        return outdated;
    }

    /// Seen by the test of how it is planned, as the next one.
    static final String OUTDATED =
            """
            SELECT f.flow FROM unnest(?::uuid[], ?::bigint[]) f(flow, since)
             WHERE EXISTS (SELECT 1 FROM work w
                            WHERE w.lane = ? AND w.flow = f.flow AND NOT w.woken
                              AND w.settings_seen < f.since AND w.holder IS NULL)\
            """;

    /// Wakes up to `limit` of those, before their time. What is left of a flow stays outdated, also
    /// when this process dies: whoever looks next finds it. The caller announces what was woken; should
    /// it die before, the low-water mark finds that.
    ///
    /// @param since the version of the settings since which the flow's ways are what they are
    public List<Wake> wakeOutdated(Lane lane, EnvironmentId flow, long since, int limit)
            throws SQLException {
        return Transactions.run(
                dataSource,
                connection -> {
                    try (PreparedStatement statement = connection.prepareStatement(WAKE_OUTDATED)) {
                        statement.setShort(1, lane.code());
                        statement.setObject(2, flow.value());
                        statement.setLong(3, since);
                        statement.setInt(4, limit);
                        return wakes(statement);
                    }
                });
    }

    static final String WAKE_OUTDATED =
            """
            WITH picked AS MATERIALIZED (
              SELECT email_id FROM work
               WHERE lane = ? AND flow = ? AND NOT woken AND holder IS NULL AND settings_seen < ?
               ORDER BY settings_seen LIMIT ? FOR UPDATE SKIP LOCKED)
            UPDATE work w SET woken = true, due_at = now()
              FROM picked p WHERE w.email_id = p.email_id
            RETURNING w.email_id, w.flow, w.lane, w.due_at\
            """;

    /// Puts announced mails back as if they had not been woken, when too many of their flow were: the
    /// dispatcher brings them again in their old order. Cheap, as nothing is decided about them.
    public void unwake(Collection<EmailId> ids) throws SQLException {
        Transactions.run(
                dataSource,
                connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement(
                                    """
                                    WITH picked AS MATERIALIZED (
                                      SELECT w.email_id
                                        FROM unnest(?::uuid[]) u(id) JOIN work w ON w.email_id = u.id
                                       WHERE w.woken AND w.holder IS NULL
                                       ORDER BY w.email_id FOR UPDATE OF w SKIP LOCKED)
                                    UPDATE work w SET woken = false
                                      FROM picked p WHERE w.email_id = p.email_id\
                                    """)) {
                        new Columns<>(connection, statement, ids.stream().sorted().toList())
                                .add("uuid", id -> id);
                        return statement.executeUpdate();
                    }
                });
    }

    /// Wakes again what was announced and never looked at: rows woken before `mark`, the time up
    /// to which everything announced has been read. A row woken too often without a claim is given
    /// an hour instead, which no change of the settings ends, and is not in the result.
    public List<Wake> wakeLost(Lane lane, Instant mark, int limit) throws SQLException {
        return Transactions.run(
                dataSource,
                connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement(
                                    """
                                    WITH picked AS MATERIALIZED (
                                      SELECT email_id FROM work
                                       WHERE lane = ? AND woken AND holder IS NULL
                                         AND due_at < ?::timestamptz
                                       ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED)
                                    UPDATE work w
                                       SET wakes = wakes + 1,
                                           woken = wakes + 1 < ?,
                                           settings_seen = CASE WHEN wakes + 1 < ?
                                                                THEN settings_seen END,
                                           due_at = CASE WHEN wakes + 1 < ? THEN now()
                                                         ELSE now() + interval '1 hour' END
                                      FROM picked p WHERE w.email_id = p.email_id
                                    RETURNING w.email_id, w.flow, w.lane, w.due_at, w.woken\
                                    """)) {
                        statement.setShort(1, lane.code());
                        statement.setString(2, mark.toString());
                        statement.setInt(3, limit);
                        statement.setInt(4, TOO_MANY_WAKES);
                        statement.setInt(5, TOO_MANY_WAKES);
                        statement.setInt(6, TOO_MANY_WAKES);
                        return wakes(statement);
                    }
                });
    }

    private static List<Wake> wakes(PreparedStatement statement) throws SQLException {
        List<Wake> wakes = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            boolean mayRest = row.getMetaData().getColumnCount() > 4;
            while (row.next()) {
                if (mayRest && !row.getBoolean(5)) {
                    LOG.error(
                            "mail {} was announced {} times and never claimed; it rests an hour",
                            row.getString(1),
                            TOO_MANY_WAKES);
                    continue;
                }
                wakes.add(
                        new Wake(
                                new EmailId(row.getObject(1, UUID.class)),
                                row.getObject(4, OffsetDateTime.class).toInstant(),
                                new EnvironmentId(row.getObject(2, UUID.class)),
                                Lane.of(row.getInt(3))));
            }
        }
        return wakes;
    }

    /// Frees the mails of workers that have not been seen for 30 seconds, or whose row is gone. Only
    /// the former have died, and not if they were told to stop. Reads the whole list: called when a
    /// worker is missing, and now and then.
    ///
    /// @param judge the epoch of the worker that asks. It frees nothing unless the database has seen
    ///     that one in the last ten seconds: one that stood still has not seen the others either
    /// @return how many were freed
    public int takeOver(long judge) throws SQLException {
        List<EmailId> orphans = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                "SELECT w.email_id FROM work w WHERE " + GONE + " LIMIT 5000")) {
            statement.setLong(1, judge);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    orphans.add(new EmailId(row.getObject(1, UUID.class)));
                }
            }
        }
        return takingOver.free(orphans, DIED, GONE, judge);
    }

    private static final String GONE =
            """
            w.holder IS NOT NULL
               AND NOT EXISTS (
                   SELECT 1 FROM worker k WHERE k.epoch = w.holder
                      AND k.seen_at > now() - interval '30 seconds')
               AND EXISTS (
                   SELECT FROM worker me WHERE me.epoch = ?
                      AND me.seen_at > now() - interval '10 seconds')\
            """;

    /// Who has signed off, or was told to stop, has not died.
    private static final String DIED =
            "EXISTS (SELECT FROM worker k WHERE k.epoch = w.holder AND NOT k.leaving)";

    /// Frees mails that are in `epoch`'s name but that its process does not know of. Nobody has died.
    public int letGo(long epoch, Collection<EmailId> unknown) throws SQLException {
        return takingOver.free(unknown, "false", "w.holder = ?", epoch);
    }

    /// The mails in `epoch`'s name.
    public List<EmailId> heldBy(long epoch) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT email_id FROM work WHERE holder = ?")) {
            statement.setLong(1, epoch);
            List<EmailId> held = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    held.add(new EmailId(row.getObject(1, UUID.class)));
                }
            }
            return held;
        }
    }

    /// Depth and age of the list, for the metrics.
    ///
    /// @param oldest when the mail that waits longest was due; empty if none waits
    public record Depth(
            Lane lane, boolean woken, boolean held, long mails, Optional<Instant> oldest) {}

    /// Counts the whole list: for the metrics, a few times a minute.
    public List<Depth> depth() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                SELECT lane, woken, holder IS NOT NULL, count(*),
                                       min(due_at) FILTER (WHERE due_at <= now())
                                  FROM work GROUP BY 1, 2, 3\
                                """)) {
            List<Depth> depths = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    depths.add(
                            new Depth(
                                    Lane.of(row.getInt(1)),
                                    row.getBoolean(2),
                                    row.getBoolean(3),
                                    row.getLong(4),
                                    Optional.ofNullable(LockedMails.instant(row, 5))));
                }
            }
            return depths;
        }
    }

    /// Whether unfinished mails are of this environment; as part of the caller's transaction.
    ///
    /// Cheap without an index of its own: what waits is found by the index of flows, and what was
    /// woken is a window of seconds, however long the list is.
    public static boolean anyOf(Connection connection, EnvironmentId flow) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ANY_OF)) {
            statement.setObject(1, flow.value());
            statement.setObject(2, flow.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static final String ANY_OF =
            """
            SELECT EXISTS (SELECT FROM work
                            WHERE lane = ANY ('{0,1}'::smallint[]) AND flow = ? AND NOT woken)
                OR EXISTS (SELECT FROM work
                            WHERE lane = ANY ('{0,1}'::smallint[]) AND flow = ? AND woken)\
            """;
}

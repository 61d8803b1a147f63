package dev.mailswitch.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Forgets what is no longer kept. One process at a time; whoever comes second has nothing to do.
/// A turn may be killed anywhere; the next one goes on. Unfinished mails are never touched.
///
/// - *Frames* (mail, recipients, attempts, events, tags, feedback seen): whole leaves, once they
///   ended longer ago than the installation keeps frames.
/// - *Contents*: whole leaves, their class's days after their end, and so much later as a mail in
///   them may have taken: a week, or as long as any mail can if one of them was scheduled. Class 0
///   row by row, as soon as its mail is over.
/// - *Keys*: days before the one before yesterday; keys of scheduled mails when their time is up.
/// - *Files* nobody refers to any more; *allowances* of windows long past.
public final class Retention {

    /// Frames are kept at least so long: a mail may be scheduled 30 days ahead and live for days.
    public static final Duration LEAST_FRAMES = Duration.ofDays(45);

    /// From accept to the last moment its content may be wanted: three days to live, three days
    /// for a bounce after `sent`, rounded up.
    static final Duration LONGEST = Duration.ofDays(7);

    /// The same for a mail that was scheduled as far ahead as one can be.
    static final Duration LONGEST_SCHEDULED = Duration.ofDays(37);

    /// Windows of rates are seconds, those of quotas at most a month.
    private static final Duration RATES = Duration.ofHours(1);

    private static final Duration QUOTAS = Duration.ofDays(40);
    private static final int BATCH = 500;
    private static final int ANALYZE_AT = 10_000;
    private static final long LOCK_KEY = 0x6C65_6176_6573_0002L;
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final DataSource dataSource;
    private final Duration frames;

    /// What a turn did.
    ///
    /// @param dropped the tables
    /// @param rows    contents, files, keys and allowances deleted one by one
    public record Turn(List<String> dropped, long rows) {}

    /// @param frames how long frames are kept, at least [#LEAST_FRAMES]
    public Retention(DataSource dataSource, Duration frames) {
        if (frames.compareTo(LEAST_FRAMES) < 0) {
            throw new IllegalArgumentException("frames are kept at least 45 days");
        }
        this.dataSource = dataSource;
        this.frames = frames;
    }

    /// Forgets what is due; for an hourly call.
    ///
    /// @param now by the database's clock
    public Turn turn(Instant now) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            if (!locked(statement)) {
                return new Turn(List.of(), 0);
            }
            try {
                // Detaching waits for readers of the parent; it may take long, others may not wait.
                statement.execute(
                        "SET transaction_timeout = 0; SET statement_timeout = '5min';"
                                + " SET lock_timeout = '2s'");
                LeafDropper dropper = new LeafDropper(connection);
                dropLeaves(connection, dropper, now);
                return new Turn(List.copyOf(dropper.dropped()), deleteRows(connection, now));
            } finally {
                statement.execute("RESET transaction_timeout");
                statement.execute("RESET statement_timeout");
                statement.execute("RESET lock_timeout");
                statement.execute("SELECT pg_advisory_unlock(" + LOCK_KEY + ")");
            }
        }
    }

    private static boolean locked(Statement statement) throws SQLException {
        try (ResultSet row =
                statement.executeQuery("SELECT pg_try_advisory_lock(" + LOCK_KEY + ")")) {
            return row.next() && row.getBoolean(1);
        }
    }

    private void dropLeaves(Connection connection, LeafDropper dropper, Instant now)
            throws SQLException {
        for (Leaves.Parent parent : Leaves.WEEKLY) {
            patiently(() -> dropper.resume(parent.name()));
            for (String table : dropper.leaves(parent.name())) {
                Leaf leaf = new Leaf(day(table));
                if (old(connection, parent, leaf, now) && !dropper.needed(leaf)) {
                    patiently(() -> dropper.detachAndDrop(parent.name(), table));
                }
            }
        }
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        patiently(() -> dropper.resume("idempotency"));
        for (String table : dropper.leaves("idempotency")) {
            if (day(table).isBefore(today.minusDays(2))) {
                patiently(() -> dropper.detachAndDrop("idempotency", table));
            }
        }
    }

    private interface Step {
        void run() throws SQLException;
    }

    /// Somebody's lock is no reason to leave the other leaves; the next turn comes to this one.
    private static void patiently(Step step) throws SQLException {
        try {
            step.run();
        } catch (SQLException failed) {
            if (SqlFailure.of(failed) != SqlFailure.POSTPONED
                    && !"57014".equals(failed.getSQLState())) {
                throw failed;
            }
            LOG.info("a leaf is in use and goes later: {}", failed.getMessage());
        }
    }

    private static LocalDate day(String table) {
        return LocalDate.parse(
                table.substring(table.lastIndexOf('_') + 1), DateTimeFormatter.BASIC_ISO_DATE);
    }

    private boolean old(Connection connection, Leaves.Parent parent, Leaf leaf, Instant now)
            throws SQLException {
        if (!parent.content()) {
            return !leaf.end().plus(frames).isAfter(now);
        }
        int days = Integer.parseInt(parent.name().substring("email_content_".length()));
        Instant end = leaf.end().plus(Duration.ofDays(days));
        if (end.plus(LONGEST).isAfter(now)) {
            return false;
        }
        return !end.plus(LONGEST_SCHEDULED).isAfter(now) || !anyScheduled(connection, leaf);
    }

    /// Whether a mail of the leaf was to be sent after its end; if it takes too long to find out,
    /// there may be one.
    private static boolean anyScheduled(Connection connection, Leaf leaf) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT EXISTS (SELECT FROM %s WHERE scheduled_at > ?::timestamptz)"
                                .formatted(leaf.table("email")))) {
            statement.setString(1, leaf.end().toString());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        } catch (SQLException failed) {
            if (Kept.leafGone(failed)) {
                return false;
            }
            if ("57014".equals(failed.getSQLState())) {
                return true;
            }
            throw failed;
        }
    }

    private static long deleteRows(Connection connection, Instant now) throws SQLException {
        long rows = 0;
        LeafDropper leaves = new LeafDropper(connection);
        for (String table : leaves.leaves("email_content_0")) {
            rows += deleteContents(connection, new Leaf(day(table)), now);
        }
        rows +=
                deleteBatches(
                        connection,
                        """
                        DELETE FROM attachment a USING (
                          SELECT organisation_id, sha256 FROM attachment
                           WHERE keep_until < ?::timestamptz
                           ORDER BY keep_until LIMIT ? FOR UPDATE SKIP LOCKED) d
                         WHERE a.organisation_id = d.organisation_id AND a.sha256 = d.sha256""",
                        now.toString());
        rows +=
                deleteBatches(
                        connection,
                        """
                        DELETE FROM idempotency_scheduled i USING (
                          SELECT key FROM idempotency_scheduled
                           WHERE keep_until < ?::timestamptz
                           ORDER BY keep_until LIMIT ? FOR UPDATE SKIP LOCKED) d
                         WHERE i.key = d.key""",
                        now.toString());
        String allowances =
                """
                DELETE FROM allowance a USING (
                  SELECT name, starts_at FROM allowance
                   WHERE starts_at < ?::timestamptz AND name %s LIKE 'rate/%%'
                   LIMIT ? FOR UPDATE SKIP LOCKED) d
                 WHERE a.name = d.name AND a.starts_at = d.starts_at""";
        rows += deleteBatches(connection, allowances.formatted(""), now.minus(RATES).toString());
        rows +=
                deleteBatches(
                        connection, allowances.formatted("NOT"), now.minus(QUOTAS).toString());
        return rows;
    }

    /// Contents of class 0 whose mail is over. A mail of ours that was set aside keeps its content
    /// for three days, so that somebody can look at what killed the workers.
    private static long deleteContents(Connection connection, Leaf leaf, Instant now)
            throws SQLException {
        try {
            return deleteBatches(
                    connection,
                    """
                    DELETE FROM %1$s c USING (
                      SELECT c.email_id FROM %1$s c JOIN %2$s e ON e.id = c.email_id
                       WHERE (e.status IN (4, 6, 7)
                              OR (e.status = 3 AND NOT EXISTS (
                                  SELECT FROM %3$s r WHERE r.email_id = e.id
                                     AND r.status = 3 AND r.reason LIKE 'internal:%%'))
                              OR (e.status IN (3, 5)
                                  AND e.settled_at < ?::timestamptz - interval '72 hours'))
                         AND NOT EXISTS (SELECT FROM work w WHERE w.email_id = c.email_id)
                       LIMIT ? FOR UPDATE OF c SKIP LOCKED) d
                     WHERE c.email_id = d.email_id"""
                            .formatted(
                                    leaf.content(0), leaf.table("email"), leaf.table("recipient")),
                    now.toString());
        } catch (SQLException failed) {
            if (Kept.leafGone(failed)) {
                return 0;
            }
            throw failed;
        }
    }

    /// Repeats a DELETE of at most [#BATCH] rows until it finds fewer.
    private static long deleteBatches(Connection connection, String sql, String time)
            throws SQLException {
        long rows = 0;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, time);
            statement.setInt(2, BATCH);
            int deleted;
            do {
                deleted = statement.executeUpdate();
                rows += deleted;
            } while (deleted == BATCH);
        }
        return rows;
    }

    /// Analyzes leaves that have filled for the first time: until then PostgreSQL plans as if they
    /// were empty. For a call every few seconds.
    ///
    /// @return the tables analyzed
    public List<String> analyzeFilled() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            List<String> filled = new java.util.ArrayList<>();
            try (ResultSet row =
                    statement.executeQuery(
                            """
                            SELECT s.relname FROM pg_stat_user_tables s
                              JOIN pg_class c ON c.oid = s.relid
                             WHERE c.relispartition AND s.n_live_tup >= %d
                               AND s.last_analyze IS NULL AND s.last_autoanalyze IS NULL"""
                                    .formatted(ANALYZE_AT))) {
                while (row.next()) {
                    filled.add(row.getString(1));
                }
            }
            for (String table : filled) {
                statement.execute("ANALYZE " + table);
            }
            return filled;
        }
    }
}

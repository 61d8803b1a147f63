package dev.mailswitch.ledger;

import dev.mailswitch.model.id.Uuids;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/// Forgets what is no longer kept. One process at a time; whoever comes second has nothing to do.
/// A turn may be killed anywhere; the next one goes on. Unfinished mails are never touched.
///
/// - *Frames* (mail, recipients, attempts, events, tags, feedback seen): whole leaves, once they
///   ended longer ago than the installation keeps frames.
/// - *Contents*: whole leaves, their class's days after their end, and so much later as a mail in
///   them may have taken: a week, or as long as any mail can if one of them was scheduled. Class 0
///   row by row, as soon as its mail is over for all its recipients.
/// - *Keys*: days before the one before yesterday; keys of scheduled mails when their time is up.
/// - *Files* nobody refers to any more; *allowances* of windows long past; what sandbox providers
///   caught, as long ago as frames are kept; *usage* after 400 days.
public final class Retention {

    /// Frames are kept at least so long: a mail may be scheduled 30 days ahead and live for days.
    public static final Duration LEAST_FRAMES = Duration.ofDays(45);

    /// From accept to the last moment its content may be wanted: three days to live, three days
    /// for a bounce after `sent`, rounded up.
    static final Duration LONGEST = Duration.ofDays(7);

    /// The same for a mail that was scheduled as far ahead as one can be.
    static final Duration LONGEST_SCHEDULED = Duration.ofDays(37);

    /// Windows of rates are seconds, those of quotas and budgets at most a month.
    private static final Duration RATES = Duration.ofHours(1);

    private static final Duration QUOTAS = Duration.ofDays(40);

    /// Thirteen months: this month can be held against the same one a year ago.
    private static final Duration USAGE = Duration.ofDays(400);

    private static final int BATCH = 500;
    private static final int ANALYZE_AT = 10_000;
    private static final long LOCK_KEY = 0x6C65_6176_6573_0002L;

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

    /// Forgets what is due; for an hourly call. A step that fails does not keep the others from
    /// their turn.
    ///
    /// @param now by the database's clock
    /// @throws SQLException of the first step that failed, after the others had theirs
    public Turn turn(Instant now) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            if (!locked(statement)) {
                return new Turn(List.of(), 0);
            }
            Steps steps = new Steps(connection);
            steps.run(
                    () -> {
                        // Detaching waits for readers of the parent; others may not wait. Below
                        // the sessions' socket time-out, so that it is the statement that ends.
                        statement.execute(
                                "SET transaction_timeout = 0; SET statement_timeout = '10s';"
                                        + " SET lock_timeout = '2s'");
                    });
            LeafDropper dropper = new LeafDropper(connection);
            long rows;
            try {
                dropLeaves(steps, connection, dropper, now);
                rows = deleteRows(steps, connection, dropper, now);
            } finally {
                steps.run(
                        () ->
                                statement.execute(
                                        "RESET transaction_timeout; RESET statement_timeout;"
                                                + " RESET lock_timeout; SELECT pg_advisory_unlock("
                                                + LOCK_KEY
                                                + ")"));
            }
            steps.finish();
            return new Turn(List.copyOf(dropper.dropped()), rows);
        }
    }

    private static boolean locked(Statement statement) throws SQLException {
        try (ResultSet row =
                statement.executeQuery("SELECT pg_try_advisory_lock(" + LOCK_KEY + ")")) {
            return row.next() && row.getBoolean(1);
        }
    }

    private void dropLeaves(Steps steps, Connection connection, LeafDropper dropper, Instant now) {
        for (Leaves.Parent parent : Leaves.WEEKLY) {
            steps.run(() -> dropper.resume(parent.name()));
            for (String table : leaves(steps, dropper, parent.name())) {
                Leaf leaf = new Leaf(day(table));
                steps.run(
                        () -> {
                            if (old(connection, parent, leaf, now) && !dropper.needed(leaf)) {
                                dropper.detachAndDrop(parent.name(), table);
                            }
                        });
            }
        }
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        steps.run(() -> dropper.resume("idempotency"));
        for (String table : leaves(steps, dropper, "idempotency")) {
            if (day(table).isBefore(today.minusDays(2))) {
                steps.run(() -> dropper.detachAndDrop("idempotency", table));
            }
        }
    }

    private static List<String> leaves(Steps steps, LeafDropper dropper, String parent) {
        List<String> leaves = new ArrayList<>();
        steps.run(() -> leaves.addAll(dropper.leaves(parent)));
        return leaves;
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

    private long deleteRows(Steps steps, Connection connection, LeafDropper dropper, Instant now) {
        AtomicLong rows = new AtomicLong();
        for (String table : leaves(steps, dropper, "email_content_0")) {
            steps.run(() -> rows.addAndGet(Contents.forget(connection, new Leaf(day(table)), now)));
        }
        steps.run(
                () ->
                        rows.addAndGet(
                                deleteBatches(
                                        connection,
                                        """
                                        DELETE FROM attachment a USING (
                                          SELECT organisation_id, sha256 FROM attachment
                                           WHERE keep_until < ?::timestamptz
                                           ORDER BY keep_until LIMIT ? FOR UPDATE SKIP LOCKED) d
                                         WHERE a.organisation_id = d.organisation_id
                                           AND a.sha256 = d.sha256\
                                        """,
                                        now.toString())));
        steps.run(
                () ->
                        rows.addAndGet(
                                deleteBatches(
                                        connection,
                                        """
                                        DELETE FROM idempotency_scheduled i USING (
                                          SELECT key FROM idempotency_scheduled
                                           WHERE keep_until < ?::timestamptz
                                           ORDER BY keep_until LIMIT ? FOR UPDATE SKIP LOCKED) d
                                         WHERE i.key = d.key\
                                        """,
                                        now.toString())));
        steps.run(
                () ->
                        rows.addAndGet(
                                deleteBatches(
                                        connection,
                                        """
                                        DELETE FROM sandbox_message m USING (
                                          SELECT id FROM sandbox_message WHERE id < ?::uuid
                                           ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED) d
                                         WHERE m.id = d.id\
                                        """,
                                        Uuids.floor(now.minus(frames)).toString())));
        steps.run(
                () ->
                        rows.addAndGet(
                                deleteBatches(
                                        connection,
                                        """
                                        DELETE FROM usage_hour u USING (
                                          SELECT ctid FROM usage_hour WHERE hour < ?::timestamptz
                                           LIMIT ? FOR UPDATE SKIP LOCKED) d
                                         WHERE u.ctid = d.ctid\
                                        """,
                                        now.minus(USAGE).toString())));
        steps.run(
                () ->
                        rows.addAndGet(
                                deleteBatches(
                                        connection,
                                        """
                                        DELETE FROM usage_delta u USING (
                                          SELECT id FROM usage_delta WHERE id < ?::uuid
                                           ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED) d
                                         WHERE u.id = d.id\
                                        """,
                                        Uuids.floor(now.minus(USAGE)).toString())));
        String allowances =
                """
                DELETE FROM allowance a USING (
                  SELECT name, starts_at FROM allowance
                   WHERE starts_at < ?::timestamptz AND name %s LIKE 'rate/%%'
                   LIMIT ? FOR UPDATE SKIP LOCKED) d
                 WHERE a.name = d.name AND a.starts_at = d.starts_at\
                """;
        String rates = allowances.formatted("");
        String quotas = allowances.formatted("NOT");
        steps.run(
                () ->
                        rows.addAndGet(
                                deleteBatches(connection, rates, now.minus(RATES).toString())));
        steps.run(
                () ->
                        rows.addAndGet(
                                deleteBatches(connection, quotas, now.minus(QUOTAS).toString())));
        return rows.get();
    }

    /// Repeats a DELETE of at most [#BATCH] rows until it finds fewer.
    ///
    /// @param before a time, or the first id of one
    private static long deleteBatches(Connection connection, String sql, String before)
            throws SQLException {
        long rows = 0;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, before);
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
            List<String> filled = new ArrayList<>();
            try (ResultSet row =
                    statement.executeQuery(
                            """
                            SELECT s.relname FROM pg_stat_user_tables s
                              JOIN pg_class c ON c.oid = s.relid
                             WHERE c.relispartition AND s.n_live_tup >= %d
                               AND s.last_analyze IS NULL AND s.last_autoanalyze IS NULL\
                            """
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

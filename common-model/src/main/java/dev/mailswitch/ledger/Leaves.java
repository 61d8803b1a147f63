package dev.mailswitch.ledger;

import dev.mailswitch.model.id.Uuids;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the leaves of the ledger ahead of time. Any process may do it, whenever it finds one
/// missing; two at once do not harm each other.
public final class Leaves {

    /// Weeks kept ready ahead of the present one.
    public static final int AHEAD = 4;

    /// Fewer than this ahead, and no way to make more, is an alarm.
    static final int ALARM = 2;

    /// A parent cut by the week, and how its leaves are stored.
    record Parent(String name, String storage) {
        boolean content() {
            return name.startsWith("email_content");
        }
    }

    /// Rows that are changed once, soon after they were written, find room on their own page.
    static final List<Parent> WEEKLY =
            List.of(
                    new Parent("email", "fillfactor = 80"),
                    new Parent("recipient", "fillfactor = 60"),
                    new Parent("attempt", "fillfactor = 50"),
                    new Parent("event", "fillfactor = 100"),
                    new Parent("email_tag", "fillfactor = 100"),
                    new Parent("feedback_seen", "fillfactor = 100"),
                    new Parent("email_content_0", "toast_tuple_target = 8160"),
                    new Parent("email_content_1", "toast_tuple_target = 8160"),
                    new Parent("email_content_7", "toast_tuple_target = 8160"),
                    new Parent("email_content_30", "toast_tuple_target = 8160"),
                    new Parent("email_content_90", "toast_tuple_target = 8160"));

    private static final Logger LOG = LoggerFactory.getLogger(Leaves.class);
    private static final long LOCK_KEY = 0x6C65_6176_6573_0001L;

    private final DataSource dataSource;

    public Leaves(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /// Makes what is missing from this week to [#AHEAD] ahead.
    public void ensure(Instant now) throws SQLException {
        ensure(Leaf.of(now), AHEAD + 1, LocalDate.ofInstant(now, ZoneOffset.UTC));
    }

    /// Makes `weeks` leaves from `first` on, and the key leaves from the day before `today` on.
    public void ensure(Leaf first, int weeks, LocalDate today) throws SQLException {
        Set<String> before;
        try (Connection connection = dataSource.getConnection()) {
            before = tables(connection);
        }
        if (complete(before, first, weeks, today)) {
            return;
        }
        try {
            Transactions.run(dataSource, connection -> make(connection, first, weeks, today));
        } catch (SQLException failed) {
            int ahead = ahead(before, Leaf.of(today.atStartOfDay().toInstant(ZoneOffset.UTC)));
            if (ahead < ALARM) {
                LOG.error("only {} weeks of leaves are left, and none can be made", ahead, failed);
            }
            throw failed;
        }
    }

    private static int make(Connection connection, Leaf first, int weeks, LocalDate today)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // Attaching waits for whoever reads the parent; not for ever.
            statement.execute("SET LOCAL lock_timeout = '4s'");
            statement.execute("SELECT pg_advisory_xact_lock(" + LOCK_KEY + ")");
            Set<String> existing = tables(connection);
            for (int week = 0; week < weeks; week++) {
                makeWeek(statement, first.plusWeeks(week), existing);
            }
            for (int day = -1; day <= AHEAD; day++) {
                makeDay(statement, today.plusDays(day), existing);
            }
            return weeks;
        }
    }

    /// How many complete weeks stand ahead of the present one; negative if that one is missing,
    /// and then nothing can be accepted.
    public int ahead(Instant now) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Set<String> existing = tables(connection);
            LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
            if (!existing.contains(Leaf.idempotency(today))) {
                return -1;
            }
            return ahead(existing, Leaf.of(now));
        }
    }

    private static int ahead(Set<String> existing, Leaf present) {
        int ahead = -1;
        for (Leaf leaf = present; complete(existing, leaf); leaf = leaf.plusWeeks(1)) {
            ahead++;
        }
        return ahead;
    }

    private static boolean complete(Set<String> existing, Leaf first, int weeks, LocalDate today) {
        for (int week = 0; week < weeks; week++) {
            if (!complete(existing, first.plusWeeks(week))) {
                return false;
            }
        }
        for (int day = -1; day <= AHEAD; day++) {
            if (!existing.contains(Leaf.idempotency(today.plusDays(day)))) {
                return false;
            }
        }
        return true;
    }

    private static boolean complete(Set<String> existing, Leaf leaf) {
        return WEEKLY.stream().allMatch(parent -> existing.contains(leaf.table(parent.name())));
    }

    private static Set<String> tables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                """
                                SELECT relname FROM pg_class
                                 WHERE relispartition AND relkind = 'r'
                                   AND relnamespace = current_schema()::regnamespace""")) {
            Set<String> names = new HashSet<>();
            while (row.next()) {
                names.add(row.getString(1));
            }
            return names;
        }
    }

    private static void makeWeek(Statement statement, Leaf leaf, Set<String> existing)
            throws SQLException {
        for (Parent parent : WEEKLY) {
            String table = leaf.table(parent.name());
            if (!existing.contains(table)) {
                statement.execute(
                        "CREATE TABLE %s (LIKE %s INCLUDING ALL) WITH (%s)"
                                .formatted(table, parent.name(), parent.storage()));
                if (parent.content()) {
                    // Mails do not compress to speak of in the time it takes: 26 µs against 70.
                    statement.execute(
                            """
                            ALTER TABLE %s ALTER COLUMN head SET STORAGE EXTERNAL,
                              ALTER COLUMN html SET STORAGE EXTERNAL,
                              ALTER COLUMN text SET STORAGE EXTERNAL"""
                                    .formatted(table));
                }
                statement.execute(
                        "ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM ('%s') TO ('%s')"
                                .formatted(
                                        parent.name(),
                                        table,
                                        Uuids.floor(leaf.start()),
                                        Uuids.floor(leaf.end())));
            }
        }
    }

    private static void makeDay(Statement statement, LocalDate day, Set<String> existing)
            throws SQLException {
        String table = Leaf.idempotency(day);
        if (!existing.contains(table)) {
            statement.execute("CREATE TABLE " + table + " (LIKE idempotency INCLUDING ALL)");
            statement.execute(
                    "ALTER TABLE idempotency ATTACH PARTITION %s FOR VALUES IN ('%s')"
                            .formatted(table, day));
        }
    }
}

package dev.mailswitch.ledger;

import dev.mailswitch.model.id.Uuids;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes leaves off their parents and drops them, on one connection outside any transaction.
///
/// Detaching is done CONCURRENTLY, because otherwise it locks the parent and waits, with everybody
/// behind it, for whoever reads it. It has three steps (detach pending, detached, dropped), and
/// may be killed after each: what is found half done is finished first.
final class LeafDropper {

    private static final Logger LOG = LoggerFactory.getLogger(LeafDropper.class);

    private final Connection connection;
    private final List<String> dropped = new ArrayList<>();

    LeafDropper(Connection connection) {
        this.connection = connection;
    }

    List<String> dropped() {
        return dropped;
    }

    /// Whether unfinished mails lie in the leaf: then nothing of it may go.
    boolean needed(Leaf leaf) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT EXISTS (SELECT FROM work WHERE email_id >= ? AND email_id < ?)")) {
            statement.setObject(1, Uuids.floor(leaf.start()));
            statement.setObject(2, Uuids.floor(leaf.end()));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /// Finishes what an earlier turn left half done with a parent's leaves.
    void resume(String parent) throws SQLException {
        for (String leaf : names(PENDING, parent)) {
            execute("ALTER TABLE %s DETACH PARTITION %s FINALIZE".formatted(parent, leaf));
        }
        // Leaves are made and attached in one transaction, so one that stands alone was detached.
        for (String leaf : names(ALONE, parent)) {
            drop(leaf);
        }
    }

    private static final String PENDING =
            """
            SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
             WHERE i.inhparent = to_regclass(?) AND i.inhdetachpending""";

    private static final String ALONE =
            """
            SELECT relname FROM pg_class
             WHERE relname ~ ('^' || ? || '_[0-9]{8,}$') AND relkind = 'r' AND NOT relispartition
               AND relnamespace = current_schema()::regnamespace ORDER BY relname""";

    private static final String LEAVES =
            """
            SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
             WHERE i.inhparent = to_regclass(?) ORDER BY c.relname""";

    /// The leaves of a parent, oldest first.
    List<String> leaves(String parent) throws SQLException {
        return names(LEAVES, parent);
    }

    private List<String> names(String sql, String parent) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parent);
            List<String> names = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
            return names;
        }
    }

    /// Detaches and drops a leaf.
    void detachAndDrop(String parent, String leaf) throws SQLException {
        execute("ALTER TABLE %s DETACH PARTITION %s CONCURRENTLY".formatted(parent, leaf));
        drop(leaf);
    }

    private void drop(String leaf) throws SQLException {
        execute("DROP TABLE IF EXISTS " + leaf);
        dropped.add(leaf);
        LOG.info("dropped {}", leaf);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

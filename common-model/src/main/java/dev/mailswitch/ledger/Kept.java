package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/// Tells mails that are still kept from those whose leaf was dropped or never made. Asked only
/// after a statement failed for it, so that the hot path pays nothing.
final class Kept {

    private static final String NO_SUCH_TABLE = "42P01";

    private Kept() {}

    /// Whether a statement failed because a leaf it names is not there.
    static boolean leafGone(SQLException failed) {
        return NO_SUCH_TABLE.equals(failed.getSQLState());
    }

    /// The leaves of these mails that are there as a whole.
    static Set<Leaf> leaves(DataSource dataSource, Collection<EmailId> ids) throws SQLException {
        Set<Leaf> kept = new HashSet<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                "SELECT count(to_regclass(t)) = count(*) FROM unnest(?::text[]) t")) {
            for (Leaf leaf : LockedMails.byLeaf(ids).keySet()) {
                List<String> tables =
                        List.of(
                                leaf.table("email"),
                                leaf.table("recipient"),
                                leaf.table("attempt"),
                                leaf.table("feedback_seen"));
                new Columns<>(connection, statement, tables).add("text", table -> table);
                try (ResultSet row = statement.executeQuery()) {
                    if (row.next() && row.getBoolean(1)) {
                        kept.add(leaf);
                    }
                }
            }
        }
        return kept;
    }
}

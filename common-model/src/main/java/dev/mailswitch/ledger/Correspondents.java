package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Address;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// Who wrote to whom, for those who learn from reports that name only a mail and a position. Rare:
/// asked about blocks alone.
public final class Correspondents {

    /// A recipient of a mail.
    public record Key(EmailId id, int position) {}

    /// Both ends, and for whom.
    public record Pair(OrganisationId organisation, Address from, Address to) {}

    private final DataSource dataSource;

    public Correspondents(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /// Those of the recipients that are still kept.
    public Map<Key, Pair> of(Collection<Key> keys) throws SQLException {
        Map<Key, Pair> found = new HashMap<>();
        Map<Leaf, List<Key>> byLeaf =
                keys.stream().distinct().collect(Collectors.groupingBy(key -> Leaf.of(key.id())));
        try (Connection connection = dataSource.getConnection()) {
            for (Map.Entry<Leaf, List<Key>> leaf : byLeaf.entrySet()) {
                try {
                    read(connection, leaf.getKey(), leaf.getValue(), found);
                } catch (SQLException failed) {
                    if (!Kept.leafGone(failed)) {
                        throw failed;
                    }
                }
            }
        }
        return found;
    }

    private static void read(Connection connection, Leaf leaf, List<Key> keys, Map<Key, Pair> found)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        SELECT r.email_id, r.pos, r.organisation_id, e.from_email, r.address
                          FROM unnest(?::uuid[], ?::smallint[]) u(id, pos)
                          JOIN %s r ON r.email_id = u.id AND r.pos = u.pos
                          JOIN %s e ON e.id = u.id"""
                                .formatted(leaf.table("recipient"), leaf.table("email")))) {
            new Columns<>(connection, statement, keys)
                    .add("uuid", Key::id)
                    .add("int2", Key::position);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.put(
                            new Key(new EmailId(row.getObject(1, UUID.class)), row.getInt(2)),
                            new Pair(
                                    new OrganisationId(row.getObject(3, UUID.class)),
                                    Address.of(row.getString(4)),
                                    Address.of(row.getString(5))));
                }
            }
        }
    }
}

package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToLongFunction;

/// Splits what is to be claimed so that no claim reads more than so much: mails have one recipient or
/// a thousand, who may have been tried many times, and only the database knows before they are read.
final class Portions {

    /// Memory of the mails of one claim, in bytes; a lane claims one portion at a time.
    static final long MOST = 4 << 20;

    /// Memory of a recipient or an attempt beside its texts, in bytes: as it was read, locked and
    /// decided about.
    static final int OVERHEAD = 600;

    /// Memory of an octet of text: as it was read, and as text, which may have two bytes a character.
    static final int OF_AN_OCTET = 3;

    private Portions() {}

    /// In the order given. One mail is a portion, however large.
    static List<List<EmailId>> of(List<EmailId> ids, ToLongFunction<EmailId> weights) {
        List<List<EmailId>> portions = new ArrayList<>();
        int from = 0;
        long total = 0;
        for (int i = 0; i < ids.size(); i++) {
            long weight = weights.applyAsLong(ids.get(i));
            if (i > from && total + weight > MOST) {
                portions.add(ids.subList(from, i));
                from = i;
                total = 0;
            }
            total += weight;
        }
        if (from < ids.size()) {
            portions.add(ids.subList(from, ids.size()));
        }
        return portions;
    }

    /// What the mails take when they are claimed, in bytes of memory.
    static Map<EmailId, Long> weights(Connection connection, Collection<EmailId> ids)
            throws SQLException {
        Map<EmailId, Long> weights = new HashMap<>();
        Pipeline pipeline = new Pipeline(connection);
        LockedMails.byLeaf(ids)
                .forEach(
                        (leaf, own) -> {
                            add(
                                    pipeline,
                                    leaf.table("recipient"),
                                    "octet_length(t.address) + coalesce(octet_length(t.name), 0)",
                                    own,
                                    weights);
                            add(
                                    pipeline,
                                    leaf.table("attempt"),
                                    "coalesce(octet_length(t.reply), 0)",
                                    own,
                                    weights);
                        });
        pipeline.run();
        return weights;
    }

    private static void add(
            Pipeline pipeline,
            String table,
            String octets,
            List<EmailId> ids,
            Map<EmailId, Long> weights) {
        pipeline.read(
                """
                SELECT t.email_id, sum(%d + %d * (%s))
                  FROM unnest(?::uuid[]) u(id) JOIN %s t ON t.email_id = u.id
                 GROUP BY t.email_id"""
                        .formatted(OVERHEAD, OF_AN_OCTET, octets, table),
                ids,
                columns -> columns.add("uuid", id -> id),
                row -> {
                    while (row.next()) {
                        weights.merge(
                                new EmailId(row.getObject(1, UUID.class)),
                                row.getLong(2),
                                Long::sum);
                    }
                });
    }
}

package dev.mailswitch.ledger.reading;

import static dev.mailswitch.ledger.reading.Snapshots.prepared;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How much mails are, told by the database before they are read: it knows the length of a value
/// without reading it.
final class MailSizes {

    /// Of a mail, a recipient or an attempt beside its texts.
    static final int OVERHEAD = 300;

    private static final String FRAME =
            """
            %1$d + octet_length(e.subject) + octet_length(e.from_email)
            + coalesce(octet_length(e.from_name), 0) + coalesce(octet_length(e.metadata::text), 0)
            + coalesce(octet_length(array_to_string(e.tags, ',')), 0)\
            """
                    .formatted(OVERHEAD);

    private static final String RECIPIENTS =
            """
            SELECT coalesce(sum(%1$d + octet_length(r.address) + coalesce(octet_length(r.name), 0)
                                + coalesce(octet_length(r.reason), 0)), 0)
              FROM recipient r\
            """
                    .formatted(OVERHEAD);

    private MailSizes() {}

    /// Of each of these, newest first, what a list shows of it; one that is gone is not in it.
    static Map<EmailId, Long> listed(Connection connection, List<EmailId> ids) throws SQLException {
        Map<EmailId, Long> sizes = new HashMap<>();
        if (ids.isEmpty()) {
            return sizes;
        }
        String sql =
                """
                SELECT e.id, %s
                       + (%s WHERE r.email_id = e.id AND r.pos < %d)
                       + coalesce((SELECT octet_length(c.head) FROM email_content c
                                    WHERE c.email_id = e.id LIMIT 1), 0)
                  FROM email e WHERE e.id = ANY(?) AND e.id >= ? AND e.id <= ?\
                """
                        .formatted(FRAME, RECIPIENTS, ListedMail.SHOWN);
        try (PreparedStatement statement =
                        prepared(
                                connection,
                                sql,
                                MailReader.array(connection, ids),
                                ids.getLast(),
                                ids.getFirst());
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                sizes.put(MailRows.id(row), row.getLong(2));
            }
        }
        return sizes;
    }

    /// Of a mail with all its recipients and attempts and what it says; 0 if there is none.
    static long whole(Connection connection, OrganisationId organisation, EmailId id)
            throws SQLException {
        String sql =
                """
                SELECT %s
                       + (%s WHERE r.email_id = e.id)
                       + (SELECT coalesce(sum(%d + coalesce(octet_length(a.reply), 0)), 0)
                            FROM attempt a WHERE a.email_id = e.id)
                       + coalesce((SELECT octet_length(c.head) + coalesce(octet_length(c.html), 0)
                                          + coalesce(octet_length(c.text), 0)
                                     FROM email_content c
                                    WHERE c.email_id = e.id
                                      AND c.retention_days = e.retention_days), 0)
                  FROM email e WHERE e.id = ? AND e.organisation_id = ?\
                """
                        .formatted(FRAME, RECIPIENTS, OVERHEAD);
        try (PreparedStatement statement = prepared(connection, sql, id, organisation.value());
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}

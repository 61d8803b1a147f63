package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Content;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/// Reads what mails say, one at a time: contents are large, and a batch of them would not fit.
public final class Contents {

    private final DataSource dataSource;

    public Contents(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /// The content of a mail; empty once it is no longer kept.
    public Optional<Content> find(EmailId id, int retentionDays, String subject)
            throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                "SELECT head, html, text FROM %s WHERE email_id = ?"
                                        .formatted(Leaf.of(id).content(retentionDays)))) {
            statement.setObject(1, id.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(
                                ContentHead.decode(
                                        row.getBytes(1), subject, row.getBytes(2), row.getBytes(3)))
                        : Optional.empty();
            }
        } catch (SQLException failed) {
            if (Kept.leafGone(failed)) {
                return Optional.empty();
            }
            throw failed;
        }
    }

    /// Forgets the contents of class 0 in a leaf whose mails are over: nothing waits, and no
    /// recipient may still come back to the queue, because a provider that had accepted it reports
    /// a block. A mail of ours that was set aside keeps its content as long, so that somebody can
    /// look at what killed the workers. Walks the leaf in short statements.
    ///
    /// @return how many were forgotten
    static long forget(Connection connection, Leaf leaf, Instant now) throws SQLException {
        String sql =
                """
                WITH seen AS MATERIALIZED (
                  SELECT email_id FROM %1$s WHERE email_id > ? ORDER BY email_id LIMIT 500),
                gone AS (
                  DELETE FROM %1$s c USING seen s JOIN %2$s e ON e.id = s.email_id
                   WHERE c.email_id = s.email_id AND e.status > 2
                     AND NOT EXISTS (SELECT FROM work w WHERE w.email_id = e.id)
                     AND NOT EXISTS (
                         SELECT FROM %3$s r
                          WHERE r.email_id = e.id
                            AND r.updated_at >= ?::timestamptz - interval '72 hours'
                            AND (r.status = 5 OR (r.status = 3 AND r.reason LIKE 'internal:%%')))
                  RETURNING 1)
                SELECT (SELECT email_id FROM seen ORDER BY email_id DESC LIMIT 1),
                       (SELECT count(*) FROM gone)\
                """
                        .formatted(leaf.content(0), leaf.table("email"), leaf.table("recipient"));
        long forgotten = 0;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            UUID last = new UUID(0, 0);
            while (last != null) {
                statement.setObject(1, last);
                statement.setString(2, now.toString());
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    last = row.getObject(1, UUID.class);
                    forgotten += row.getLong(2);
                }
            }
            return forgotten;
        } catch (SQLException failed) {
            if (Kept.leafGone(failed)) {
                return forgotten;
            }
            throw failed;
        }
    }

    /// A mail's content, as far as it is small.
    ///
    /// @param content without its bodies unless it is whole
    /// @param bytes   of all of it: head, bodies and files
    public record Look(Content content, boolean whole, long bytes) {}

    /// Tells how large a mail is, and all it says if its bodies are small: most are, and need no
    /// second reading.
    ///
    /// @param small the most that the bodies of a small one have, in bytes
    /// @return empty once it is no longer kept
    public Optional<Look> look(EmailId id, int retentionDays, String subject, int small)
            throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                SELECT head, size, CASE WHEN size <= ? THEN html END,
                                       CASE WHEN size <= ? THEN text END
                                  FROM (SELECT head, html, text, coalesce(octet_length(html), 0)
                                               + coalesce(octet_length(text), 0) AS size
                                          FROM %s WHERE email_id = ?) c\
                                """
                                        .formatted(Leaf.of(id).content(retentionDays)))) {
            statement.setInt(1, small);
            statement.setInt(2, small);
            statement.setObject(3, id.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(look(row, subject, small)) : Optional.empty();
            }
        } catch (SQLException failed) {
            if (Kept.leafGone(failed)) {
                return Optional.empty();
            }
            throw failed;
        }
    }

    private static Look look(ResultSet row, String subject, int small) throws SQLException {
        byte[] head = row.getBytes(1);
        long bodies = row.getLong(2);
        Content content = ContentHead.decode(head, subject, row.getBytes(3), row.getBytes(4));
        long files = content.attachments().stream().mapToLong(a -> a.size()).sum();
        return new Look(content, bodies <= small, head.length + bodies + files);
    }

    /// Whether all of these files are kept for at least another day.
    public boolean kept(OrganisationId organisation, Collection<String> digests)
            throws SQLException {
        Set<String> distinct = Set.copyOf(digests);
        if (distinct.isEmpty()) {
            return true;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                SELECT count(*) FROM attachment
                                 WHERE organisation_id = ? AND sha256 = ANY(?)
                                   AND keep_until > now() + interval '1 day'\
                                """)) {
            statement.setObject(1, organisation.value());
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "bytea",
                            distinct.stream()
                                    .map(HexFormat.of()::parseHex)
                                    .toArray(byte[][]::new)));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1) == distinct.size();
            }
        }
    }

    /// The bytes of attached files, by their SHA-256; empty if one of them is no longer kept.
    public Optional<Map<String, byte[]>> files(
            OrganisationId organisation, Collection<Attachment> attachments) throws SQLException {
        Map<String, byte[]> files = new HashMap<>();
        if (attachments.isEmpty()) {
            return Optional.of(files);
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                SELECT bytes FROM attachment
                                 WHERE organisation_id = ? AND sha256 = ?\
                                """)) {
            statement.setObject(1, organisation.value());
            for (Attachment attachment : attachments) {
                if (files.containsKey(attachment.sha256())) {
                    continue;
                }
                statement.setBytes(2, HexFormat.of().parseHex(attachment.sha256()));
                try (ResultSet row = statement.executeQuery()) {
                    if (!row.next()) {
                        return Optional.empty();
                    }
                    files.put(attachment.sha256(), row.getBytes(1));
                }
            }
        }
        return Optional.of(files);
    }
}

package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Content;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;
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

    /// The bytes of an attached file.
    public Optional<byte[]> file(OrganisationId organisation, String sha256) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                SELECT bytes FROM attachment
                                 WHERE organisation_id = ? AND sha256 = ?""")) {
            statement.setObject(1, organisation.value());
            statement.setBytes(2, HexFormat.of().parseHex(sha256));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
            }
        }
    }
}

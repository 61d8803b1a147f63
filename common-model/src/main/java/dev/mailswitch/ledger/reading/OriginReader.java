package dev.mailswitch.ledger.reading;

import static dev.mailswitch.ledger.reading.Snapshots.prepared;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Checksum;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.model.outcome.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/// Reads what the bytes of attempts were made from. Apart from what a mail says, which is large:
/// whoever wants that makes room for it first.
public final class OriginReader {

    private static final short ACCEPTED = new Outcome.Accepted(null).code();

    private final DataSource readers;

    /// @param readers a pool whose sessions have a statement time-out of seconds
    public OriginReader(DataSource readers) {
        this.readers = readers;
    }

    /// Empty if this organisation has no mail of that id.
    public Optional<Origin> find(OrganisationId organisation, EmailId id) throws SQLException {
        return Snapshots.in(readers, connection -> find(connection, organisation, id));
    }

    private static Optional<Origin> find(
            Connection connection, OrganisationId organisation, EmailId id) throws SQLException {
        String sql =
                """
                SELECT environment_id, lane, policy, from_email, from_name, subject, message_id,
                       retention_days, per_recipient
                  FROM email WHERE id = ? AND organisation_id = ?\
                """;
        try (PreparedStatement statement = prepared(connection, sql, id, organisation.value());
                ResultSet row = statement.executeQuery()) {
            return row.next()
                    ? Optional.of(
                            new Origin(
                                    id,
                                    organisation,
                                    new EnvironmentId(row.getObject(1, UUID.class)),
                                    Lane.of(row.getInt(2)),
                                    row.getString(3),
                                    Address.stored(row.getString(4), row.getString(5)),
                                    row.getString(6),
                                    row.getString(7),
                                    row.getInt(8),
                                    row.getBoolean(9),
                                    recipients(connection, id),
                                    attempts(connection, id)))
                    : Optional.empty();
        }
    }

    private static List<Recipient> recipients(Connection connection, EmailId id)
            throws SQLException {
        String sql =
                "SELECT pos, kind, address, name FROM recipient WHERE email_id = ? ORDER BY pos";
        try (PreparedStatement statement = prepared(connection, sql, id);
                ResultSet row = statement.executeQuery()) {
            List<Recipient> recipients = new ArrayList<>();
            while (row.next()) {
                recipients.add(
                        new Recipient(
                                row.getInt(1),
                                RecipientKind.of(row.getInt(2)),
                                Address.stored(row.getString(3), row.getString(4))));
            }
            return recipients;
        }
    }

    private static List<Origin.Attempt> attempts(Connection connection, EmailId id)
            throws SQLException {
        String sql =
                """
                SELECT pos, no, call, provider_id, renderer, started_at, outcome, checksum
                  FROM attempt WHERE email_id = ? ORDER BY no, pos\
                """;
        try (PreparedStatement statement = prepared(connection, sql, id);
                ResultSet row = statement.executeQuery()) {
            List<Origin.Attempt> attempts = new ArrayList<>();
            while (row.next()) {
                Long checksum = row.getObject(8, Long.class);
                attempts.add(
                        new Origin.Attempt(
                                row.getInt(1),
                                row.getInt(2),
                                row.getObject(3, UUID.class),
                                new ProviderId(row.getObject(4, UUID.class)),
                                row.getInt(5),
                                row.getObject(6, OffsetDateTime.class).toInstant(),
                                row.getInt(7) == ACCEPTED,
                                checksum == null ? null : Checksum.unpacked(checksum)));
            }
            return attempts;
        }
    }
}

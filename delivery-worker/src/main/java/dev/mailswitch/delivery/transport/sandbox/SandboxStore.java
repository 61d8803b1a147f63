package dev.mailswitch.delivery.transport.sandbox;

import dev.mailswitch.delivery.transport.Shipment;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.wire.Feedback;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.sandbox.SandboxAnswer;
import dev.mailswitch.provider.sandbox.SandboxReport;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/// What the sandbox caught, and what it still has to report.
public final class SandboxStore {

    private final DataSource dataSource;

    public SandboxStore(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /// A report that is due.
    public record Due(UUID id, byte[] feedback) {}

    /// Keeps a mail together with what will be reported of it.
    ///
    /// Waits for the disk, as a settle does: a worker that outlives a crash of the database settles
    /// afterwards what it was told here.
    ///
    /// @return the sandbox's id of the mail
    String keep(
            Provider provider,
            Shipment shipment,
            Shipment.Leg leg,
            SandboxContent content,
            SandboxAnswer answer,
            boolean feedsHealth,
            Instant now)
            throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                store(connection, shipment.organisationId(), content);
                String id = insert(connection, provider, shipment, leg, content);
                for (SandboxReport report : answer.reports()) {
                    Feedback feedback =
                            report.feedback(
                                    shipment.id(),
                                    leg.recipient().position(),
                                    leg.attempt(),
                                    provider.id(),
                                    now,
                                    feedsHealth);
                    promise(connection, feedback);
                }
                connection.commit();
                return id;
            } catch (SQLException | RuntimeException failed) {
                connection.rollback();
                throw failed;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    /// Once for an organisation. Its row is locked until the message that refers to it is committed,
    /// so that nobody deletes it as one that is not used.
    private static void store(
            Connection connection, OrganisationId organisation, SandboxContent content)
            throws SQLException {
        try (PreparedStatement again =
                connection.prepareStatement(
                        """
                        UPDATE sandbox_content SET kept_at = clock_timestamp()
                         WHERE organisation_id = ? AND sha256 = ?""")) {
            again.setObject(1, organisation.value());
            again.setBytes(2, content.sha256());
            if (again.executeUpdate() == 1) {
                return;
            }
        }
        try (PreparedStatement first =
                connection.prepareStatement(
                        """
                        INSERT INTO sandbox_content (organisation_id, sha256, size, raw)
                        VALUES (?, ?, ?, ?)
                            ON CONFLICT (organisation_id, sha256)
                            DO UPDATE SET kept_at = clock_timestamp()""")) {
            first.setObject(1, organisation.value());
            first.setBytes(2, content.sha256());
            first.setLong(3, content.raw().length);
            first.setBytes(4, content.raw());
            first.executeUpdate();
        }
    }

    private static String insert(
            Connection connection,
            Provider provider,
            Shipment shipment,
            Shipment.Leg leg,
            SandboxContent content)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        INSERT INTO sandbox_message (organisation_id, environment_id, provider_id,
                               email_id, pos, attempt, recipient, sha256)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id""")) {
            statement.setObject(1, shipment.organisationId().value());
            statement.setObject(2, shipment.environmentId().value());
            statement.setObject(3, provider.id().value());
            statement.setObject(4, shipment.id().value());
            statement.setInt(5, leg.recipient().position());
            statement.setInt(6, leg.attempt());
            statement.setString(7, leg.recipient().address().email());
            statement.setBytes(8, content.sha256());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private static void promise(Connection connection, Feedback feedback) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        INSERT INTO sandbox_report (due_at, feedback)
                        VALUES (now() + (?::timestamptz - clock_timestamp()), ?)""")) {
            statement.setString(1, feedback.at().toString());
            statement.setBytes(2, feedback.encode());
            statement.executeUpdate();
        }
    }

    /// The reports whose time has come, oldest first.
    public List<Due> due(int limit) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                SELECT id, feedback FROM sandbox_report
                                 WHERE due_at <= now() ORDER BY due_at LIMIT ?""")) {
            statement.setInt(1, limit);
            List<Due> due = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    due.add(new Due(row.getObject(1, UUID.class), row.getBytes(2)));
                }
            }
            return due;
        }
    }

    /// Forgets reports that are in the feedback topic.
    public void reported(List<UUID> ids) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                "DELETE FROM sandbox_report WHERE id = ANY (?::uuid[])")) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "uuid", ids.stream().map(UUID::toString).toArray(String[]::new)));
            statement.executeUpdate();
        }
    }
}

package dev.mailswitch.api.admin;

import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.Uuids;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// What the sandbox providers caught; bytes are read one mail at a time.
@Singleton
class SandboxStore {

    private final DataSource dataSource;

    SandboxStore(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /// @param size bytes of the mail as it would have gone out
    record Caught(
            UUID id,
            UUID providerId,
            UUID emailId,
            int position,
            int attempt,
            String recipient,
            long size) {

        Instant at() {
            return Uuids.time(id);
        }
    }

    /// Of mails of one environment only; true if none is given.
    private static final String IN_ENVIRONMENT = " AND (?::uuid IS NULL OR environment_id = ?)";

    /// With their contents, which several may have in common; the oldest hold their own.
    private static final String MESSAGES =
            """
            sandbox_message m LEFT JOIN sandbox_content c
                ON c.organisation_id = m.organisation_id AND c.sha256 = m.sha256\
            """;

    private static final String CAUGHT =
            """
            SELECT m.id, provider_id, email_id, pos, attempt, recipient,
                   coalesce(c.size, length(m.raw))
              FROM %s
            """
                    .formatted(MESSAGES);

    private static int bind(
            PreparedStatement statement, int next, @Nullable EnvironmentId environment)
            throws SQLException {
        UUID id = environment == null ? null : environment.value();
        statement.setObject(next, id, Types.OTHER);
        statement.setObject(next + 1, id, Types.OTHER);
        return next + 2;
    }

    /// A page, newest first.
    ///
    /// @param environment of the mails, or null for all
    /// @param recipients spellings of one address; empty for all
    List<Caught> list(
            OrganisationId organisation,
            @Nullable EnvironmentId environment,
            List<String> recipients,
            @Nullable Instant since,
            @Nullable UUID before,
            int limit)
            throws SQLException {
        String sql =
                """
                %s
                 WHERE m.organisation_id = ? AND m.id >= ? AND m.id < ? %s %s
                 ORDER BY m.id DESC LIMIT ?\
                """
                        .formatted(
                                CAUGHT,
                                IN_ENVIRONMENT,
                                recipients.isEmpty() ? "" : "AND recipient = ANY(?)");
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            int next = 1;
            statement.setObject(next++, organisation.value());
            statement.setObject(next++, since == null ? new UUID(0, 0) : Uuids.floor(since));
            statement.setObject(next++, before == null ? new UUID(-1, -1) : before);
            next = bind(statement, next, environment);
            if (!recipients.isEmpty()) {
                statement.setArray(next++, connection.createArrayOf("text", recipients.toArray()));
            }
            statement.setInt(next, limit);
            try (ResultSet row = statement.executeQuery()) {
                List<Caught> caught = new ArrayList<>();
                while (row.next()) {
                    caught.add(read(row));
                }
                return caught;
            }
        }
    }

    Optional<Caught> find(OrganisationId organisation, @Nullable EnvironmentId environment, UUID id)
            throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                CAUGHT
                                        + " WHERE m.id = ? AND m.organisation_id = ?"
                                        + IN_ENVIRONMENT)) {
            statement.setObject(1, id);
            statement.setObject(2, organisation.value());
            bind(statement, 3, environment);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(read(row)) : Optional.empty();
            }
        }
    }

    Optional<byte[]> raw(OrganisationId organisation, @Nullable EnvironmentId environment, UUID id)
            throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                "SELECT coalesce(c.raw, m.raw) FROM "
                                        + MESSAGES
                                        + " WHERE m.id = ? AND m.organisation_id = ?"
                                        + IN_ENVIRONMENT)) {
            statement.setObject(1, id);
            statement.setObject(2, organisation.value());
            bind(statement, 3, environment);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
            }
        }
    }

    /// Forgets one, or all of the organisation's or environment's; says how many.
    int delete(OrganisationId organisation, @Nullable EnvironmentId environment, @Nullable UUID id)
            throws SQLException {
        String sql =
                "DELETE FROM sandbox_message WHERE organisation_id = ?"
                        + IN_ENVIRONMENT
                        + (id == null ? "" : " AND id = ?");
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, organisation.value());
            int next = bind(statement, 2, environment);
            if (id != null) {
                statement.setObject(next, id);
            }
            return statement.executeUpdate();
        }
    }

    private static Caught read(ResultSet row) throws SQLException {
        return new Caught(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getObject(3, UUID.class),
                row.getInt(4),
                row.getInt(5),
                row.getString(6),
                row.getLong(7));
    }
}

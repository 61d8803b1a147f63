package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.Uuids;
import dev.mailswitch.model.mail.Address;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/// Recipients who leave an environment's mail, and come back, by the links in their mails.
public final class Unsubscribing {

    /// Foreign key violation: the environment is gone, and sends nothing any more.
    private static final String NO_SUCH_ENVIRONMENT = "23503";

    private final DataSource dataSource;
    private final RandomGenerator random;

    public Unsubscribing(DataSource dataSource, RandomGenerator random) {
        this.dataSource = dataSource;
        this.random = random;
    }

    /// Puts the address on the environment's list, for good: an entry that would have ended no
    /// longer does. Repeating it is harmless. When this returns it is on disk.
    ///
    /// @return the entry's id, the same as long as it stands; empty if the environment is gone
    public Optional<UUID> leave(
            OrganisationId organisation, EnvironmentId environment, Address address, Instant now)
            throws SQLException {
        try {
            return Transactions.run(
                    dataSource,
                    connection ->
                            Optional.of(add(connection, organisation, environment, address, now)));
        } catch (SQLException failed) {
            if (NO_SUCH_ENVIRONMENT.equals(failed.getSQLState())) {
                return Optional.empty();
            }
            throw failed;
        }
    }

    private UUID add(
            Connection connection,
            OrganisationId organisation,
            EnvironmentId environment,
            Address address,
            Instant now)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        INSERT INTO suppression AS s
                               (id, organisation_id, environment_id, address, reason)
                        VALUES (?, ?, ?, ?, 'unsubscribed')
                            ON CONFLICT (organisation_id, address, environment_id) DO UPDATE
                           SET reason = CASE WHEN s.expires_at IS NULL THEN s.reason
                                             ELSE excluded.reason END,
                               class = CASE WHEN s.expires_at IS NULL THEN s.class END,
                               expires_at = NULL
                        RETURNING s.id""")) {
            statement.setObject(1, Uuids.mint(now, random));
            statement.setObject(2, organisation.value());
            statement.setObject(3, environment.value());
            statement.setString(4, address.key());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getObject(1, UUID.class);
            }
        }
    }

    /// Takes the address off the environment's list, if it stands there because it left.
    public void comeBack(OrganisationId organisation, EnvironmentId environment, Address address)
            throws SQLException {
        Transactions.run(
                dataSource,
                connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement(
                                    """
                                    DELETE FROM suppression
                                     WHERE organisation_id = ? AND environment_id = ?
                                       AND address = ? AND reason = 'unsubscribed'""")) {
                        statement.setObject(1, organisation.value());
                        statement.setObject(2, environment.value());
                        statement.setString(3, address.key());
                        return statement.executeUpdate();
                    }
                });
    }
}

package dev.mailswitch.api.accept;

import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.Uuids;
import dev.mailswitch.model.mail.Address;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// What the id of a domain stands for.
@Singleton
class Domains {

    private final DataSource readers;

    Domains(DataSource readers) {
        this.readers = readers;
    }

    /// A domain that mail may be sent from.
    ///
    /// @param name   in ASCII
    /// @param sender of mail that names none, or null
    record Known(String name, @Nullable Address sender) {}

    /// A verified domain of this organisation; empty if the id is none of one.
    Optional<Known> find(OrganisationId organisation, String id) throws SQLException {
        UUID uuid;
        try {
            uuid = Uuids.parse(id);
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
        try (Connection connection = readers.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                SELECT name, sender_email, sender_name FROM domain
                                 WHERE id = ? AND organisation_id = ? AND verified_at IS NOT NULL\
                                """)) {
            statement.setObject(1, uuid);
            statement.setObject(2, organisation.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(known(row)) : Optional.empty();
            }
        }
    }

    private static Known known(ResultSet row) throws SQLException {
        @Nullable String email = row.getString("sender_email");
        return new Known(
                row.getString("name"),
                email == null ? null : Address.stored(email, row.getString("sender_name")));
    }
}

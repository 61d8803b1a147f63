package dev.mailswitch.api.accept;

import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.Uuids;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/// What the id of a domain stands for.
@Singleton
class Domains {

    private final DataSource readers;

    Domains(DataSource readers) {
        this.readers = readers;
    }

    /// The name of a verified domain of this organisation; empty if the id is none of one.
    Optional<String> name(OrganisationId organisation, String id) throws SQLException {
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
                                SELECT name FROM domain
                                 WHERE id = ? AND organisation_id = ? AND verified_at IS NOT NULL\
                                """)) {
            statement.setObject(1, uuid);
            statement.setObject(2, organisation.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }
}

package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.api.dialect.Parameters;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.Uuids;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// What a `domain_id` stands for.
@Singleton
class DomainNames {

    private final DataSource readers;

    DomainNames(DataSource readers) {
        this.readers = readers;
    }

    /// The name of a verified domain of this organisation, null for none asked; refuses with 400.
    @Nullable String name(OrganisationId organisation, @Nullable String id) throws SQLException {
        if (id == null || id.isBlank()) {
            return null;
        }
        try (Connection connection = readers.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                SELECT name FROM domain
                                 WHERE id = ? AND organisation_id = ? AND verified_at IS NOT NULL""")) {
            statement.setObject(1, uuid(id));
            statement.setObject(2, organisation.value());
            try (ResultSet row = statement.executeQuery()) {
                if (row.next()) {
                    return row.getString(1);
                }
            }
        }
        throw Parameters.refused("domain_id", "is no verified domain of the organisation");
    }

    private static UUID uuid(String text) {
        try {
            return Uuids.parse(text);
        } catch (IllegalArgumentException none) {
            throw Parameters.refused("domain_id", "is no verified domain of the organisation");
        }
    }
}

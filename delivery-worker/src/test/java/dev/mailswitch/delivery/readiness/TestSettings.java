package dev.mailswitch.delivery.readiness;

import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.stack.TestStack;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/// A database of one's own, and organisations as somebody has set them up.
final class TestSettings {

    final PGSimpleDataSource database = new PGSimpleDataSource();

    TestSettings() {
        TestStack.TestDatabase fresh = TestStack.freshDatabase();
        database.setUrl(fresh.jdbcUrl());
        database.setUser(fresh.user());
        database.setPassword(fresh.password());
        Flyway.configure().dataSource(database).load().migrate();
    }

    /// One with an environment of that sender.
    ///
    /// @return its id, which is the environment's too
    OrganisationId organisation(String sender) throws SQLException {
        UUID id = UUID.randomUUID();
        run("INSERT INTO organisation (id, name) VALUES (?, ?)", id, id.toString());
        run(
                """
                INSERT INTO environment (id, organisation_id, name, is_default, sender_email)
                VALUES (?, ?, 'main', true, ?)""",
                id,
                id,
                sender);
        return new OrganisationId(id);
    }

    /// One with a route from its organisation's environment.
    ProviderId provider(OrganisationId organisation) throws SQLException {
        UUID id = UUID.randomUUID();
        run(
                """
                INSERT INTO provider (id, organisation_id, name, kind)
                VALUES (?, ?, ?, 'sandbox')""",
                id,
                organisation.value(),
                id.toString());
        run(
                """
                INSERT INTO route (id, organisation_id, environment_id, provider_id)
                VALUES (?, ?, ?, ?)""",
                id,
                organisation.value(),
                organisation.value(),
                id);
        return new ProviderId(id);
    }

    void run(String sql, Object... values) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    /// As the API does with every change.
    void publish() throws SQLException {
        run("UPDATE settings_version SET version = version + 1");
    }
}

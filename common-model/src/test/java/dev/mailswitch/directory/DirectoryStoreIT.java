package dev.mailswitch.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.ledger.Schema;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.stack.TestStack;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class DirectoryStoreIT {

    private final PGSimpleDataSource database = new PGSimpleDataSource();
    private final UUID organisation = UUID.randomUUID();
    private final UUID environment = UUID.randomUUID();

    @BeforeEach
    void settings() throws SQLException {
        TestStack.TestDatabase fresh = TestStack.freshDatabase();
        database.setUrl(fresh.jdbcUrl());
        database.setUser(fresh.user());
        database.setPassword(fresh.password());
        Schema.migrate(database);
        run("INSERT INTO organisation (id, name) VALUES (?, 'Demo')", organisation);
        run(
                """
                INSERT INTO environment (id, organisation_id, name, is_default, sender_email)
                VALUES (?, ?, 'demo', true, 'demo@demo.mailswitch.test')""",
                environment,
                organisation);
    }

    /// While releases change, the newer one writes kinds of which the older one knows nothing.
    @Test
    void aProviderOfAnUnknownKindIsLeftOutWithItsRoutes() throws SQLException {
        for (String kind : new String[] {"sandbox", "pigeon"}) {
            UUID provider = UUID.randomUUID();
            run(
                    "INSERT INTO provider (id, organisation_id, name, kind) VALUES (?, ?, ?, ?)",
                    provider,
                    organisation,
                    kind,
                    kind);
            run(
                    """
                    INSERT INTO route (id, organisation_id, environment_id, provider_id)
                    VALUES (?, ?, ?, ?)""",
                    UUID.randomUUID(),
                    organisation,
                    environment,
                    provider);
        }
        Directory loaded = new DirectoryStore(database).load();

        assertThat(loaded.providers()).extracting(p -> p.name()).containsExactly("sandbox");
        assertThat(loaded.routes(new EnvironmentId(environment)))
                .extracting(r -> r.provider().name())
                .containsExactly("sandbox");
    }

    @Test
    void environmentsAreFoundByNameAndAsTheDefault() throws SQLException {
        run(
                """
                INSERT INTO environment (id, organisation_id, name, sender_email)
                VALUES (?, ?, 'other', 'demo@demo.mailswitch.test')""",
                UUID.randomUUID(),
                organisation);
        Directory loaded = new DirectoryStore(database).load();
        OrganisationId own = new OrganisationId(organisation);
        OrganisationId stranger = new OrganisationId(UUID.randomUUID());

        assertThat(loaded.environment(own, "demo").orElseThrow().id().value())
                .isEqualTo(environment);
        assertThat(loaded.defaultEnvironment(own).orElseThrow().name()).isEqualTo("demo");
        assertThat(loaded.environment(own, "none")).isEmpty();
        assertThat(loaded.environment(stranger, "demo")).isEmpty();
        assertThat(loaded.defaultEnvironment(stranger)).isEmpty();
    }

    @Test
    void whatOperatorsSteerIsRead() throws SQLException {
        UUID provider = UUID.randomUUID();
        run(
                """
                INSERT INTO provider (id, organisation_id, name, kind, drill_until)
                VALUES (?, ?, 'relay', 'sandbox', '2026-05-01T12:00:00Z')\
                """,
                provider,
                organisation);
        run("UPDATE environment SET held_lanes = '{bulk}'");
        Directory loaded = new DirectoryStore(database).load();
        Instant end = Instant.parse("2026-05-01T12:00:00Z");
        Provider relay = loaded.provider(new ProviderId(provider)).orElseThrow();

        assertThat(relay.drill(end.minusMillis(1))).contains(end);
        assertThat(relay.drill(end)).isEmpty();
        Environment environment =
                loaded.environment(new EnvironmentId(this.environment)).orElseThrow();
        assertThat(environment.holds(Lane.BULK)).isTrue();
        assertThat(environment.holds(Lane.TRANSACTIONAL)).isFalse();
    }

    private void run(String sql, Object... values) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}

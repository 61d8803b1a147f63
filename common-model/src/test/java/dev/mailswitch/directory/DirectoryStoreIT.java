package dev.mailswitch.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.mailswitch.ledger.Schema;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.provider.Budget;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.stack.TestStack;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
    void aProviderHasItsBudgetAndItsWarmUp() throws SQLException {
        run(
                """
                INSERT INTO provider (id, organisation_id, name, kind, rate_per_second,
                       budget_per_day, budget_per_month,
                       warmup_start, warmup_first_day, warmup_growth, warmup_days)
                VALUES (?, ?, 'warmed', 'sandbox', 5, 1000, 20000, '2026-05-01', 50, 1.5, 14)""",
                UUID.randomUUID(),
                organisation);
        run(
                "INSERT INTO provider (id, organisation_id, name, kind) VALUES (?, ?, 'free', 'sandbox')",
                UUID.randomUUID(),
                organisation);
        Directory loaded = new DirectoryStore(database).load();
        assertThat(loaded.providers())
                .extracting(Provider::name, Provider::ratePerSecond, Provider::budget)
                .containsExactlyInAnyOrder(
                        tuple(
                                "warmed",
                                5,
                                new Budget(
                                        1000,
                                        20000,
                                        new Budget.WarmUp(
                                                LocalDate.parse("2026-05-01"), 50, 1.5, 14))),
                        tuple("free", null, Budget.NONE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "budget_per_day = 0",
                "budget_per_month = -1",
                "warmup_start = '2026-05-01'",
                "warmup_start = '2026-05-01', warmup_first_day = 50, warmup_growth = 3.1,"
                        + " warmup_days = 14",
                "warmup_start = '2026-05-01', warmup_first_day = 50, warmup_growth = 'NaN',"
                        + " warmup_days = 14",
                "warmup_start = 'infinity', warmup_first_day = 50, warmup_growth = 2,"
                        + " warmup_days = 14"
            })
    void theTableTakesNoBudgetThatCannotBeRead(String set) throws SQLException {
        run(
                "INSERT INTO provider (id, organisation_id, name, kind) VALUES (?, ?, 'p', 'sandbox')",
                UUID.randomUUID(),
                organisation);
        assertThatThrownBy(() -> run("UPDATE provider SET " + set))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refused -> assertThat(refused.getSQLState()).isEqualTo("23514"));
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
        assertThat(environment.hold(Lane.BULK)).contains(Hold.LANE);
        assertThat(environment.hold(Lane.TRANSACTIONAL)).isEmpty();
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

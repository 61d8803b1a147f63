package dev.mailswitch.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.ledger.Schema;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.stack.TestStack;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class PolicyTablesIT {

    private final PGSimpleDataSource database = new PGSimpleDataSource();
    private final UUID before = UUID.randomUUID();
    private final UUID after = UUID.randomUUID();
    private final UUID environment = UUID.randomUUID();

    @BeforeEach
    void anOrganisationFromBeforeAndOneFromAfter() throws SQLException {
        TestStack.TestDatabase fresh = TestStack.freshDatabase();
        database.setUrl(fresh.jdbcUrl());
        database.setUser(fresh.user());
        database.setPassword(fresh.password());
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration")
                .target("15")
                .load()
                .migrate();
        run("INSERT INTO organisation (id, name) VALUES (?, 'Before')", before);
        run(
                """
                INSERT INTO environment (id, organisation_id, name, sender_email, lane)
                VALUES (?, ?, 'main', 'a@b.example', 1)""",
                environment,
                before);
        Schema.migrate(database);
        run("INSERT INTO organisation (id, name) VALUES (?, 'After')", after);
    }

    @Test
    void everyOrganisationHasThoseFromBirthInTheirOrder() throws SQLException {
        List<String> standard =
                Arrays.stream(BuiltInPolicy.values())
                        .map(BuiltInPolicy::standard)
                        .map(
                                policy ->
                                        "%s %d %d"
                                                .formatted(
                                                        policy.key(),
                                                        policy.lane().code(),
                                                        policy.timeToLive().toSeconds()))
                        .toList();
        assertThat(written(before)).isEqualTo(standard);
        assertThat(written(after)).isEqualTo(standard);
    }

    @Test
    void aPolicyIsReadWithAllItSays() throws SQLException {
        run(
                """
                UPDATE policy SET time_to_live = 60, on_unknown = 1, track_opens = true,
                       track_clicks = false WHERE organisation_id = ? AND key = 'bulk'""",
                before);
        run(
                """
                UPDATE environment e SET policy_id = p.id FROM policy p
                 WHERE p.organisation_id = e.organisation_id AND p.key = 'bulk' AND e.id = ?""",
                environment);
        Directory read = new DirectoryStore(database).load();
        Policy expected =
                new Policy(
                        "bulk",
                        Lane.BULK,
                        Duration.ofSeconds(60),
                        OnUnknown.AT_MOST_ONCE,
                        true,
                        false);
        assertThat(read.policy(new OrganisationId(before), "bulk")).contains(expected);
        assertThat(read.policy(read.environment(new EnvironmentId(environment)).orElseThrow()))
                .isEqualTo(expected);
        assertThat(read.policy(new OrganisationId(after), "bulk"))
                .contains(BuiltInPolicy.BULK.standard());
    }

    @Test
    void anEnvironmentsPolicyIsOfItsOrganisationAndLane() {
        assertThatThrownBy(() -> refer(after, "bulk"))
                .hasMessageContaining("\"environment_policy\"");
        assertThatThrownBy(() -> refer(before, "urgent"))
                .hasMessageContaining("\"environment_policy\"");
    }

    private void refer(UUID organisation, String key) throws SQLException {
        run(
                """
                UPDATE environment SET policy_id =
                       (SELECT id FROM policy WHERE organisation_id = ? AND key = ?)
                 WHERE id = ?""",
                organisation,
                key,
                environment);
    }

    private List<String> written(UUID organisation) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement =
                        connection.prepareStatement(
                                """
                                SELECT concat_ws(' ', key, lane, time_to_live) FROM policy
                                 WHERE organisation_id = ? ORDER BY id""")) {
            statement.setObject(1, organisation);
            List<String> rows = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(row.getString(1));
                }
            }
            return rows;
        }
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

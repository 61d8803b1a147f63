package dev.mailswitch.delivery.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.health.RecordedHealth;
import dev.mailswitch.health.Silence;
import dev.mailswitch.ledger.LoweredWeights;
import dev.mailswitch.ledger.Schema;
import dev.mailswitch.ledger.WorkerLease;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.outcome.Scope;
import dev.mailswitch.routing.Gate;
import dev.mailswitch.stack.TestStack;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/// What workers write of health is what those read who look on.
class RecordedHealthIT {

    private static final PGSimpleDataSource DATABASE = new PGSimpleDataSource();
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final Instant SOON = NOW.plusSeconds(20);

    private final BreakerStore store = new BreakerStore(DATABASE);
    private final ProviderId provider = new ProviderId(UUID.randomUUID());

    @BeforeAll
    static void startDatabase() {
        TestStack.TestDatabase database = TestStack.freshDatabase();
        DATABASE.setUrl(database.jdbcUrl());
        DATABASE.setUser(database.user());
        DATABASE.setPassword(database.password());
        Schema.migrate(DATABASE);
    }

    private Gate gate(String sender, String recipient) throws SQLException {
        try (Connection connection = DATABASE.getConnection()) {
            return RecordedHealth.read(
                            connection, List.of(provider), List.of(sender, recipient), NOW)
                    .gate(provider, sender, recipient);
        }
    }

    private void open(Scope scope, String domain, Instant probeAt) throws SQLException {
        store.insert(
                new Breaker(
                        new BreakerKey(provider, scope, domain),
                        false,
                        NOW.minusSeconds(5),
                        probeAt,
                        1,
                        "of " + scope.word(),
                        1));
    }

    @Test
    void whatHasNoRowIsOpen() throws SQLException {
        assertThat(gate("shop.test", "example.test")).isEqualTo(Gate.FULLY_OPEN);
    }

    @Test
    void aDomainsBreakerShutsForThatDomainAlone() throws SQLException {
        open(Scope.RECIPIENT_DOMAIN, "example.test", SOON);
        assertThat(gate("shop.test", "example.test"))
                .isEqualTo(new Gate.Shut(SOON, "of recipient_domain"));
        assertThat(gate("example.test", "other.test")).isEqualTo(Gate.FULLY_OPEN);
    }

    @Test
    void ofSeveralBreakersTheOneThatIsShutLongestIsTold() throws SQLException {
        open(Scope.PROVIDER, "", NOW.plusSeconds(10));
        open(Scope.SENDER_DOMAIN, "shop.test", SOON);
        assertThat(gate("shop.test", "example.test"))
                .isEqualTo(new Gate.Shut(SOON, "of sender_domain"));
    }

    @Test
    void aBreakerWhoseProbeIsDueIsStillShut() throws SQLException {
        open(Scope.PROVIDER, "", NOW.minusSeconds(3));
        assertThat(gate("shop.test", "example.test")).isEqualTo(new Gate.Shut(NOW, "of provider"));
    }

    @Test
    void whoAskedToSlowDownIsShutUntilThen() throws SQLException {
        store.throttle(provider, SOON);
        assertThat(gate("shop.test", "example.test"))
                .isEqualTo(new Gate.Shut(SOON, "asked to slow down"));
    }

    @Test
    void whoHasFallenSilentIsOpenWithLittleWeight() throws SQLException {
        Silence silence = new Silence(provider, NOW.minusSeconds(90));
        new SilenceStore(DATABASE).save(Map.of(), Map.of(provider, silence));
        assertThat(gate("shop.test", "example.test"))
                .isEqualTo(
                        new Gate.Open(Silence.WEIGHT_FACTOR, "silent since 2026-05-01T11:58:30Z"));
        open(Scope.PROVIDER, "", SOON);
        assertThat(gate("shop.test", "example.test")).isEqualTo(new Gate.Shut(SOON, "of provider"));
    }

    /// Mails are anybody's: whichever of two workers has one, it may expect the mean.
    @Test
    void aWeightThatAWorkerHasCutCountsByTheMeanOfAllThatAreThere() throws SQLException {
        WorkerLease one = WorkerLease.open(DATABASE, "one", System::nanoTime);
        WorkerLease other = WorkerLease.open(DATABASE, "other", System::nanoTime);
        LoweredWeights weights = new LoweredWeights(DATABASE, one.epoch());
        weights.write(Map.of(provider, new Gate.Open(0.5, "slow lately")));
        assertThat(gate("shop.test", "example.test"))
                .isInstanceOfSatisfying(
                        Gate.Open.class,
                        open -> {
                            assertThat(open.weightFactor()).isEqualTo(0.75);
                            assertThat(open.why())
                                    .startsWith("slow lately at 1 of 2 workers, as of 2");
                        });
        other.close();
        assertThat(gate("shop.test", "example.test"))
                .isInstanceOfSatisfying(
                        Gate.Open.class, open -> assertThat(open.weightFactor()).isEqualTo(0.5));
        weights.write(Map.of());
        assertThat(gate("shop.test", "example.test")).isEqualTo(Gate.FULLY_OPEN);
        // Of a worker that died nobody takes it back, and it says nothing.
        weights.write(Map.of(provider, new Gate.Open(0.5, "slow lately")));
        one.close();
        assertThat(gate("shop.test", "example.test")).isEqualTo(Gate.FULLY_OPEN);
    }

    @Test
    void aWeightThatItsWorkerNoLongerRenewsSaysNothing() throws SQLException {
        WorkerLease lease = WorkerLease.open(DATABASE, "stuck", System::nanoTime);
        LoweredWeights weights = new LoweredWeights(DATABASE, lease.epoch());
        weights.write(Map.of(provider, new Gate.Open(0.5, "slow lately")));
        run("UPDATE lowered_weight SET at = now() - interval '11 seconds'");
        assertThat(gate("shop.test", "example.test")).isEqualTo(Gate.FULLY_OPEN);
        weights.write(Map.of(provider, new Gate.Open(0.5, "slow lately")));
        assertThat(gate("shop.test", "example.test"))
                .isInstanceOfSatisfying(
                        Gate.Open.class, open -> assertThat(open.weightFactor()).isEqualTo(0.5));
        lease.close();
    }

    @Test
    void whatWorkersThatAreGoneHaveNotedIsTakenOutByWhoeverNotesNext() throws SQLException {
        WorkerLease gone = WorkerLease.open(DATABASE, "gone", System::nanoTime);
        WorkerLease here = WorkerLease.open(DATABASE, "here", System::nanoTime);
        WorkerLease other = WorkerLease.open(DATABASE, "other", System::nanoTime);
        Map<ProviderId, Gate.Open> lowered = Map.of(provider, new Gate.Open(0.5, "slow lately"));
        for (WorkerLease lease : List.of(gone, other)) {
            new LoweredWeights(DATABASE, lease.epoch()).write(lowered);
        }
        gone.close();
        assertThat(noted()).containsExactlyInAnyOrder(gone.epoch(), other.epoch());

        new LoweredWeights(DATABASE, here.epoch()).write(lowered);
        assertThat(noted()).containsExactlyInAnyOrder(here.epoch(), other.epoch());
        here.close();
        other.close();
    }

    /// The epochs of those who have noted something of the provider.
    private List<Long> noted() throws SQLException {
        try (Connection connection = DATABASE.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                "SELECT epoch FROM lowered_weight WHERE provider_id = ?")) {
            statement.setObject(1, provider.value());
            List<Long> epochs = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    epochs.add(row.getLong(1));
                }
            }
            return epochs;
        }
    }

    private static void run(String sql) throws SQLException {
        try (Connection connection = DATABASE.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Test
    void whoAskedToSlowDownOnceIsOpenAgain() throws SQLException {
        store.throttle(provider, NOW.minusSeconds(1));
        assertThat(gate("shop.test", "example.test")).isEqualTo(Gate.FULLY_OPEN);
    }
}

package dev.mailswitch.delivery.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.delivery.health.HealthRecorder.Answer;
import dev.mailswitch.delivery.health.HealthRecorder.CallResult;
import dev.mailswitch.health.Silence;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.model.outcome.Scope;
import dev.mailswitch.routing.Gate;
import dev.mailswitch.stack.TestStack;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/// Two workers and one real database.
class SharedHealthIT {

    private static final PGSimpleDataSource DATABASE = new PGSimpleDataSource();
    private static final Duration QUICK = Duration.ofMillis(20);
    private static final Outcome OK = new Outcome.Accepted("id");
    private static final Outcome NO_CONNECTION = new Outcome.Unavailable(Phase.CONNECT, "no");

    private final ProviderId provider = new ProviderId(UUID.randomUUID());
    private final List<HealthNews.Change> news = new ArrayList<>();
    private Instant now = Instant.parse("2026-05-01T12:00:00Z");
    private SharedHealth one = worker();
    private SharedHealth two = worker();

    @BeforeAll
    static void startDatabase() {
        var database = TestStack.freshDatabase();
        DATABASE.setUrl(database.jdbcUrl());
        DATABASE.setUser(database.user());
        DATABASE.setPassword(database.password());
        Flyway.configure().dataSource(DATABASE).load().migrate();
    }

    @BeforeEach
    void emptyTable() throws SQLException {
        try (var connection = DATABASE.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("TRUNCATE breaker");
        }
    }

    private SharedHealth worker() {
        return new SharedHealth(
                new BreakerStore(DATABASE),
                new SilenceStore(DATABASE),
                news::add,
                () -> now,
                () -> new Random(1));
    }

    private void record(SharedHealth worker, int sender, String recipient, Outcome outcome) {
        record(worker, sender, recipient, outcome, null);
    }

    private void record(
            SharedHealth worker,
            int sender,
            String recipient,
            Outcome outcome,
            @Nullable Probe probe) {
        worker.record(
                new CallResult(
                        provider,
                        new OrganisationId(new UUID(0, sender)),
                        "s" + sender + ".test",
                        List.of(new Answer(recipient, outcome)),
                        QUICK,
                        probe),
                now);
    }

    /// Asks as a mail does, and lets the health loop turn.
    private Optional<Probe> probe(SharedHealth worker) throws SQLException {
        gate(worker);
        worker.refresh();
        return worker.take(provider, "s1.test", "r.test");
    }

    private Gate gate(SharedHealth worker) {
        return worker.gate(provider, "s1.test", "r.test");
    }

    private void refuseConnections() {
        for (int i = 0; i < Evidence.IN_A_ROW; i++) {
            record(one, 1, "r.test", NO_CONNECTION);
        }
    }

    /// Nobody needs to send another mail into it to find out.
    @Test
    void whatStoppedIsShutWithoutAnotherMail() throws SQLException {
        record(one, 1, "r.test", OK);
        now = now.plusSeconds(1);
        record(one, 1, "r.test", NO_CONNECTION);
        one.refresh();
        assertThat(gate(one)).isInstanceOf(Gate.Open.class);
        now = now.plusSeconds(3);
        one.refresh();
        assertThat(gate(one)).isInstanceOf(Gate.Shut.class);
    }

    @Test
    void openingReachesTheOtherWorker() throws SQLException {
        refuseConnections();
        assertThat(gate(one)).isInstanceOf(Gate.Shut.class);
        assertThat(gate(two)).isEqualTo(Gate.FULLY_OPEN);
        two.refresh();
        assertThat(gate(two)).isInstanceOf(Gate.Shut.class);
        assertThat(news).hasSize(1);
    }

    @Test
    void onlyOneWorkerWinsTheProbeAndItsSuccessCloses() throws SQLException {
        refuseConnections();
        two.refresh();
        now = now.plusSeconds(20);
        assertThat(gate(one)).isInstanceOf(Gate.Shut.class);
        assertThat(gate(two)).isInstanceOf(Gate.Shut.class);
        one.refresh();
        two.refresh();
        assertThat(gate(one)).isInstanceOf(Gate.Probing.class);
        assertThat(gate(two)).isInstanceOf(Gate.Shut.class);
        Probe probe = one.take(provider, "s1.test", "r.test").orElseThrow();
        assertThat(one.take(provider, "s1.test", "r.test")).isEmpty();
        assertThat(two.take(provider, "s1.test", "r.test")).isEmpty();
        assertThat(gate(one)).isInstanceOf(Gate.Shut.class);

        record(one, 1, "r.test", OK, probe);
        assertThat(gate(one)).isEqualTo(Gate.FULLY_OPEN);
        two.refresh();
        assertThat(gate(two)).isEqualTo(Gate.FULLY_OPEN);
        assertThat(new BreakerStore(DATABASE).load()).isEmpty();
        assertThat(news.getLast().closed()).isTrue();
    }

    @Test
    void nobodyWinsAProbeThatNoMailHasAskedFor() throws SQLException {
        refuseConnections();
        now = now.plusSeconds(20);
        one.refresh();
        assertThat(new BreakerStore(DATABASE).load().getFirst().halfOpen()).isFalse();
    }

    @Test
    void aProbeThatNoMailUsesGoesBackForOtherWorkers() throws SQLException {
        refuseConnections();
        two.refresh();
        now = now.plusSeconds(20);
        Probe unused = probe(one).orElseThrow();
        one.giveBack(unused);
        assertThat(probe(two)).isEmpty();
        now = now.plusSeconds(122);
        one.refresh();
        assertThat(probe(two)).isPresent();
    }

    @Test
    void aProbeThatWasGivenBackIsTheNextMails() throws SQLException {
        refuseConnections();
        now = now.plusSeconds(20);
        Probe first = probe(one).orElseThrow();
        assertThat(one.take(provider, "s1.test", "r.test")).isEmpty();
        one.giveBack(first);
        assertThat(one.take(provider, "s1.test", "r.test")).contains(first);
    }

    @Test
    void failedProbeOpensForLonger() throws SQLException {
        refuseConnections();
        now = now.plusSeconds(20);
        Probe probe = probe(one).orElseThrow();
        record(one, 1, "r.test", NO_CONNECTION, probe);
        var row = new BreakerStore(DATABASE).load().getFirst();
        assertThat(row.openings()).isEqualTo(2);
        assertThat(row.halfOpen()).isFalse();
        assertThat(gate(one)).isEqualTo(new Gate.Shut(row.probeAt(), "unavailable at connect"));
    }

    /// The calls that were open when the breaker opened come back one by one, for minutes.
    @Test
    void onlyTheProbesOwnResultDecides() throws SQLException {
        refuseConnections();
        now = now.plusSeconds(20);
        Probe probe = probe(one).orElseThrow();
        record(one, 1, "r.test", OK);
        record(one, 1, "r.test", NO_CONNECTION);
        var row = new BreakerStore(DATABASE).load().getFirst();
        assertThat(row.halfOpen()).isTrue();
        assertThat(row.openings()).isEqualTo(1);
        record(one, 1, "r.test", OK, probe);
        assertThat(new BreakerStore(DATABASE).load()).isEmpty();
        // Nor do they open it again.
        for (int i = 0; i < Evidence.IN_A_ROW; i++) {
            record(one, 1, "r.test", NO_CONNECTION);
        }
        assertThat(gate(one)).isEqualTo(Gate.FULLY_OPEN);
    }

    @Test
    void aProbeThatWasThrottledSaysNothingAndIsFreeAgain() throws SQLException {
        refuseConnections();
        now = now.plusSeconds(20);
        Probe probe = probe(one).orElseThrow();
        record(one, 1, "r.test", new Outcome.Throttled(now.plusSeconds(1), "450"), probe);
        assertThat(new BreakerStore(DATABASE).load().getFirst().openings()).isEqualTo(1);
        assertThat(one.take(provider, "s1.test", "r.test")).contains(probe);
    }

    @Test
    void aCallCountsOnceHoweverManyTravelInIt() {
        List<Answer> ten = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ten.add(new Answer("r" + i + ".test", NO_CONNECTION));
        }
        one.record(
                new CallResult(
                        provider, new OrganisationId(new UUID(0, 1)), "s1.test", ten, QUICK, null),
                now);
        assertThat(gate(one)).isEqualTo(new Gate.Open(0.8, "failing lately"));
    }

    /// A forged or a single host's bounce mail must not shut a provider.
    @Test
    void lateBlocksCountForTheProviderOnceFiveDomainsSayTheSame() {
        for (int i = 0; i < 100; i++) {
            late(i % 4);
        }
        assertThat(one.gate(provider, "s1.test", "late0.test")).isInstanceOf(Gate.Shut.class);
        assertThat(one.gate(provider, "s1.test", "elsewhere.test")).isEqualTo(Gate.FULLY_OPEN);
        for (int i = 0; i < 100; i++) {
            late(4 + i);
        }
        assertThat(one.gate(provider, "s1.test", "elsewhere.test")).isInstanceOf(Gate.Shut.class);
    }

    private void late(int domain) {
        one.blocked(
                new BlockRecorder.Block(
                        provider,
                        new OrganisationId(new UUID(0, domain)),
                        "s" + domain + ".test",
                        "late" + domain + ".test",
                        BounceClass.PROVIDER_BLOCK),
                now);
    }

    @Test
    void lateResultsOfOpenBreakersCountForNothing() throws SQLException {
        refuseConnections();
        record(one, 1, "r.test", OK);
        record(one, 1, "r.test", NO_CONNECTION);
        var row = new BreakerStore(DATABASE).load().getFirst();
        assertThat(row.openings()).isEqualTo(1);
        assertThat(gate(one)).isInstanceOf(Gate.Shut.class);
    }

    /// The failover of other products takes a provider out for a minute after one refused address.
    @Test
    void badRecipientsLeaveTheProviderHealthy() {
        for (int i = 0; i < 200; i++) {
            record(
                    one,
                    1,
                    "r.test",
                    new Outcome.RecipientRefused(BounceClass.INVALID_RECIPIENT, true, "550"));
        }
        assertThat(gate(one)).isEqualTo(Gate.FULLY_OPEN);
    }

    @Test
    void unverifiedSenderShutsTheProviderForThatSenderOnly() {
        record(one, 1, "r.test", new Outcome.Misconfigured("From", Scope.SENDER_DOMAIN, "550"));
        assertThat(gate(one)).isInstanceOf(Gate.Shut.class);
        assertThat(one.gate(provider, "s2.test", "r.test")).isEqualTo(Gate.FULLY_OPEN);
    }

    @Test
    void sameRefusalOfThreeSendersShutsTheProviderUnlessOthersGetThrough() {
        var refusal = new Outcome.Misconfigured("From", Scope.SENDER_DOMAIN, "550");
        record(one, 9, "r.test", OK);
        for (int sender = 1; sender <= 3; sender++) {
            record(one, sender, "r.test", refusal);
        }
        assertThat(one.gate(provider, "s7.test", "r.test")).isEqualTo(Gate.FULLY_OPEN);
        now = now.plus(Duration.ofMinutes(6));
        record(one, 4, "r.test", refusal);
        assertThat(one.gate(provider, "s7.test", "r.test")).isInstanceOf(Gate.Shut.class);
    }

    @Test
    void blockAtOneDomainShutsThatDomainOnly() {
        var blocked =
                new Outcome.Blocked(BounceClass.PROVIDER_BLOCK, Scope.RECIPIENT_DOMAIN, "550");
        for (int i = 0; i < Evidence.ENOUGH; i++) {
            record(one, 1 + i % 2, "r.test", blocked);
        }
        assertThat(gate(one)).isInstanceOf(Gate.Shut.class);
        assertThat(one.gate(provider, "s1.test", "elsewhere.test")).isEqualTo(Gate.FULLY_OPEN);
    }

    @Test
    void throttledGateClosesUntilItsTimeAndCountsForNothing() {
        record(one, 1, "r.test", new Outcome.Throttled(now.plusSeconds(30), "450"));
        assertThat(gate(one)).isEqualTo(new Gate.Shut(now.plusSeconds(30), "asked to slow down"));
        assertThat(one.snapshot().throttled()).containsKey(provider);
        now = now.plusSeconds(30);
        assertThat(gate(one)).isEqualTo(Gate.FULLY_OPEN);
    }

    @Test
    void throttlingReachesTheOtherWorkerAndEnds() throws SQLException {
        record(one, 1, "r.test", new Outcome.Throttled(now.plusSeconds(30), "450"));
        record(one, 1, "r.test", new Outcome.Throttled(now.plusSeconds(10), "450"));
        two.refresh();
        assertThat(gate(two)).isEqualTo(new Gate.Shut(now.plusSeconds(30), "asked to slow down"));
        assertThat(two.snapshot().breakers()).isEmpty();
        now = now.plusSeconds(30);
        two.refresh();
        assertThat(gate(two)).isEqualTo(Gate.FULLY_OPEN);
        assertThat(two.snapshot().throttled()).isEmpty();
    }

    @Test
    void breakersNobodyProbesAreForgotten() throws SQLException {
        refuseConnections();
        now = now.plus(Duration.ofDays(2));
        one.prune();
        one.refresh();
        assertThat(gate(one)).isEqualTo(Gate.FULLY_OPEN);
    }

    @Test
    void aSilenceLowersTheWeightForAllWorkersAndOpensNothing() throws SQLException {
        SilenceStore table = new SilenceStore(DATABASE);
        Silence silence = new Silence(provider, now);
        table.save(Map.of(), Map.of(provider, silence));
        one.refresh();
        two.refresh();
        Gate lowered = new Gate.Open(Silence.WEIGHT_FACTOR, silence.words());
        assertThat(gate(one)).isEqualTo(lowered);
        assertThat(gate(two)).isEqualTo(lowered);
        assertThat(gate(worker())).isEqualTo(Gate.FULLY_OPEN);
        assertThat(one.snapshot().breakers()).isEmpty();
        assertThat(one.snapshot().silent()).containsExactly(provider);

        table.save(Map.of(), Map.of());
        one.refresh();
        assertThat(gate(one)).isEqualTo(Gate.FULLY_OPEN);
    }
}

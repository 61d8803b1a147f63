package dev.mailswitch.delivery.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.delivery.health.HealthRecorder.Answer;
import dev.mailswitch.delivery.health.HealthRecorder.CallResult;
import dev.mailswitch.ledger.ReachQuestions;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.model.outcome.Scope;
import dev.mailswitch.routing.Gate;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Two workers over one set of tables; the network of the first is down, or it seems so.
abstract class CutOffWorkerContract {

    private static final Outcome OK = new Outcome.Accepted("id");
    private static final Duration QUICK = Duration.ofMillis(20);
    private static final OrganisationId ONE = new OrganisationId(new UUID(1, 1));
    private static final OrganisationId TWO = new OrganisationId(new UUID(1, 2));

    private final ProviderId vendor = new ProviderId(UUID.randomUUID());
    private final ProviderId sameVendor = new ProviderId(UUID.randomUUID());
    private final ProviderId relay = new ProviderId(UUID.randomUUID());

    /// Nobody but the worker that is cut off has mail for it.
    private final ProviderId quiet = new ProviderId(UUID.randomUUID());

    private final Map<ProviderId, Destination> destinations =
            Map.of(
                    vendor, new Destination("https api.test:443", ONE),
                    sameVendor, new Destination("https api.test:443", TWO),
                    relay, new Destination("smtp relay.test:587", TWO),
                    quiet, new Destination("smtp quiet.test:587", ONE));
    private Instant now = Instant.parse("2026-05-01T12:00:00Z");
    private SharedHealth cutOff;
    private SharedHealth well;

    abstract BreakerTable breakers();

    abstract SilenceTable silences();

    /// As another worker that lives sees them.
    abstract ReachQuestions newWorker() throws SQLException;

    @BeforeEach
    void startWorkers() throws SQLException {
        cutOff = worker();
        well = worker();
        turn();
    }

    private SharedHealth worker() throws SQLException {
        return new SharedHealth(
                breakers(),
                silences(),
                newWorker(),
                () -> destinations,
                change -> {},
                () -> now,
                () -> new Random(1));
    }

    private void record(SharedHealth worker, ProviderId provider, Outcome outcome) {
        record(worker, provider, outcome, null);
    }

    private void record(
            SharedHealth worker, ProviderId provider, Outcome outcome, @Nullable Probe probe) {
        worker.record(
                new CallResult(
                        provider,
                        Objects.requireNonNull(destinations.get(provider)).organisation(),
                        "s.test",
                        List.of(new Answer("r.test", outcome)),
                        QUICK,
                        probe),
                now);
    }

    private void fails(SharedHealth worker, ProviderId... providers) {
        fails(worker, Phase.CONNECT, providers);
    }

    private void fails(SharedHealth worker, Phase phase, ProviderId... providers) {
        for (ProviderId provider : providers) {
            for (int i = 0; i < Evidence.IN_A_ROW; i++) {
                record(worker, provider, new Outcome.Unavailable(phase, "no"));
            }
        }
    }

    private Gate gate(SharedHealth worker, ProviderId provider) {
        return worker.gate(provider, "s.test", "r.test");
    }

    private Optional<Probe> take(SharedHealth worker, ProviderId provider) {
        return worker.take(provider, "s.test", "r.test");
    }

    /// A second passes, and both look.
    private void turn() throws SQLException {
        now = now.plusSeconds(1);
        cutOff.refresh();
        well.refresh();
    }

    /// One fails everywhere, while the other gets through where it has mail.
    private void apart(int seconds) throws SQLException {
        for (int i = 0; i < seconds; i++) {
            fails(cutOff, vendor, sameVendor, relay, quiet);
            now = now.plusMillis(100);
            record(well, vendor, OK);
            record(well, relay, OK);
            turn();
        }
    }

    private List<Breaker> open() throws SQLException {
        return breakers().load().stream()
                .filter(one -> destinations.containsKey(one.key().provider()))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"RESOLVE", "CONNECT", "TLS", "GREETING"})
    void aWorkerWithoutANetworkShutsNothing(Phase phase) throws SQLException {
        for (int i = 0; i < 60; i++) {
            fails(cutOff, phase, vendor, sameVendor, relay, quiet);
            now = now.plusMillis(100);
            record(well, vendor, OK);
            record(well, relay, OK);
            turn();
            assertThat(open()).isEmpty();
            assertThat(gate(well, vendor)).isEqualTo(Gate.FULLY_OPEN);
            assertThat(gate(well, quiet)).isEqualTo(Gate.FULLY_OPEN);
        }
        assertThat(cutOff.isolated()).isTrue();
        assertThat(well.isolated()).isFalse();
    }

    /// At once, not only when others have answered: its mails go other ways, or to other workers.
    @Test
    void itsOwnMailsDoNotGoThere() throws SQLException {
        fails(cutOff, vendor);
        assertThat(gate(cutOff, vendor)).isInstanceOf(Gate.Shut.class);
        turn();
        assertThat(gate(cutOff, vendor)).isInstanceOf(Gate.Shut.class);
        assertThat(open()).isEmpty();
    }

    @Test
    void oneMailTriesInFiveSeconds() throws SQLException {
        apart(5);
        assertThat(gate(cutOff, quiet)).isInstanceOf(Gate.Probing.class);
        assertThat(take(cutOff, quiet)).isPresent();
        assertThat(gate(cutOff, quiet)).isEqualTo(mailsWait());
        assertThat(take(cutOff, quiet)).isEmpty();
        now = now.plus(WayOut.TRY);
        assertThat(gate(cutOff, quiet)).isInstanceOf(Gate.Probing.class);
    }

    private Gate mailsWait() {
        return new Gate.Shut(
                now.plusSeconds(1),
                "this worker does not reach it, though others do: its own network may be down");
    }

    @Test
    void itIsOverWithTheFirstAnswerAndFailuresCountAgain() throws SQLException {
        apart(5);
        Probe probe = take(cutOff, relay).orElseThrow();
        record(cutOff, relay, OK, probe);
        assertThat(cutOff.isolated()).isFalse();
        assertThat(gate(cutOff, relay)).isEqualTo(Gate.FULLY_OPEN);
        assertThat(gate(cutOff, quiet)).isEqualTo(Gate.FULLY_OPEN);
        fails(cutOff, relay);
        turn();
        turn();
        turn();
        assertThat(open()).extracting(Breaker::key).contains(BreakerKey.of(relay));
    }

    /// What was counted against it while nobody knew must not open it later.
    @Test
    void whenTheOthersAreGoneItCountsAnew() throws SQLException {
        apart(5);
        now = now.plus(WayOut.LATELY);
        turn();
        assertThat(cutOff.isolated()).isFalse();
        assertThat(open()).isEmpty();
    }

    @Test
    void whatNobodyReachesIsShutForAllWithinThreeSeconds() throws SQLException {
        record(well, vendor, OK);
        now = now.plusMillis(1);
        fails(cutOff, vendor);
        turn();
        turn();
        turn();
        assertThat(open()).extracting(Breaker::key).containsExactly(BreakerKey.of(vendor));
        assertThat(gate(well, vendor)).isInstanceOf(Gate.Shut.class);
        assertThat(cutOff.isolated()).isFalse();
    }

    /// Accounts at one host have the way there in common.
    @Test
    void anotherOrganisationsMailIsAWitnessAtTheSameHost() throws SQLException {
        for (int i = 0; i < 10; i++) {
            fails(cutOff, sameVendor);
            now = now.plusMillis(100);
            record(well, vendor, OK);
            turn();
        }
        assertThat(open()).isEmpty();
    }

    /// Its host answers one worker and not the other. That is believed of this host alone.
    @Test
    void aTenantAloneMakesNobodyIsolated() throws SQLException {
        for (int i = 0; i < 5; i++) {
            fails(cutOff, relay, quiet);
            now = now.plusMillis(100);
            record(well, relay, OK);
            turn();
        }
        assertThat(cutOff.isolated()).isFalse();
        assertThat(open()).extracting(Breaker::key).containsExactly(BreakerKey.of(quiet));
    }

    @Test
    void whoReachesAnythingIsNotIsolated() throws SQLException {
        for (int i = 0; i < 5; i++) {
            fails(cutOff, sameVendor, vendor, quiet);
            now = now.plusMillis(100);
            record(well, vendor, OK);
            record(cutOff, relay, OK);
            turn();
        }
        assertThat(cutOff.isolated()).isFalse();
        assertThat(open()).extracting(Breaker::key).containsExactly(BreakerKey.of(quiet));
    }

    @Test
    void itLeavesProbesToOthers() throws SQLException {
        fails(cutOff, quiet);
        fails(well, quiet);
        turn();
        turn();
        turn();
        assertThat(open()).hasSize(1);
        apart(5);
        now = now.plusSeconds(10);
        gate(cutOff, quiet);
        gate(well, quiet);
        turn();
        assertThat(take(cutOff, quiet)).isEmpty();
        assertThat(take(well, quiet)).isPresent();
    }

    /// Won before anybody knew.
    @Test
    void aProbeThatItLostSaysNothingAndGoesToAnother() throws SQLException {
        fails(cutOff, quiet);
        turn();
        turn();
        turn();
        now = now.plusSeconds(10);
        gate(cutOff, quiet);
        cutOff.refresh();
        Probe probe = take(cutOff, quiet).orElseThrow();
        apart(5);
        record(cutOff, quiet, new Outcome.Unavailable(Phase.CONNECT, "no"), probe);
        assertThat(open()).extracting(Breaker::openings).containsExactly(1);
        gate(well, quiet);
        turn();
        turn();
        assertThat(take(well, quiet)).isPresent();
    }

    /// Whoever is first to get through contradicts the others, who have not tried again yet.
    @Test
    void aHostThatComesBackMakesNobodyIsolated() throws SQLException {
        fails(cutOff, vendor, sameVendor, relay, quiet);
        turn();
        turn();
        turn();
        assertThat(open()).hasSize(4);
        now = now.plusSeconds(10);
        for (ProviderId provider : destinations.keySet()) {
            gate(well, provider);
        }
        well.refresh();
        for (ProviderId provider : destinations.keySet()) {
            record(well, provider, OK, take(well, provider).orElseThrow());
        }
        for (int i = 0; i < 5; i++) {
            turn();
            assertThat(cutOff.isolated()).isFalse();
        }
        assertThat(open()).isEmpty();
        record(cutOff, vendor, OK, take(cutOff, vendor).orElseThrow());
        assertThat(gate(cutOff, vendor)).isEqualTo(Gate.FULLY_OPEN);
    }

    /// An answer tells that the host was reached, also a bad one.
    @Test
    void whatTheHostSaysCountsAlsoWhileItIsIsolated() throws SQLException {
        apart(5);
        record(cutOff, relay, new Outcome.Misconfigured("password", Scope.PROVIDER, "535"));
        assertThat(open()).extracting(Breaker::key).containsExactly(BreakerKey.of(relay));
    }
}

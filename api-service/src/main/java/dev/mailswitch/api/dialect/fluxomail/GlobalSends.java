package dev.mailswitch.api.dialect.fluxomail;

import dev.mailswitch.ledger.UsageDeltas;
import dev.mailswitch.ledger.UsageDeltas.Delta;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts the sends of `send-global` in memory and writes the sums ten seconds after the first. A
/// process that is killed loses what it has not written.
@Singleton
class GlobalSends {

    private static final Logger LOG = LoggerFactory.getLogger(GlobalSends.class);
    private static final Duration GATHERS = Duration.ofSeconds(10);

    /// Where sums go; [UsageDeltas#add].
    @FunctionalInterface
    interface Target {
        void add(List<Delta> deltas) throws SQLException;
    }

    private record Of(LocalDate day, OrganisationId organisation, EnvironmentId environment) {}

    private final Target target;
    private final InstantSource clock;
    private final Duration gathers;
    private final Map<Of, Long> counts = new HashMap<>();
    private boolean gathering;

    @Inject
    GlobalSends(UsageDeltas deltas, InstantSource clock) {
        this(deltas::add, clock, GATHERS);
    }

    GlobalSends(Target target, InstantSource clock, Duration gathers) {
        this.target = target;
        this.clock = clock;
        this.gathers = gathers;
    }

    synchronized void count(OrganisationId organisation, EnvironmentId environment) {
        LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        counts.merge(new Of(day, organisation, environment), 1L, Long::sum);
        gather();
    }

    private void gather() {
        if (!gathering) {
            gathering = true;
            Thread.ofVirtual().name("global-sends").start(this::writeLater);
        }
    }

    private void writeLater() {
        try {
            Thread.sleep(gathers);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        write();
    }

    private synchronized Map<Of, Long> taken() {
        gathering = false;
        Map<Of, Long> taken = Map.copyOf(counts);
        counts.clear();
        return taken;
    }

    private synchronized void putBack(Map<Of, Long> taken) {
        taken.forEach((of, count) -> counts.merge(of, count, Long::sum));
        gather();
    }

    @PreDestroy
    void write() {
        Map<Of, Long> taken = taken();
        List<Delta> deltas = new ArrayList<>();
        taken.forEach(
                (of, count) ->
                        deltas.add(
                                new Delta(
                                        of.day(),
                                        of.organisation(),
                                        of.environment(),
                                        UsageDeltas.GLOBAL_ENDPOINT_SENDS,
                                        count)));
        try {
            target.add(deltas);
        } catch (SQLException away) {
            LOG.debug("usage is written later", away);
            putBack(taken);
        }
    }
}

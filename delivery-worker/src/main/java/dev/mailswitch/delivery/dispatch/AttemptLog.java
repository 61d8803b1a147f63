package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.ledger.Claimed;
import dev.mailswitch.ledger.Plan;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.provider.Provider;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/// One log line and the counters of every attempt. No address, no subject, no reply: ids, names
/// and words only.
final class AttemptLog {

    private static final Logger LOG = Logger.getLogger("dev.mailswitch.attempt");
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(15), Duration.ofMillis(25),
        Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250),
                Duration.ofMillis(500),
        Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(15),
        Duration.ofMinutes(1), Duration.ofMinutes(5)
    };

    private final MeterRegistry metrics;
    private final InstantSource clock;
    private final Map<ProviderId, Meters> providers = new ConcurrentHashMap<>();
    private final Map<Lane, Timer> handovers = new EnumMap<>(Lane.class);

    AttemptLog(MeterRegistry metrics, InstantSource clock) {
        this.metrics = metrics;
        this.clock = clock;
        for (Lane lane : Lane.values()) {
            handovers.put(
                    lane,
                    Timer.builder("mailswitch.handover")
                            .tag("lane", lane.word())
                            .serviceLevelObjectives(BUCKETS)
                            .register(metrics));
        }
    }

    /// A provider's, looked up once: by its id, as names are the tenants' and may be the same.
    private final class Meters {
        private final Tags tags;
        private final Timer calls;
        private final Map<String, Counter> outcomes = new ConcurrentHashMap<>();

        Meters(Provider provider) {
            this.tags =
                    Tags.of("provider", provider.id().toString(), "kind", provider.kind().word());
            this.calls =
                    Timer.builder("mailswitch.attempt")
                            .tags(tags)
                            .serviceLevelObjectives(BUCKETS)
                            .register(metrics);
        }

        Counter of(Outcome outcome) {
            return outcomes.computeIfAbsent(
                    outcome.word(),
                    word -> metrics.counter("mailswitch.attempts", tags.and("outcome", word)));
        }

        void remove() {
            metrics.remove(calls);
            outcomes.values().forEach(metrics::remove);
        }
    }

    /// Forgets the meters of providers that are no longer there.
    void keepOnly(Set<ProviderId> present) {
        providers
                .entrySet()
                .removeIf(
                        entry -> {
                            boolean gone = !present.contains(entry.getKey());
                            if (gone) {
                                entry.getValue().remove();
                            }
                            return gone;
                        });
    }

    void log(
            Claimed claimed,
            Plan.Call call,
            Plan.Leg leg,
            Provider provider,
            Outcome outcome,
            Duration took) {
        count(claimed, leg, provider, outcome, took);
        if (!LOG.isInfoEnabled()) {
            return;
        }
        MDC.put("email", claimed.mail().id().toString());
        MDC.put("recipient", leg.position());
        MDC.put("attempt", leg.attempt());
        MDC.put("call", call.key().toString());
        MDC.put("provider", provider.name());
        MDC.put("tier", call.tier());
        MDC.put("outcome", outcome.word());
        MDC.put("millis", took.toMillis());
        try {
            LOG.info("attempt");
        } finally {
            MDC.clear();
        }
    }

    private void count(
            Claimed claimed, Plan.Leg leg, Provider provider, Outcome outcome, Duration took) {
        Meters meters = providers.computeIfAbsent(provider.id(), id -> new Meters(provider));
        meters.of(outcome).increment();
        meters.calls.record(took);
        if (leg.attempt() == 1 && outcome instanceof Outcome.Accepted) {
            Instant accepted = claimed.mail().id().time();
            Duration handover = Duration.between(accepted, clock.instant());
            Objects.requireNonNull(handovers.get(claimed.mail().lane()))
                    .record(handover.isNegative() ? Duration.ZERO : handover);
        }
    }
}

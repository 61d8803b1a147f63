package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.ledger.Claimed;
import dev.mailswitch.ledger.Plan;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.provider.Provider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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

    AttemptLog(MeterRegistry metrics, InstantSource clock) {
        this.metrics = metrics;
        this.clock = clock;
    }

    void log(
            Claimed claimed,
            Plan.Call call,
            Plan.Leg leg,
            Provider provider,
            Outcome outcome,
            Duration took) {
        count(claimed, leg, provider, outcome, took);
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
        metrics.counter(
                        "mailswitch.attempts",
                        "provider",
                        provider.name(),
                        "kind",
                        provider.kind().word(),
                        "outcome",
                        outcome.word())
                .increment();
        timer("mailswitch.attempt", "provider", provider.name()).record(took);
        if (leg.attempt() == 1 && outcome instanceof Outcome.Accepted) {
            Instant accepted = claimed.mail().id().time();
            Duration handover = Duration.between(accepted, clock.instant());
            timer("mailswitch.handover", "lane", claimed.mail().lane().word())
                    .record(handover.isNegative() ? Duration.ZERO : handover);
        }
    }

    private Timer timer(String name, String tag, String value) {
        return Timer.builder(name)
                .tag(tag, value)
                .serviceLevelObjectives(BUCKETS)
                .register(metrics);
    }
}

package dev.mailswitch.api.accept;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts and times accepts: `mailswitch_accepts_total` and `mailswitch_accept_seconds`, both by
/// `door`, `lane` and `result`.
@Singleton
class AcceptMetrics {

    private record Labels(String door, String lane, String result) {
        Tags tags() {
            return Tags.of("door", door, "lane", lane, "result", result);
        }
    }

    private record Meters(Counter count, Timer time) {}

    private final MeterRegistry registry;
    private final Map<Labels, Meters> meters = new ConcurrentHashMap<>();

    AcceptMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void record(String door, Answer answer, Duration took) {
        Labels labels =
                switch (answer) {
                    case Answer.Accepted accepted ->
                            new Labels(
                                    door,
                                    accepted.mail().lane().word(),
                                    accepted.replayed() ? "replayed" : "accepted");
                    case Answer.Refused refused ->
                            new Labels(door, "none", word(refused.refusal()));
                };
        Meters of = meters.computeIfAbsent(labels, this::meters);
        of.count().increment();
        of.time().record(took);
    }

    private Meters meters(Labels labels) {
        Counter count =
                Counter.builder("mailswitch.accepts").tags(labels.tags()).register(registry);
        return new Meters(count, timer(labels));
    }

    private Timer timer(Labels labels) {
        return Timer.builder("mailswitch.accept")
                .description("From a translated submission to its answer")
                .tags(labels.tags())
                .serviceLevelObjectives(
                        Duration.ofMillis(2),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2))
                .register(registry);
    }

    private static String word(Refusal refusal) {
        return refusal.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}

package dev.mailswitch.api.accept;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts and times accepts: `mailswitch_accept_seconds{door,lane,result}`.
@Singleton
class AcceptMetrics {

    private record Labels(String door, String lane, String result) {}

    private final MeterRegistry registry;
    private final Map<Labels, Timer> timers = new ConcurrentHashMap<>();

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
        timers.computeIfAbsent(labels, this::timer).record(took);
    }

    private Timer timer(Labels labels) {
        return Timer.builder("mailswitch.accept")
                .description("From a translated submission to its answer")
                .tags(
                        Tags.of(
                                "door",
                                labels.door(),
                                "lane",
                                labels.lane(),
                                "result",
                                labels.result()))
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

package dev.mailswitch.delivery.simulation;

import dev.mailswitch.ledger.ReportSampling.Sample;
import dev.mailswitch.model.id.ProviderId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// What the ledger holds of mails that were accepted, and of what was reported of them: every
/// provider reports of most, within seconds.
final class Reports {

    private static final double REPORTED = 0.95;
    private static final Duration MEAN_DELAY = Duration.ofSeconds(8);

    private record Accepted(ProviderId provider, String domain, Instant heard) {}

    private record Alike(ProviderId provider, String domain, boolean reported) {}

    private final VirtualTime time;
    private final Reception reception;
    private final RandomGenerator random;
    private final TreeMap<Instant, List<Accepted>> all = new TreeMap<>();

    Reports(VirtualTime time, Reception reception, RandomGenerator random) {
        this.time = time;
        this.reception = reception;
        this.random = random;
    }

    void accepted(ProviderId provider, String domain) {
        Instant now = time.instant();
        Instant said = now.plusMillis((long) (MEAN_DELAY.toMillis() * random.nextExponential()));
        boolean says = random.nextDouble() < REPORTED && !reception.hushes(provider, now);
        Instant heard = says ? reception.heard(said) : Instant.MAX;
        all.computeIfAbsent(now, at -> new ArrayList<>())
                .add(new Accepted(provider, domain, heard));
    }

    /// As `ReportSampling` does it.
    List<Sample> look(Instant from, Instant to) {
        Instant now = time.instant();
        Map<Alike, Integer> counted = new HashMap<>();
        for (List<Accepted> together : all.subMap(from, to).values()) {
            for (Accepted one : together) {
                boolean reported = !one.heard().isAfter(now);
                counted.merge(new Alike(one.provider(), one.domain(), reported), 1, Integer::sum);
            }
        }
        List<Sample> samples = new ArrayList<>();
        counted.forEach(
                (alike, mails) ->
                        samples.add(
                                new Sample(
                                        alike.provider(),
                                        alike.domain(),
                                        alike.reported(),
                                        mails)));
        return samples;
    }
}

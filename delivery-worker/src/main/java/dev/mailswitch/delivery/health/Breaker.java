package dev.mailswitch.delivery.health;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// A breaker that is not closed: a row of the table `breaker`.
///
/// ```
/// closed ──open──▶ open ──take the probe──▶ half open ──success──▶ closed
///                   ▲                          │ │
///                   └──── failure ─────────────┘ └─ no answer in time: the next probe
/// ```
///
/// @param halfOpen a worker has the probe, until `probeAt`
/// @param probeAt  from when on somebody may take the probe
/// @param openings in a row; the wait doubles with each
/// @param version  compared and set with each change; starts at a number of its own for each
///     opening, so that a stale worker cannot change a later one
public record Breaker(
        BreakerKey key,
        boolean halfOpen,
        Instant openedAt,
        Instant probeAt,
        int openings,
        String reason,
        long version) {

    private static final int MAX_REASON = 200;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    /// How long a probe may take before the next one is handed out.
    static final Duration PROBE = Duration.ofSeconds(90);

    public Breaker {
        if (openings < 1) {
            throw new IllegalArgumentException("a breaker opens at least once");
        }
        reason = reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason;
    }

    static Breaker open(BreakerKey key, String reason, Instant now, RandomGenerator random) {
        Instant probeAt = now.plus(pause(1, random));
        return new Breaker(key, false, now, probeAt, 1, reason, now.toEpochMilli());
    }

    /// The probe failed.
    Breaker reopen(String why, Instant now, RandomGenerator random) {
        int next = Math.min(openings + 1, Short.MAX_VALUE);
        return new Breaker(
                key, false, openedAt, now.plus(pause(next, random)), next, why, version + 1);
    }

    /// The probe is taken.
    Breaker probe(Instant now) {
        return new Breaker(key, true, openedAt, now.plus(PROBE), openings, reason, version + 1);
    }

    /// The probe was taken and no mail came to make the call: whoever has one may take it now.
    Breaker unprobed(Instant now) {
        return new Breaker(key, false, openedAt, now, openings, reason, version + 1);
    }

    boolean mayProbe(Instant now) {
        return !now.isBefore(probeAt);
    }

    /// 5 s doubled with each opening up to ten minutes, a fifth more or less by chance.
    static Duration pause(int openings, RandomGenerator random) {
        Duration doubled = FIRST_WAIT.multipliedBy(1L << Math.clamp(openings - 1, 0, 7));
        Duration base = doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
        return Duration.ofMillis((long) (base.toMillis() * (0.8 + 0.4 * random.nextDouble())));
    }
}

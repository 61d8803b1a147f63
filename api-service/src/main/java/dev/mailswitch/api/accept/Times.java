package dev.mailswitch.api.accept;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// When a mail may go and when it is too late.
final class Times {

    /// How far ahead a mail may be scheduled.
    static final Duration AHEAD = Duration.ofDays(30);

    /// How long after its time a mail may still be sent: content and frames are kept longer.
    static final Duration LONGEST_LIFE = Duration.ofDays(7);

    private Times() {}

    /// What is wrong with the times asked for, if anything.
    static Optional<Refusal> wrong(Timing timing, Instant now) {
        Instant at = timing.scheduledAt();
        if (at != null && (!at.isAfter(now) || at.isAfter(now.plus(AHEAD)))) {
            return Optional.of(new Refusal.ScheduleOutOfBounds());
        }
        Instant start = at == null ? now : at;
        Instant end = timing.expiresAt();
        if (end != null && (!end.isAfter(start) || end.isAfter(start.plus(LONGEST_LIFE)))) {
            return Optional.of(new Refusal.ExpiryOutOfBounds());
        }
        return Optional.empty();
    }

    /// When the mail is given up.
    ///
    /// @param accepted the time inside its id
    static Instant expiry(Timing timing, Policy policy, Instant accepted) {
        if (timing.expiresAt() != null) {
            return timing.expiresAt();
        }
        Instant start = timing.scheduledAt() == null ? accepted : timing.scheduledAt();
        return start.plus(policy.timeToLive()).truncatedTo(ChronoUnit.MILLIS);
    }
}

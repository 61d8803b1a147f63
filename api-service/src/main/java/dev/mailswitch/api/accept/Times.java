package dev.mailswitch.api.accept;

import dev.mailswitch.directory.BuiltInPolicy;
import dev.mailswitch.directory.Policy;
import dev.mailswitch.ledger.reading.Mail;
import dev.mailswitch.ledger.reading.MailDetail;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// When a mail may go and when it is too late.
public final class Times {

    /// How far ahead a mail may be scheduled.
    static final Duration AHEAD = Duration.ofDays(30);

    private Times() {}

    /// What is wrong with the times asked for, if anything.
    static Optional<Refusal> wrong(Timing timing, Instant now) {
        Instant at = timing.scheduledAt();
        if (at != null && (!at.isAfter(now) || at.isAfter(now.plus(AHEAD)))) {
            return Optional.of(new Refusal.ScheduleOutOfBounds());
        }
        Instant start = at == null ? now : at;
        Instant end = timing.expiresAt();
        if (end != null && (!end.isAfter(start) || end.isAfter(start.plus(Policy.LONGEST_LIFE)))) {
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
        return end(start, policy);
    }

    private static Instant end(Instant start, Policy policy) {
        return start.plus(policy.timeToLive()).truncatedTo(ChronoUnit.MILLIS);
    }

    /// When a mail that goes at another time is given up: what its policy gave it then it has from
    /// there on, whatever has become of the policy; what its sender asked for stays.
    public static Instant moved(MailDetail before, Instant at) {
        Mail mail = before.mail();
        @Nullable Boolean asked = before.rules().expiresAsked();
        boolean stays = asked != null ? asked : !byPolicyFromBirth(mail);
        return stays ? mail.expiresAt() : at.plus(life(mail));
    }

    /// For mails of a release that did not note it: there were no other policies and no other times.
    private static boolean byPolicyFromBirth(Mail mail) {
        return BuiltInPolicy.ofKey(mail.policy())
                .map(policy -> end(start(mail), policy.standard()))
                .filter(mail.expiresAt()::equals)
                .isPresent();
    }

    /// The time to live that a mail got from its policy: whole seconds, where its end on record is
    /// cut to milliseconds.
    static Duration life(Mail mail) {
        long millis = Duration.between(start(mail), mail.expiresAt()).toMillis();
        return Duration.ofSeconds(Math.round(millis / 1_000.0));
    }

    private static Instant start(Mail mail) {
        Instant scheduledAt = mail.scheduledAt();
        return scheduledAt == null ? mail.id().time() : scheduledAt;
    }
}

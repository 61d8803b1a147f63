package dev.mailswitch.api.accept;

import dev.mailswitch.model.mail.Lane;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What kind of mail it is: how long it is worth sending, and in which lane.
public enum Policy {
    TRANSACTIONAL(Lane.TRANSACTIONAL, Duration.ofHours(24)),
    BULK(Lane.BULK, Duration.ofHours(72)),
    /// Codes and log-in links: late is as bad as never.
    URGENT(Lane.TRANSACTIONAL, Duration.ofMinutes(15));

    private final Lane lane;
    private final Duration timeToLive;

    Policy(Lane lane, Duration timeToLive) {
        this.lane = lane;
        this.timeToLive = timeToLive;
    }

    public Lane lane() {
        return lane;
    }

    /// From accept or from the time it is scheduled for, whichever is later.
    public Duration timeToLive() {
        return timeToLive;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Policy> ofWord(String word) {
        return Arrays.stream(values()).filter(policy -> policy.word().equals(word)).findFirst();
    }

    static Policy ofLane(Lane lane) {
        return switch (lane) {
            case TRANSACTIONAL -> TRANSACTIONAL;
            case BULK -> BULK;
        };
    }
}

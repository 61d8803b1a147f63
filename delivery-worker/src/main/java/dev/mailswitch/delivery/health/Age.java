package dev.mailswitch.delivery.health;

import java.time.Duration;

/// How long after providers accepted them mails are looked at again. What is normal for a provider
/// is the first of these by which it has reported nearly all that it ever does; one that needs
/// longer than the last for most is not judged.
public enum Age {
    MINUTE(Duration.ofMinutes(1)),
    FIVE_MINUTES(Duration.ofMinutes(5)),
    HALF_HOUR(Duration.ofMinutes(30));

    /// By then a provider has said what it has to say, but for a few.
    static final Age LAST = HALF_HOUR;

    private final Duration duration;

    Age(Duration duration) {
        this.duration = duration;
    }

    Duration duration() {
        return duration;
    }
}

package dev.mailswitch.delivery.readiness;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long until the same is asked again. Everything varies by a tenth, so that what was set up
/// together is not asked together for ever.
enum Pause {
    /// What was said will hold for a while.
    LONG(Duration.ofHours(6)),
    /// Somebody is likely to mend it.
    SHORT(Duration.ofMinutes(10));

    private final Duration about;

    Pause(Duration about) {
        this.about = about;
    }

    Duration drawn(RandomGenerator random) {
        return Duration.ofMillis(Math.round(about.toMillis() * (0.9 + 0.2 * random.nextDouble())));
    }
}

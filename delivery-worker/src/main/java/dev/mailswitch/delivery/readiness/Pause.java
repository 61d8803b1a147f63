package dev.mailswitch.delivery.readiness;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long until the same is asked again. Everything varies by a tenth, so that what was set up
/// together is not asked together for ever.
record Pause(Duration about) {

    /// What was said will hold for a while.
    static final Pause LONG = new Pause(Duration.ofHours(6));

    /// Somebody is likely to mend it.
    static final Pause SHORT = new Pause(Duration.ofMinutes(10));

    /// After this many doublings the long one is reached.
    private static final int DOUBLINGS = 6;

    /// Each refusal in a row doubles the pause: a wrong password tried for ever looks like an attack
    /// and gets accounts and addresses locked.
    ///
    /// @param refusals in a row, from 1 on
    static Pause after(int refusals) {
        int doublings = Math.clamp(refusals - 1L, 0, DOUBLINGS);
        Duration doubled = SHORT.about.multipliedBy(1L << doublings);
        return doubled.compareTo(LONG.about) < 0 ? new Pause(doubled) : LONG;
    }

    Duration drawn(RandomGenerator random) {
        return Duration.ofMillis(Math.round(about.toMillis() * (0.9 + 0.2 * random.nextDouble())));
    }
}

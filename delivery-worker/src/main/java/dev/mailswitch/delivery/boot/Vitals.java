package dev.mailswitch.delivery.boot;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Tells loops that hang from loops that wait for a database that is away: to start the process
/// again would mend the one and do harm to the other. Looked at every second.
final class Vitals {

    private final BooleanSupplier reachable;
    private final LongSupplier nanoTime;
    private volatile long awayNanos;

    /// @param reachable whether the database has answered lately
    Vitals(BooleanSupplier reachable, LongSupplier nanoTime) {
        this.reachable = reachable;
        this.nanoTime = nanoTime;
        this.awayNanos = nanoTime.getAsLong();
    }

    void look() {
        if (!reachable.getAsBoolean()) {
            awayNanos = nanoTime.getAsLong();
        }
    }

    /// What of this time a turn has lasted although the database was there.
    Duration counted(Duration sinceTurn) {
        look();
        Duration there = Duration.ofNanos(nanoTime.getAsLong() - awayNanos);
        return sinceTurn.compareTo(there) < 0 ? sinceTurn : there;
    }
}

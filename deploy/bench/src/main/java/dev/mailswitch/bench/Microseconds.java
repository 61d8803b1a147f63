package dev.mailswitch.bench;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// The machine's clock: the same for all processes that measure one mail.
final class Microseconds {

    private Microseconds() {}

    /// Since 1970.
    static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}

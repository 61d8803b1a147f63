package dev.mailswitch.model.wire;

import java.time.Instant;

/// Times as records may carry them: from 1970 to the year 9999, so that no reader and no column
/// overflows.
final class WireTime {

    /// The last second of the year 9999.
    static final long LAST_SECOND = 253_402_300_799L;

    private WireTime() {}

    static boolean possible(Instant at) {
        return at.getEpochSecond() >= 0 && at.getEpochSecond() <= LAST_SECOND;
    }

    static Instant ofMicros(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }
}

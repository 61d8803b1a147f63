package dev.mailswitch.provider;

import java.time.Duration;
import java.time.Instant;

/// What a provider can do; the engine asks here instead of knowing vendors.
///
/// @param separateEnvelope envelope and headers are kept apart, so that one recipient can be sent
///     alone and still see the full To and Cc
/// @param maxRecipients    recipients in one call
/// @param maxBytes         size of the composed mail; a relay may lower it in its greeting
/// @param idempotencyWindow how long a repeat with the same key is recognised; zero: not at all
/// @param canBeAsked       tells by our own id whether a mail arrived
/// @param reports          tells later whether it delivered, so that an unknown outcome can settle
public record Capabilities(
        boolean separateEnvelope,
        int maxRecipients,
        long maxBytes,
        Duration idempotencyWindow,
        boolean canBeAsked,
        boolean reports) {

    /// Clocks differ, and a call is on its way for a while.
    private static final Duration KEY_MARGIN = Duration.ofMinutes(1);

    /// The longest a call takes to hand the mail over (`mailswitch.call-patience`, unless set). One
    /// that takes longer is held back before its last byte.
    private static final Duration LONGEST_CALL = Duration.ofMinutes(5);

    private static final long MIB = 1024 * 1024;

    static final Capabilities RELAY =
            new Capabilities(true, 100, 50 * MIB, Duration.ZERO, false, false);

    static final Capabilities SANDBOX =
            new Capabilities(true, 100, 50 * MIB, Duration.ZERO, false, true);

    Capabilities withoutAsking() {
        return new Capabilities(
                separateEnvelope, maxRecipients, maxBytes, idempotencyWindow, false, reports);
    }

    /// Until when a repeat must have been handed over to be known again by its key.
    ///
    /// @param first when the call was first started, which is before the provider saw its key
    public Instant keyHoldsUntil(Instant first) {
        return first.plus(idempotencyWindow).minus(KEY_MARGIN);
    }

    /// Until when a repeat may be begun, as it takes its time.
    public Instant repeatableUntil(Instant first) {
        return keyHoldsUntil(first).minus(LONGEST_CALL);
    }

    public boolean idempotent() {
        return idempotencyWindow.isPositive();
    }
}

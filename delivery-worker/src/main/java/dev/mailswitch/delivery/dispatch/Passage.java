package dev.mailswitch.delivery.dispatch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// One call's way to its point of no return and back. Says whether it may be passed: not without a
/// lease, not past the mail's deadline, not past the time one call may take. Remembers whether it
/// was, since that decides what a call that broke may have done.
///
/// A server that answers each command just in time must not hold a call for hours, so somebody else
/// asks each second whether it has taken too long and then interrupts it; on a virtual thread that
/// closes the socket it waits for.
final class Passage implements BooleanSupplier, AutoCloseable {

    /// How long a call may take to its point of no return, and from there to its answer.
    record Patience(Duration before, Duration after) {}

    private final BooleanSupplier lease;
    private final Instant expiresAt;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Patience patience;
    private final Thread caller = Thread.currentThread();
    private final long begun;
    private long passedAt;
    private boolean passed;
    private boolean cut;
    private boolean ended;

    /// Begins; the thread that makes it is the one that makes the call.
    Passage(
            BooleanSupplier lease,
            Instant expiresAt,
            InstantSource clock,
            LongSupplier nanoTime,
            Patience patience) {
        this.lease = lease;
        this.expiresAt = expiresAt;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.patience = patience;
        this.begun = nanoTime.getAsLong();
    }

    /// Whether a call may be begun at all.
    boolean open() {
        return lease.getAsBoolean() && clock.instant().isBefore(expiresAt);
    }

    /// Whether the point may be passed; yes is remembered. Asked again for each transaction of a
    /// call.
    @Override
    public synchronized boolean getAsBoolean() {
        long now = nanoTime.getAsLong();
        if (cut || ended || now - begun > patience.before().toNanos() || !open()) {
            return false;
        }
        passed = true;
        passedAt = now;
        return true;
    }

    synchronized boolean passed() {
        return passed;
    }

    /// Interrupts the call if it has taken too long.
    synchronized void cutIfTooLong() {
        long now = nanoTime.getAsLong();
        boolean tooLong =
                passed
                        ? now - passedAt > patience.after().toNanos()
                        : now - begun > patience.before().toNanos();
        if (tooLong && !ended && !cut) {
            cut = true;
            caller.interrupt();
        }
    }

    /// The call has ended; the interrupt, if there was one, has done its work.
    @Override
    public synchronized void close() {
        ended = true;
        if (cut) {
            Thread.interrupted();
        }
    }
}

package dev.mailswitch.delivery.transport.smtp;

import java.util.concurrent.atomic.AtomicBoolean;

/// The right to use one connection of a pool for one call, until it is closed. A call may be several
/// sends, one after the other; together they have the time of one ([SmtpTimeouts#call]). For one
/// thread at a time.
public final class SmtpReservation implements AutoCloseable {

    private final SmtpPool pool;
    private final AtomicBoolean released = new AtomicBoolean();
    private long callEnd = Long.MAX_VALUE;

    SmtpReservation(SmtpPool pool) {
        this.pool = pool;
    }

    /// Sends one mail, over a waiting connection or a new one, and blocks until its fate is known or
    /// sure not to become known. Never throws for anything that the server or the network does.
    ///
    /// If a waiting connection turns out to be dead before it has answered anything, a new one is
    /// opened, once: nothing was sent.
    ///
    /// @throws IllegalStateException if this reservation is closed
    public SmtpReport send(SmtpEnvelope envelope, SmtpMessage message, PointOfNoReturn hook) {
        if (released.get()) {
            throw new IllegalStateException("the reservation is closed");
        }
        if (callEnd == Long.MAX_VALUE) {
            callEnd = pool.callEnd();
        }
        return pool.send(envelope, message, hook, callEnd);
    }

    /// Whether the call's time is over: what would be sent now would only break off.
    boolean isOver() {
        return DeadlineWatch.now() >= callEnd;
    }

    /// Gives the right back. Doing so again changes nothing.
    @Override
    public void close() {
        if (released.compareAndSet(false, true)) {
            pool.release();
        }
    }
}

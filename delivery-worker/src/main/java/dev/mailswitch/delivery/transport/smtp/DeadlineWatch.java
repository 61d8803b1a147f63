package dev.mailswitch.delivery.transport.smtp;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at everything that has a deadline ten times a second, on one platform thread for all
/// connections together.
///
/// Socket time-outs would not do: they know nothing of writes, and a server that drips a byte now and
/// then restarts them with each. They also cost a timer for each read; a deadline here is one write
/// to memory.
final class DeadlineWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeadlineWatch.class);
    private static final long TICK_NANOS = 100_000_000;
    private static final long ORIGIN = System.nanoTime();

    /// Something with a deadline.
    interface Watched {
        /// Called from the watch's thread; must not block.
        void tick(long now);
    }

    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile long lastTurn = now();
    private volatile boolean closed;

    DeadlineWatch() {
        thread = Thread.ofPlatform().daemon().name("smtp-deadlines").unstarted(this::run);
        thread.start();
    }

    /// Nanoseconds since the class was loaded: never negative, so plain comparisons hold.
    static long now() {
        return System.nanoTime() - ORIGIN;
    }

    void add(Watched item) {
        watched.add(item);
    }

    void remove(Watched item) {
        watched.remove(item);
    }

    private void run() {
        while (!closed || !watched.isEmpty()) {
            LockSupport.parkNanos(TICK_NANOS);
            long now = now();
            lastTurn = now;
            for (Watched item : watched) {
                tick(item, now);
            }
        }
    }

    /// There is no other thread: what one item throws, even an error, must not cost the others
    /// their deadlines.
    private static void tick(Watched item, long now) {
        try {
            item.tick(now);
        } catch (Throwable bug) {
            try {
                LOG.error("a deadline could not be looked at", bug);
            } catch (Throwable unsaid) {
                // Out of memory, most likely; the next tick comes all the same.
            }
        }
    }

    /// How long ago the last round began; a few hundred milliseconds at most while all is well.
    Duration sinceTurn() {
        return Duration.ofNanos(now() - lastTurn);
    }

    /// Ends the thread once nothing is watched any more.
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}

package dev.mailswitch.delivery.transport.smtp;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// Looks at everything that has a deadline ten times a second, on one platform thread for all
/// connections together.
///
/// Socket time-outs would not do: they know nothing of writes, and a server that drips a byte now and
/// then restarts them with each. They also cost a timer for each read; a deadline here is one write
/// to memory.
final class DeadlineWatch implements AutoCloseable {

    private static final long TICK_NANOS = 100_000_000;
    private static final long ORIGIN = System.nanoTime();

    /// Something with a deadline.
    interface Watched {
        /// Called from the watch's thread; must not block.
        void tick(long now);
    }

    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private final Thread thread;
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
            for (Watched item : watched) {
                item.tick(now);
            }
        }
    }

    /// Ends the thread once nothing is watched any more.
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}

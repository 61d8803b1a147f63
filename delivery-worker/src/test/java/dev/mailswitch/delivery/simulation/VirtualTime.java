package dev.mailswitch.delivery.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;

/// A clock that stands still while something happens and then jumps to what happens next. What is
/// due at the same time happens in the order in which it was asked for, so that a run depends on
/// its seed alone. For one thread.
final class VirtualTime implements InstantSource {

    private record Due(Instant at, long order, boolean background, Runnable what)
            implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private Instant now;
    private long asked;
    private long foreground;

    VirtualTime(Instant start) {
        this.now = start;
    }

    @Override
    public Instant instant() {
        return now;
    }

    /// Has it happen then.
    void at(Instant when, Runnable what) {
        foreground++;
        add(when, false, what);
    }

    void after(Duration pause, Runnable what) {
        at(now.plus(pause), what);
    }

    /// Has it happen then and again and again, for as long as anything else is to happen.
    void every(Duration pause, Instant first, Runnable what) {
        add(
                first,
                true,
                () -> {
                    what.run();
                    every(pause, now.plus(pause), what);
                });
    }

    private void add(Instant when, boolean background, Runnable what) {
        if (when.isBefore(now)) {
            throw new IllegalArgumentException("nothing happens in the past: " + when);
        }
        queue.add(new Due(when, asked++, background, what));
    }

    /// Lets all happen, and what comes of it, until nothing is left.
    void run() {
        while (foreground > 0) {
            Due due = queue.remove();
            now = due.at();
            foreground -= due.background() ? 0 : 1;
            due.what().run();
        }
    }
}

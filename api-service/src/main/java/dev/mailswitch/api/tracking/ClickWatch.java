package dev.mailswitch.api.tracking;

import dev.mailswitch.model.lifecycle.Engagement;
import dev.mailswitch.model.wire.Feedback;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Holds clicks back for two seconds: whoever follows several links of one mail within that time is
/// a scanner that calls itself a browser, as most of them do. Bounded; not safe for several threads.
final class ClickWatch {

    static final Duration HELD = Duration.ofSeconds(2);

    private record Pending(long at, String copy, Feedback click) {}

    private static final class Burst {
        private final Set<String> urls = new HashSet<>();
        private long last;
        private int pending;

        private boolean many() {
            return urls.size() > 1;
        }
    }

    private final int most;
    private final Deque<Pending> waiting = new ArrayDeque<>();
    private final Map<String, Burst> bursts = new HashMap<>();

    ClickWatch(int most) {
        this.most = most;
    }

    /// Takes a click in; false if there are too many already.
    ///
    /// @param nanos of a monotonic clock
    boolean add(Feedback click, long nanos) {
        if (waiting.size() >= most) {
            return false;
        }
        String copy = click.emailId() + "/" + click.position() + "/" + click.attempt();
        Burst burst = bursts.computeIfAbsent(copy, c -> new Burst());
        if (nanos - burst.last > HELD.toNanos()) {
            burst.urls.clear();
        }
        burst.last = nanos;
        burst.pending++;
        Engagement how = click.engagement();
        if (burst.urls.size() < 2 && how != null && how.url() != null) {
            burst.urls.add(how.url());
        }
        waiting.addLast(new Pending(nanos, copy, click));
        return true;
    }

    /// The clicks that have waited long enough, each marked as what it is.
    List<Feedback> due(long nanos) {
        List<Feedback> due = new ArrayList<>();
        while (!waiting.isEmpty() && nanos - waiting.peekFirst().at() >= HELD.toNanos()) {
            due.add(next());
        }
        return due;
    }

    /// All of them, at the end.
    List<Feedback> rest() {
        List<Feedback> rest = new ArrayList<>();
        while (!waiting.isEmpty()) {
            rest.add(next());
        }
        return rest;
    }

    private Feedback next() {
        Pending next = waiting.removeFirst();
        Burst burst = java.util.Objects.requireNonNull(bursts.get(next.copy()));
        if (--burst.pending == 0) {
            bursts.remove(next.copy());
        }
        return burst.many() ? scanned(next.click()) : next.click();
    }

    private static Feedback scanned(Feedback click) {
        Engagement how = click.engagement();
        return how == null || how.bot()
                ? click
                : Engagements.feedback(
                        click, new Engagement(how.url(), "scanner", true), click.eventKey());
    }
}

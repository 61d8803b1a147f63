package dev.mailswitch.api.tracking;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// What was seen a moment ago, so that it counts once: programs load a pixel again and again while
/// somebody scrolls. Bounded: beyond that many, the oldest count again.
final class RecentEvents {

    private final long span;
    private final Map<String, Long> seen;

    RecentEvents(Duration span, int most) {
        this.span = span.toNanos();
        this.seen =
                new LinkedHashMap<>() {
                    private static final long serialVersionUID = 1;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                        return size() > most;
                    }
                };
    }

    /// Whether it was not seen within the span before.
    ///
    /// @param nanos of a monotonic clock
    synchronized boolean fresh(String event, long nanos) {
        Long before = seen.get(event);
        if (before != null && nanos - before < span) {
            return false;
        }
        // To the end of the order.
        seen.remove(event);
        seen.put(event, nanos);
        return true;
    }
}

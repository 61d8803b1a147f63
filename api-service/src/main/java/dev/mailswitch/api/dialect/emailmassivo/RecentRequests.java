package dev.mailswitch.api.dialect.emailmassivo;

import dev.mailswitch.api.dialect.CallerNetwork;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/// When each caller's address (IPv6: each /64) came in the last second, so that no second ever has
/// more than the limit, wherever it begins: a bucket would let twice as many through at first. Of a
/// bounded number of addresses; those not seen for longest are forgotten.
final class RecentRequests {

    private static final int MOST = 20_000;
    private static final long SECOND = 1_000_000_000;

    private final int limit;
    private final Map<String, ArrayDeque<Long>> recent =
            new LinkedHashMap<>(256, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, ArrayDeque<Long>> eldest) {
                    return size() > MOST;
                }
            };

    /// @param limit in any second; 0 for none
    RecentRequests(int limit) {
        this.limit = limit;
    }

    /// Whether one more may come; one that may not counts for nothing.
    ///
    /// @param nanos of a monotonic clock
    synchronized boolean admit(String address, long nanos) {
        if (limit == 0) {
            return true;
        }
        ArrayDeque<Long> times =
                recent.computeIfAbsent(CallerNetwork.of(address), n -> new ArrayDeque<>(4));
        while (!times.isEmpty() && nanos - times.getFirst() >= SECOND) {
            times.removeFirst();
        }
        if (times.size() >= limit) {
            return false;
        }
        times.addLast(nanos);
        return true;
    }
}

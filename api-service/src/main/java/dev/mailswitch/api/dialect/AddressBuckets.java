package dev.mailswitch.api.dialect;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A bucket of permits for each caller's address (IPv6: each /64), for routes that ask for no key; of a bounded number of
/// addresses: those not seen for longest are forgotten, which gives them a full bucket.
public final class AddressBuckets {

    private static final int MOST = 20_000;
    private static final double NANOS = 1e9;

    private static final class Bucket {
        private double left;
        private long at;
    }

    private final double perSecond;
    private final int burst;
    private final Map<String, Bucket> buckets =
            new LinkedHashMap<>(256, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                    return size() > MOST;
                }
            };

    /// @param perSecond permits that come back, on average
    /// @param burst     permits of a full bucket
    public AddressBuckets(int perSecond, int burst) {
        this.perSecond = perSecond;
        this.burst = burst;
    }

    /// Takes one permit.
    ///
    /// @param nanos of a monotonic clock
    public synchronized boolean take(@Nullable String address, long nanos) {
        Bucket bucket =
                buckets.computeIfAbsent(
                        CallerNetwork.of(address),
                        n -> {
                            Bucket full = new Bucket();
                            full.left = burst;
                            full.at = nanos;
                            return full;
                        });
        bucket.left = Math.min(burst, bucket.left + (nanos - bucket.at) / NANOS * perSecond);
        bucket.at = nanos;
        if (bucket.left < 1) {
            return false;
        }
        bucket.left--;
        return true;
    }
}

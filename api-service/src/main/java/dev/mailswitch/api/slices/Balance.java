package dev.mailswitch.api.slices;

import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;

/// What this process has of one period. Every method returns at once; who leases more holds
/// [#leasing()] meanwhile, and the others go on with what is there.
final class Balance {

    private final Instant start;
    private final Instant end;
    private final ReentrantLock leasing = new ReentrantLock();
    private long held;
    private long leased;

    /// The limit that was used up when last asked, by all processes together; 0: none was.
    private long usedUpAt;

    Balance(Instant start, Instant end) {
        this.start = start;
        this.end = end;
    }

    Instant start() {
        return start;
    }

    Instant end() {
        return end;
    }

    ReentrantLock leasing() {
        return leasing;
    }

    /// Takes all or nothing of what is here.
    synchronized Slices.Grant take(long wanted, long limit) {
        boolean granted = held >= wanted;
        if (granted) {
            held -= wanted;
        }
        return new Slices.Grant(granted, held + Math.max(0, limit - leased));
    }

    /// How many more are needed.
    synchronized long missing(long wanted) {
        return wanted - held;
    }

    synchronized void add(long permits) {
        held += permits;
    }

    /// Whether there is nothing to be had until the period ends; a raised limit is another matter.
    synchronized boolean usedUp(long limit) {
        return limit <= usedUpAt;
    }

    /// Takes in what came of asking for a slice.
    synchronized void leased(long granted, long slice, long limit) {
        held += granted;
        leased += granted;
        if (granted < slice) {
            // A short slice was the last one.
            leased = limit;
            usedUpAt = limit;
        }
    }
}

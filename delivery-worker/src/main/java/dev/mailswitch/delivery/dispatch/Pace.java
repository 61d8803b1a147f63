package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.model.id.EnvironmentId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// How fast this worker gets rid of mails, by flow: what the dispatcher brings up is measured by
/// it, so that a backlog stays in the database and Kafka holds about two seconds of work.
public final class Pace {

    /// Called by a timer so many times a second.
    public static final int TICKS_A_SECOND = 10;

    private static final double SMOOTHING = 0.1;

    private static final class Flow {
        private final AtomicLong started = new AtomicLong();
        private volatile double perSecond;
    }

    private final Map<EnvironmentId, Flow> flows = new ConcurrentHashMap<>();
    private final AtomicLong crowded = new AtomicLong();
    private volatile boolean tight;

    void started(EnvironmentId flow) {
        flows.computeIfAbsent(flow, f -> new Flow()).started.incrementAndGet();
    }

    void crowded(int calls) {
        crowded.addAndGet(calls);
    }

    /// Moves the averages on.
    public void tick() {
        for (Flow flow : flows.values()) {
            double now = (double) flow.started.getAndSet(0) * TICKS_A_SECOND;
            flow.perSecond += SMOOTHING * (now - flow.perSecond);
        }
        tight = crowded.getAndSet(0) > 0;
    }

    /// Mails a second that were started for a flow lately.
    public double perSecond(EnvironmentId flow) {
        Flow known = flows.get(flow);
        return known == null ? 0 : known.perSecond;
    }

    /// Whether mails were claimed lately that found no place.
    public boolean tight() {
        return tight;
    }
}

package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.mail.Lane;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// How fast this worker gets rid of mails, by flow: what the dispatcher brings up is measured by
/// it, so that a backlog stays in the database and Kafka holds about two seconds of work.
///
/// A flow whose mails are claimed and put back, because none of its routes is open or has room, is
/// brought up no faster than it goes on, and a little more to notice when it could go faster. The
/// others do not feel it.
public final class Pace {

    /// Called by a timer so many times a second.
    public static final int TICKS_A_SECOND = 10;

    /// What a flow of which nothing is known gets in one tick.
    static final int USUAL = 200;

    /// About a second's memory.
    private static final double SMOOTHING = 0.1;

    /// More than this share of mails put back means that the routes are full.
    private static final double TIGHT = 0.125;

    private static final class Flow {
        private final AtomicLong went = new AtomicLong();
        private final AtomicLong putBack = new AtomicLong();
        private volatile double perTick;
        private volatile double allowance = USUAL;

        void tick() {
            long on = went.getAndSet(0);
            long back = putBack.getAndSet(0);
            perTick += SMOOTHING * (on - perTick);
            if (back > TIGHT * Math.max(on, perTick)) {
                allowance = Math.min(allowance, 1 + (1 + TIGHT) * Math.max(on, perTick));
            } else {
                double most = Math.max(USUAL, 2 * perTick);
                allowance = Math.min(most, allowance + Math.max(4, allowance / 2));
            }
        }
    }

    private final Map<EnvironmentId, Flow> flows = new ConcurrentHashMap<>();
    private final Set<Lane> putBack = ConcurrentHashMap.newKeySet();

    /// A mail was claimed.
    ///
    /// @param putBack nothing could be done for it now
    void looked(EnvironmentId flow, boolean putBack) {
        Flow known = flows.computeIfAbsent(flow, f -> new Flow());
        (putBack ? known.putBack : known.went).incrementAndGet();
    }

    /// Announced mails of the lane were put back as they had been: whoever looks for due mails must
    /// look further back than it did last.
    public void putBack(Lane lane) {
        putBack.add(lane);
    }

    /// Whether something was put back since this was last asked.
    public boolean wasPutBack(Lane lane) {
        return putBack.remove(lane);
    }

    /// Moves the averages on.
    public void tick() {
        flows.values().forEach(Flow::tick);
    }

    /// Mails of a flow that go on in a tick, lately.
    public double perTick(EnvironmentId flow) {
        Flow known = flows.get(flow);
        return known == null ? 0 : known.perTick;
    }

    /// How many mails of a flow may be brought up in a tick; at least one.
    public int allowance(EnvironmentId flow) {
        Flow known = flows.get(flow);
        return known == null ? USUAL : Math.max(1, (int) known.allowance);
    }
}

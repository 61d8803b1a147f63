package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.ProviderId;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// The calls one lane of this worker may have open at once. No provider may hold more than half of
/// them, and no flow more than a quarter while less than half are free: so one that hangs, or one
/// that has a million to send, leaves room for the others.
final class Slots {

    private final int total;
    private int busy;
    private final Map<Object, Integer> byHolder = new HashMap<>();

    Slots(int total) {
        this.total = total;
    }

    synchronized int free() {
        return total - busy;
    }

    synchronized int busy() {
        return busy;
    }

    synchronized boolean available(ProviderId provider, EnvironmentId flow) {
        if (busy >= total || held(provider) >= Math.max(1, total / 2)) {
            return false;
        }
        boolean othersMayWait = total - busy <= total / 2;
        return !othersMayWait || held(flow) < Math.max(1, total / 4);
    }

    /// Takes a slot if there is one for these.
    synchronized boolean take(ProviderId provider, EnvironmentId flow) {
        if (!available(provider, flow)) {
            return false;
        }
        busy++;
        byHolder.merge(provider, 1, Integer::sum);
        byHolder.merge(flow, 1, Integer::sum);
        return true;
    }

    synchronized void give(ProviderId provider, EnvironmentId flow) {
        busy--;
        byHolder.merge(provider, -1, Slots::orNone);
        byHolder.merge(flow, -1, Slots::orNone);
    }

    private static @org.jspecify.annotations.Nullable Integer orNone(int held, int change) {
        return held + change == 0 ? null : held + change;
    }

    private int held(Object holder) {
        return Objects.requireNonNullElse(byHolder.get(holder), 0);
    }
}

package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The calls one lane of this worker may have open at once. No provider may hold more than half of
/// them; no flow and no organisation more than a quarter while less than half are free. So one that
/// hangs, or one that has a million to send, leaves room for the others.
///
/// A call that takes long counts against those limits of its own, and no longer against what others
/// may take: it moves to a second room, twice as large, and gives its place up. So a few tenants
/// whose relays hang do not fill the lane, however patient the time-outs are.
final class Slots {

    /// Longer than this, and a call is not one of those the lane is sized for.
    static final Duration LONG = Duration.ofSeconds(10);

    private final int total;
    private final LongSupplier nanoTime;
    private final Map<Object, Integer> byHolder = new HashMap<>();

    /// Those that may still become long, the oldest first.
    private final Set<Slot> young = new LinkedHashSet<>();

    private int busy;
    private int aside;

    Slots(int total, LongSupplier nanoTime) {
        this.total = total;
        this.nanoTime = nanoTime;
    }

    /// Who holds a slot.
    record Holder(ProviderId provider, EnvironmentId flow, OrganisationId organisation) {
        private List<Object> parts() {
            return List.of(provider, flow, organisation);
        }
    }

    /// One open call.
    final class Slot implements AutoCloseable {
        private final Holder holder;
        private final long since;
        private boolean isAside;
        private boolean closed;

        private Slot(Holder holder, long since) {
            this.holder = holder;
            this.since = since;
        }

        /// Again does nothing.
        @Override
        public void close() {
            give(this);
        }
    }

    synchronized int free() {
        setLongOnesAside();
        return total - busy;
    }

    /// Calls open, also those that take long.
    synchronized int open() {
        return busy + aside;
    }

    synchronized boolean available(Holder holder) {
        setLongOnesAside();
        if (busy >= total || held(holder.provider()) >= Math.max(1, total / 2)) {
            return false;
        }
        boolean othersMayWait = total - busy <= total / 2;
        int share = Math.max(1, othersMayWait ? total / 4 : total / 2);
        return held(holder.flow()) < share && held(holder.organisation()) < share;
    }

    /// Takes a slot if there is one for these.
    synchronized Optional<Slot> take(Holder holder) {
        if (!available(holder)) {
            return Optional.empty();
        }
        Slot slot = new Slot(holder, nanoTime.getAsLong());
        busy++;
        young.add(slot);
        holder.parts().forEach(part -> byHolder.merge(part, 1, Integer::sum));
        return Optional.of(slot);
    }

    private synchronized void give(Slot slot) {
        if (slot.closed) {
            return;
        }
        slot.closed = true;
        if (slot.isAside) {
            aside--;
        } else {
            busy--;
            young.remove(slot);
        }
        slot.holder.parts().forEach(part -> byHolder.merge(part, -1, Slots::orNone));
    }

    private void setLongOnesAside() {
        long now = nanoTime.getAsLong();
        Iterator<Slot> oldest = young.iterator();
        while (aside < 2 * total && oldest.hasNext()) {
            Slot slot = oldest.next();
            if (now - slot.since < LONG.toNanos()) {
                return;
            }
            oldest.remove();
            slot.isAside = true;
            busy--;
            aside++;
        }
    }

    private static @Nullable Integer orNone(int held, int change) {
        return held + change == 0 ? null : held + change;
    }

    private int held(Object holder) {
        return Objects.requireNonNullElse(byHolder.get(holder), 0);
    }
}

package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.model.id.ProviderId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// Memory for the contents of mails under way, over all calls. A provider that hangs keeps the
/// contents it was given, so no provider gets more than a quarter: its own calls wait for each
/// other, and never those of other providers.
final class ContentBudget {

    /// What every call holds from its start; the flat shares of all slots are apart from the rest.
    static final int FLAT_KIB = 64;

    private final int quarter;
    private final Semaphore all;
    private final Map<ProviderId, Semaphore> byProvider = new ConcurrentHashMap<>();

    ContentBudget(int kib) {
        this.quarter = kib / 4;
        this.all = new Semaphore(kib, true);
    }

    /// Takes room for so much beyond the flat share, at most a quarter of all, and waits for it.
    /// The provider's own room is taken first, so that waiting for it costs nobody else anything.
    Room take(ProviderId provider, long kib) throws InterruptedException {
        int wanted = (int) Math.clamp(kib - FLAT_KIB, 0L, (long) quarter);
        if (wanted == 0) {
            return () -> {};
        }
        Semaphore own = byProvider.computeIfAbsent(provider, p -> new Semaphore(quarter, true));
        own.acquire(wanted);
        try {
            all.acquire(wanted);
        } catch (InterruptedException stop) {
            own.release(wanted);
            throw stop;
        }
        return () -> {
            all.release(wanted);
            own.release(wanted);
        };
    }

    /// Room that was taken.
    @FunctionalInterface
    interface Room extends AutoCloseable {
        @Override
        void close();
    }
}

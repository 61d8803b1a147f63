package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.model.id.EmailId;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// The mails this process has in hand, counted by open calls. What the database holds in our name
/// and is not here was lost between a claim and its calls, and is let go.
public final class InHand {

    /// @param sinceNanos when it came into this hand
    private record Held(int calls, long sinceNanos) {}

    private final Map<EmailId, Held> mails = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    /// @param nanoTime this machine's monotonic clock
    public InHand(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void add(EmailId id, int count) {
        mails.merge(
                id,
                new Held(count, nanoTime.getAsLong()),
                (before, more) -> new Held(before.calls() + more.calls(), more.sinceNanos()));
    }

    void done(EmailId id) {
        mails.computeIfPresent(
                id,
                (key, held) ->
                        held.calls() == 1 ? null : new Held(held.calls() - 1, held.sinceNanos()));
    }

    public boolean contains(EmailId id) {
        return mails.containsKey(id);
    }

    /// Whether everything but `others` has been in hand for `least`.
    boolean allFor(Duration least, Set<EmailId> others) {
        long now = nanoTime.getAsLong();
        return mails.entrySet().stream()
                .allMatch(
                        mail ->
                                now - mail.getValue().sinceNanos() >= least.toNanos()
                                        || others.contains(mail.getKey()));
    }

    public int size() {
        return mails.size();
    }
}

package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.ledger.Claimed;
import dev.mailswitch.ledger.Plan;
import dev.mailswitch.model.id.ProviderId;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.ToIntFunction;

/// How many mails a lane should claim at once. A mail that is claimed and finds no place costs two
/// transactions, another way through Kafka and a quarter of a second; so no more are claimed than
/// the providers that served the last ones have places free. Which provider a mail wants is known
/// only once it is claimed: when these providers stay full, mails are claimed all the same after a
/// while, lest they stand before others that want a provider with room. Used by one thread.
final class Appetite {

    private static final long PATIENCE_NANOS = 50_000_000;

    private final ToIntFunction<Set<ProviderId>> free;
    private Set<ProviderId> lately = Set.of();
    private boolean refused;
    private boolean waits;
    private long waitsSinceNanos;

    /// @param free places free with some providers
    Appetite(ToIntFunction<Set<ProviderId>> free) {
        this.free = free;
    }

    /// @param most mails there is room for otherwise
    /// @return mails to claim now
    int now(int most, long nanos) {
        int places = lately.isEmpty() ? most : free.applyAsInt(lately);
        if (places > 0 && !refused) {
            waits = false;
            return Math.min(most, places);
        }
        if (!waits) {
            waits = true;
            waitsSinceNanos = nanos;
        }
        if (nanos - waitsSinceNanos < PATIENCE_NANOS) {
            return 0;
        }
        waits = false;
        refused = false;
        return most;
    }

    /// What came of the last claim.
    ///
    /// @param placeless mails that found no place
    void fed(Collection<Claimed> claimed, int placeless) {
        Set<ProviderId> used = new HashSet<>();
        for (Claimed mail : claimed) {
            for (Plan.Call call : mail.calls()) {
                used.add(call.provider());
            }
        }
        if (!used.isEmpty()) {
            lately = used;
        }
        // Something else than connections is used up: a rate, slots, what is kept for others.
        refused = used.isEmpty() && placeless > 0;
    }
}

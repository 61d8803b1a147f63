package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.Provider;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Mails a second that a provider allows, over all workers. Each worker leases slices of the
/// running second ahead of need, so that a claim only counts down in memory, and none of what
/// nobody asks for.
final class Rates {

    private static final Logger LOG = LoggerFactory.getLogger(Rates.class);

    /// How often [#refill] is called.
    static final int REFILLS_A_SECOND = 5;

    private final Leases allowances;
    private final InstantSource clock;
    private final Map<ProviderId, Slice> slices = new ConcurrentHashMap<>();

    /// A provider nobody has asked for since is idle: its permits are other workers'.
    private static final Duration IDLE = Duration.ofSeconds(5);

    private static final Duration FORGOTTEN = Duration.ofMinutes(1);

    private static final class Slice {
        private final int limit;
        private Instant second = Instant.EPOCH;
        private Instant asked;
        private long left;
        private boolean wanted = true;

        Slice(int limit, Instant now) {
            this.limit = limit;
            this.asked = now;
        }

        synchronized boolean askedBefore(Instant moment) {
            return asked.isBefore(moment);
        }

        void want(Instant now) {
            wanted = true;
            asked = now;
        }
    }

    /// Leases permits of a window that all workers share.
    @FunctionalInterface
    interface Leases {
        long lease(String name, Instant window, long limit, long wanted) throws SQLException;
    }

    Rates(Leases allowances, InstantSource clock) {
        this.allowances = allowances;
        this.clock = clock;
    }

    /// Whether a mail may go through the provider now. Asking shows the need.
    boolean available(Provider provider) {
        Integer limit = provider.ratePerSecond();
        if (limit == null) {
            return true;
        }
        Slice slice = slice(provider, limit);
        synchronized (slice) {
            slice.want(clock.instant());
            return slice.left > 0 && slice.second.equals(second());
        }
    }

    /// How many mails may go through the provider now.
    int left(Provider provider) {
        Integer limit = provider.ratePerSecond();
        if (limit == null) {
            return Integer.MAX_VALUE;
        }
        Slice slice = slice(provider, limit);
        synchronized (slice) {
            return slice.second.equals(second()) ? (int) slice.left : 0;
        }
    }

    /// Takes one permit.
    boolean take(Provider provider) {
        Integer limit = provider.ratePerSecond();
        if (limit == null) {
            return true;
        }
        Slice slice = slice(provider, limit);
        synchronized (slice) {
            slice.want(clock.instant());
            if (slice.left <= 0 || !slice.second.equals(second())) {
                return false;
            }
            slice.left--;
            return true;
        }
    }

    /// Leases the next slices of providers that are in demand. Claims never wait for it.
    void refill() {
        Instant longAgo = clock.instant().minus(FORGOTTEN);
        slices.values().removeIf(slice -> slice.askedBefore(longAgo));
        slices.forEach(this::refill);
    }

    private void refill(ProviderId provider, Slice slice) {
        Instant second = second();
        long share = (slice.limit + REFILLS_A_SECOND - 1L) / REFILLS_A_SECOND;
        synchronized (slice) {
            boolean running = slice.second.equals(second);
            if (slice.asked.plus(IDLE).isBefore(clock.instant())) {
                return;
            }
            if (running && (!slice.wanted || slice.left >= share)) {
                return;
            }
            slice.wanted = false;
        }
        try {
            long granted = allowances.lease("rate/" + provider, second, slice.limit, share);
            synchronized (slice) {
                slice.left = slice.second.equals(second) ? slice.left + granted : granted;
                slice.second = second;
            }
        } catch (SQLException away) {
            LOG.debug("no permits leased", away);
        }
    }

    /// Providers that are kept in mind.
    int known() {
        return slices.size();
    }

    private Slice slice(Provider provider, int limit) {
        return slices.compute(
                provider.id(),
                (id, slice) ->
                        slice == null || slice.limit != limit
                                ? new Slice(limit, clock.instant())
                                : slice);
    }

    private Instant second() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}

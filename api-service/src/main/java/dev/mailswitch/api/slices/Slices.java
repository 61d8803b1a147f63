package dev.mailswitch.api.slices;

import dev.mailswitch.ledger.Allowances;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Leases permits of named, limited periods. A slice is a thousandth of the limit, so that a small
/// quota is exact and a large one costs a statement a thousand mails; what a process has leased and
/// not used when it dies is lost to the period. A period known to be used up costs no statement at
/// all.
@Singleton
public class Slices {

    private static final int SHARE = 1_000;

    /// How long one may wait for another's lease of the same thing, and how many may.
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final int MOST_WAITING = 1_000;

    /// How often what has ended is forgotten.
    private static final Duration SWEEP = Duration.ofMinutes(1);

    /// A period of a limited thing.
    ///
    /// @param name  what is limited, as `quota/…`
    /// @param start of the period
    /// @param end   of the period; the limit is whole again from then on
    /// @param limit permits in the period
    public record Period(String name, Instant start, Instant end, long limit) {}

    /// What came of asking.
    ///
    /// @param granted   whether the permits were had
    /// @param remaining permits left in the period, as far as this process knows
    public record Grant(boolean granted, long remaining) {}

    /// Where slices come from; [Allowances#lease].
    @FunctionalInterface
    interface Source {
        long lease(String name, Instant start, long limit, long wanted) throws SQLException;
    }

    private final Source source;
    private final InstantSource clock;
    private final Map<String, Balance> balances = new ConcurrentHashMap<>();
    private volatile Instant nextSweep = Instant.MIN;

    @Inject
    Slices(Allowances allowances, InstantSource clock) {
        this(allowances::lease, clock);
    }

    Slices(Source source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    /// Takes `wanted` permits, all or none.
    ///
    /// @throws SQLException if a slice had to be leased and the database did not give an answer, or
    ///                      too many wait for that already
    public Grant take(Period period, long wanted) throws SQLException {
        Balance balance = balance(period);
        if (balance.start().isAfter(period.start())) {
            return late(period, wanted);
        }
        Grant grant = balance.take(wanted, period.limit());
        return grant.granted() || balance.usedUp(period.limit())
                ? grant
                : leased(period, balance, wanted);
    }

    /// Takes `wanted` permits of each, or none of any.
    ///
    /// @return the period that is used up, if one is
    public Optional<Period> takeAll(List<Period> periods, long wanted) throws SQLException {
        List<Period> taken = new ArrayList<>();
        boolean all = false;
        try {
            for (Period period : periods) {
                if (!take(period, wanted).granted()) {
                    return Optional.of(period);
                }
                taken.add(period);
            }
            all = true;
            return Optional.empty();
        } finally {
            if (!all) {
                taken.forEach(period -> giveBack(period, wanted));
            }
        }
    }

    /// Gives back what was taken and not used after all. What was of a period that is over is over
    /// too.
    public void giveBack(Period period, long permits) {
        Balance balance = balances.get(period.name());
        if (balance != null && balance.start().equals(period.start())) {
            balance.add(permits);
        }
    }

    /// How many things are remembered.
    int size() {
        return balances.size();
    }

    private Grant leased(Period period, Balance balance, long wanted) throws SQLException {
        if (balance.leasing().getQueueLength() >= MOST_WAITING || !lock(balance)) {
            throw new SQLTransientConnectionException("too many wait for permits", "08000");
        }
        try {
            long missing = balance.missing(wanted);
            if (missing > 0 && !balance.usedUp(period.limit())) {
                long slice = Math.max(missing, period.limit() / SHARE);
                balance.leased(
                        source.lease(period.name(), period.start(), period.limit(), slice),
                        slice,
                        period.limit());
            }
            return balance.take(wanted, period.limit());
        } finally {
            balance.leasing().unlock();
        }
    }

    private static boolean lock(Balance balance) throws SQLException {
        try {
            return balance.leasing().tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("the service is stopping", "08000", stop);
        }
    }

    /// Somebody who began before the period changed: rare, and served without our memory, which is
    /// of the new period.
    private Grant late(Period period, long wanted) throws SQLException {
        long granted = source.lease(period.name(), period.start(), period.limit(), wanted);
        return new Grant(granted >= wanted, 0);
    }

    private Balance balance(Period period) {
        sweep();
        return balances.compute(
                period.name(),
                (name, old) ->
                        old == null || old.start().isBefore(period.start())
                                ? new Balance(period.start(), period.end())
                                : old);
    }

    private void sweep() {
        Instant now = clock.instant();
        if (now.isBefore(nextSweep)) {
            return;
        }
        nextSweep = now.plus(SWEEP);
        balances.values().removeIf(balance -> !balance.end().isAfter(now));
    }
}

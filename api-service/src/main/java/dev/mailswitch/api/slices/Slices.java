package dev.mailswitch.api.slices;

import dev.mailswitch.ledger.Allowances;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Leases permits of named, limited periods. A slice is a thousandth of the limit, so that a small
/// quota is exact and a large one costs a statement a thousand mails; what a process has leased and
/// not used when it dies is lost to the period.
@Singleton
public class Slices {

    private static final int SHARE = 1_000;
    private static final int FORGET_ABOVE = 10_000;

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

    private static final class Balance {
        private final Instant start;
        private long held;
        private long leased;

        private Balance(Instant start) {
            this.start = start;
        }
    }

    private final Allowances allowances;
    private final Map<String, Balance> balances = new ConcurrentHashMap<>();

    Slices(Allowances allowances) {
        this.allowances = allowances;
    }

    /// Takes `wanted` permits, all or none.
    public Grant take(Period period, long wanted) throws SQLException {
        Balance balance = balance(period);
        synchronized (balance) {
            if (balance.held < wanted) {
                lease(period, balance, Math.max(wanted - balance.held, period.limit() / SHARE));
            }
            boolean granted = balance.held >= wanted;
            if (granted) {
                balance.held -= wanted;
            }
            return new Grant(granted, balance.held + Math.max(0, period.limit() - balance.leased));
        }
    }

    /// Gives back what was taken and not used after all.
    public void giveBack(Period period, long permits) {
        Balance balance = balance(period);
        synchronized (balance) {
            balance.held += permits;
        }
    }

    private Balance balance(Period period) {
        if (balances.size() > FORGET_ABOVE) {
            balances.values().removeIf(old -> old.start.isBefore(period.start()));
        }
        return balances.compute(
                period.name(),
                (name, old) ->
                        old != null && old.start.equals(period.start())
                                ? old
                                : new Balance(period.start()));
    }

    private void lease(Period period, Balance balance, long slice) throws SQLException {
        long granted = allowances.lease(period.name(), period.start(), period.limit(), slice);
        balance.held += granted;
        // A short slice was the last one.
        balance.leased = granted < slice ? period.limit() : balance.leased + granted;
    }
}

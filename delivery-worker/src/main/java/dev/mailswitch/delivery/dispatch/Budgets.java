package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.ledger.Allowances;
import dev.mailswitch.ledger.Allowances.Window;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.Budget;
import dev.mailswitch.provider.Provider;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Mails a day and a month that providers may be given, over all workers. Like [Rates], each worker
/// leases slices ahead of need and a claim only counts down in memory. What a worker has and nobody
/// asks for goes back to the others, as does what is left when the worker stops or the day ends.
///
/// A budget is never exceeded. A worker that is killed takes the slice it has in hand with it (a
/// fiftieth of the smaller limit, at least 20 and at most 1,000 mails), and what it had taken for
/// calls not yet made: nobody may send these in that day or month. A slice is counted before it is in
/// hand, and out of hand before it is given back, so a kill between the two never counts too little.
final class Budgets {

    private static final Logger LOG = LoggerFactory.getLogger(Budgets.class);

    /// A provider nobody has asked for since is idle: its permits are other workers'.
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final Leases leases;
    private final InstantSource clock;
    private final Map<ProviderId, Purse> purses = new ConcurrentHashMap<>();

    /// Purses that nobody takes from any more, to be given back.
    private final Queue<Purse> over = new ConcurrentLinkedQueue<>();

    private volatile boolean closed;

    /// Where permits come from and go back to.
    interface Leases {

        Allowances.Lease lease(List<Window> windows, long wanted) throws SQLException;

        void giveBack(List<Window> windows, long permits) throws SQLException;

        static Leases of(Allowances allowances) {
            return new Leases() {
                @Override
                public Allowances.Lease lease(List<Window> windows, long wanted)
                        throws SQLException {
                    return allowances.lease(windows, wanted);
                }

                @Override
                public void giveBack(List<Window> windows, long permits) throws SQLException {
                    allowances.giveBack(windows, permits);
                }
            };
        }
    }

    /// Permits that were taken for a call.
    @FunctionalInterface
    interface Permits {

        Permits NONE = () -> {};

        /// The call will not be made.
        void giveBack();
    }

    Budgets(Leases leases, InstantSource clock) {
        this.leases = leases;
        this.clock = clock;
    }

    /// What there is for a mail through the provider now. Asking shows the need.
    Purse.State ask(Provider provider) {
        return provider.budget().equals(Budget.NONE)
                ? Purse.UNLIMITED
                : purse(provider).ask(clock.instant());
    }

    /// The same, but shows no need: of a provider nobody has asked for nothing is known to be
    /// limited.
    Purse.State state(Provider provider) {
        Purse purse = purses.get(provider.id());
        return purse != null && purse.isOf(provider.budget(), today())
                ? purse.state()
                : Purse.UNLIMITED;
    }

    /// Takes a permit for each recipient of a call, or none.
    Optional<Permits> take(Provider provider, int recipients) {
        if (provider.budget().equals(Budget.NONE)) {
            return Optional.of(Permits.NONE);
        }
        Purse purse = purse(provider);
        purse.ask(clock.instant());
        return purse.take(recipients)
                ? Optional.of(() -> purse.giveBack(recipients))
                : Optional.empty();
    }

    /// Leases the next slices of providers that are in demand and gives back those of the others.
    /// Claims never wait for it.
    void refill() {
        if (closed) {
            return;
        }
        Instant idle = clock.instant().minus(IDLE);
        LocalDate today = today();
        purses.values()
                .removeIf(
                        purse -> {
                            boolean gone = !purse.isOf(today) || purse.askedBefore(idle);
                            if (gone) {
                                over.add(purse);
                            }
                            return gone;
                        });
        giveBackOver();
        purses.values().forEach(this::refill);
    }

    private void refill(Purse purse) {
        long wanted = purse.missing(clock.instant());
        if (wanted <= 0) {
            return;
        }
        try {
            Allowances.Lease lease = leases.lease(purse.windows(), wanted);
            if (!purse.add(lease, clock.instant())) {
                giveBack(purse, lease.granted());
            }
        } catch (SQLException away) {
            LOG.debug("no permits leased", away);
        }
    }

    private void giveBackOver() {
        for (Purse purse = over.poll(); purse != null; purse = over.poll()) {
            giveBack(purse, purse.empty());
        }
    }

    private void giveBack(Purse purse, long permits) {
        if (permits == 0) {
            return;
        }
        try {
            leases.giveBack(purse.windows(), permits);
        } catch (SQLException away) {
            // Not again: it may have been done, and would give back what was never ours.
            LOG.debug("{} permits are lost to {}", permits, purse.windows(), away);
        }
    }

    /// Gives everything back; leases no more. Called when no call is made any more.
    void close() {
        closed = true;
        over.addAll(purses.values());
        purses.clear();
        giveBackOver();
    }

    /// Providers that are kept in mind.
    int known() {
        return purses.size();
    }

    private Purse purse(Provider provider) {
        LocalDate today = today();
        return purses.compute(
                provider.id(),
                (id, purse) -> {
                    if (purse != null && purse.isOf(provider.budget(), today)) {
                        return purse;
                    }
                    if (purse != null) {
                        over.add(purse);
                    }
                    return new Purse(id, provider.budget(), today, clock.instant());
                });
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}

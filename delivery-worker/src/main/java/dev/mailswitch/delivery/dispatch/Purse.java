package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.ledger.Allowances;
import dev.mailswitch.ledger.Allowances.Window;
import dev.mailswitch.ledger.BudgetWindows;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.Budget;
import dev.mailswitch.routing.Room;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What this worker has in hand of a provider's budget on one day. Used by all lanes; every method
/// returns at once.
final class Purse {

    /// A slice is so much of the smallest limit, within these bounds: enough for a batch of mails
    /// where there is as much, and little to lose with a worker that dies.
    private static final long SHARE = 50;

    private static final long LEAST = 20;
    private static final long MOST = 1_000;

    /// How often a budget that is used up is asked for again: another worker may have given some back.
    private static final Duration ASK_AGAIN = Duration.ofMinutes(1);

    /// What there is for a mail now.
    sealed interface State {

        /// @param permits above 0
        record InHand(long permits) implements State {}

        /// Not leased yet; the next refill will tell.
        record Awaited() implements State {}

        /// @param full what a mail is told
        record UsedUp(Room.Place.Full full) implements State {}
    }

    /// Where nothing limits.
    static final State UNLIMITED = new State.InHand(Long.MAX_VALUE);

    private final Budget budget;
    private final LocalDate day;
    private final BudgetWindows windows;
    private final long slice;
    private long inHand;
    private Instant asked;

    /// Whether somebody has asked since the last lease.
    private boolean wanted;

    private @Nullable Window usedUp;
    private Instant askAgain = Instant.MIN;
    private boolean closed;

    Purse(ProviderId provider, Budget budget, LocalDate day, Instant now) {
        this.budget = budget;
        this.day = day;
        this.windows = BudgetWindows.of(provider, budget, day);
        long limit = windows.all().mapToLong(Window::limit).min().orElse(0);
        this.slice = Math.clamp(limit / SHARE, LEAST, MOST);
        this.asked = now;
    }

    boolean isOf(Budget current, LocalDate today) {
        return day.equals(today) && budget.equals(current);
    }

    boolean isOf(LocalDate today) {
        return day.equals(today);
    }

    List<Window> windows() {
        return windows.all().toList();
    }

    synchronized boolean askedBefore(Instant moment) {
        return asked.isBefore(moment);
    }

    /// Asking shows the need.
    synchronized State ask(Instant now) {
        wanted = true;
        asked = now;
        return state();
    }

    synchronized State state() {
        if (unlimited()) {
            return UNLIMITED;
        }
        if (inHand > 0) {
            return new State.InHand(inHand);
        }
        if (usedUp == null) {
            return new State.Awaited();
        }
        return new State.UsedUp(windows.full(usedUp));
    }

    private boolean unlimited() {
        return windows.day() == null && windows.month() == null;
    }

    /// Takes all or nothing.
    synchronized boolean take(long permits) {
        if (unlimited()) {
            return true;
        }
        if (inHand < permits) {
            return false;
        }
        inHand -= permits;
        return true;
    }

    /// Takes back what was not used after all. Of a purse that was emptied it is lost: too little to
    /// be worth a statement.
    synchronized void giveBack(long permits) {
        if (!closed && !unlimited()) {
            inHand += permits;
        }
    }

    /// How many permits to lease now; 0 if there are enough, nobody wants them or there are none.
    synchronized long missing(Instant now) {
        boolean none = usedUp != null && now.isBefore(askAgain);
        if (closed || unlimited() || !wanted || none || inHand > slice / 2) {
            return 0;
        }
        wanted = false;
        return slice - inHand;
    }

    /// Takes in what was leased.
    ///
    /// @return false if it was emptied meanwhile: then the permits go back where they came from
    synchronized boolean add(Allowances.Lease lease, Instant now) {
        if (closed) {
            return false;
        }
        inHand += lease.granted();
        usedUp = lease.usedUp().orElse(null);
        askAgain = now.plus(ASK_AGAIN);
        return true;
    }

    /// Takes out all there is; nothing comes in any more.
    ///
    /// @return the permits to give back
    synchronized long empty() {
        closed = true;
        long rest = inHand;
        inHand = 0;
        return rest;
    }
}

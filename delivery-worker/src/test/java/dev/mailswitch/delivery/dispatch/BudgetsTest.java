package dev.mailswitch.delivery.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.provider.Budget;
import dev.mailswitch.provider.Provider;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BudgetsTest {

    private Instant now = Instant.parse("2026-05-30T12:00:00Z");
    private final TestLeases leases = new TestLeases();
    private final Budgets budgets = worker();

    private Budgets worker() {
        return new Budgets(leases, () -> now);
    }

    private static Provider provider(@Nullable Integer perDay, @Nullable Integer perMonth) {
        return provider(new Budget(perDay, perMonth, null));
    }

    private static Provider provider(Budget budget) {
        return TestProviders.route(1, 10, null, budget).provider();
    }

    /// Takes as much as there is, with refills in between.
    private long takeAll(Budgets worker, Provider provider) {
        long taken = 0;
        while (!(worker.ask(provider) instanceof Purse.State.UsedUp)) {
            if (worker.take(provider, 1).isPresent()) {
                taken++;
            } else {
                worker.refill();
            }
        }
        return taken;
    }

    @Test
    void askingShowsTheNeedAndTheNextRefillMeetsIt() {
        Provider provider = provider(10_000, null);
        assertThat(budgets.ask(provider)).isEqualTo(new Purse.State.Awaited());
        budgets.refill();
        assertThat(budgets.ask(provider)).isEqualTo(new Purse.State.InHand(200));
    }

    @Test
    void noStatementIsMadeForEachMail() {
        Provider provider = provider(100_000, null);
        assertThat(takeAll(budgets, provider)).isEqualTo(100_000);
        assertThat(leases.asked).isLessThan(500);
    }

    @Test
    void allWorkersTogetherKeepToTheDay() {
        Provider provider = provider(95, null);
        Budgets other = worker();
        other.ask(provider);
        other.refill();
        assertThat(takeAll(budgets, provider) + takeAll(other, provider)).isEqualTo(95);
        Purse.State state = budgets.ask(provider);
        assertThat(state).isInstanceOf(Purse.State.UsedUp.class);
        Purse.State.UsedUp none = (Purse.State.UsedUp) state;
        assertThat(none.full().why()).isEqualTo("its budget of the day is used up");
        assertThat(none.full().until()).isEqualTo("2026-05-31T00:00:00Z");
    }

    @Test
    void theMonthEndsWhatTheDayWouldAllow() {
        Provider provider = provider(100, 150);
        assertThat(takeAll(budgets, provider)).isEqualTo(100);
        now = now.plus(Duration.ofDays(1));
        assertThat(takeAll(budgets, provider)).isEqualTo(50);
        Purse.State.UsedUp none = (Purse.State.UsedUp) budgets.ask(provider);
        assertThat(none.full().why()).isEqualTo("its budget of the month is used up");
        assertThat(none.full().until()).isEqualTo("2026-06-01T00:00:00Z");
        now = now.plus(Duration.ofDays(1));
        assertThat(takeAll(budgets, provider)).isEqualTo(100);
    }

    @Test
    void aWarmUpGivesMoreEachDay() {
        LocalDate start = LocalDate.parse("2026-05-30");
        Provider provider = provider(new Budget(60, null, new Budget.WarmUp(start, 30, 1.5, 10)));
        assertThat(takeAll(budgets, provider)).isEqualTo(30);
        now = now.plus(Duration.ofDays(1));
        assertThat(takeAll(budgets, provider)).isEqualTo(45);
        now = now.plus(Duration.ofDays(1));
        assertThat(takeAll(budgets, provider)).isEqualTo(60);
    }

    @Test
    void whatIsLeftOfTheDayGoesBackToTheMonth() {
        Provider provider = provider(1_000, 1_000);
        budgets.ask(provider);
        budgets.refill();
        assertThat(budgets.take(provider, 5)).isPresent();
        assertThat(leases.leased("month")).isEqualTo(20);
        now = now.plus(Duration.ofDays(1));
        budgets.refill();
        assertThat(leases.leased("month")).isEqualTo(5);
    }

    @Test
    void aWorkerThatHasNothingToSendGivesItsPermitsToOthers() {
        Provider provider = provider(10, null);
        Budgets other = worker();
        other.ask(provider);
        other.refill();
        budgets.ask(provider);
        budgets.refill();
        assertThat(budgets.ask(provider)).isInstanceOf(Purse.State.UsedUp.class);
        now = now.plus(Duration.ofSeconds(61));
        other.refill();
        assertThat(other.known()).isZero();
        budgets.ask(provider);
        budgets.refill();
        assertThat(takeAll(budgets, provider)).isEqualTo(10);
    }

    @Test
    void aUsedUpBudgetIsAskedForOnceAMinute() {
        Provider provider = provider(1, null);
        takeAll(budgets, provider);
        int before = leases.asked;
        for (int i = 0; i < 5 * 60; i++) {
            budgets.ask(provider);
            budgets.refill();
            now = now.plusMillis(200);
        }
        assertThat(leases.asked - before).isLessThanOrEqualTo(2);
    }

    @Test
    void aStopGivesEverythingBackAndLeasesNoMore() {
        Provider provider = provider(1_000, 10_000);
        budgets.ask(provider);
        budgets.refill();
        assertThat(budgets.take(provider, 3)).isPresent();
        budgets.close();
        assertThat(leases.leased("day")).isEqualTo(3);
        assertThat(leases.leased("month")).isEqualTo(3);
        budgets.ask(provider);
        budgets.refill();
        assertThat(leases.leased("day")).isEqualTo(3);
    }

    @Test
    void aKilledWorkerCostsNoMoreThanItsSlice() {
        Provider provider = provider(1_000, null);
        Budgets killed = worker();
        killed.ask(provider);
        killed.refill();
        assertThat(takeAll(budgets, provider)).isEqualTo(1_000 - 20);
    }

    @Test
    void permitsOfACallThatIsNotMadeCanBeTakenAgain() {
        Provider provider = provider(10, null);
        budgets.ask(provider);
        budgets.refill();
        Budgets.Permits permits = budgets.take(provider, 10).orElseThrow();
        assertThat(budgets.take(provider, 1)).isEmpty();
        permits.giveBack();
        assertThat(budgets.take(provider, 10)).isPresent();
    }

    @Test
    void aRaisedBudgetCountsAtOnce() {
        takeAll(budgets, provider(10, null));
        assertThat(takeAll(budgets, provider(25, null))).isEqualTo(15);
    }

    @Test
    void aLoweredBudgetThatIsPassedAlreadyGivesNothing() {
        takeAll(budgets, provider(10, null));
        assertThat(takeAll(budgets, provider(5, null))).isZero();
        assertThat(leases.leased("day")).isEqualTo(10);
    }

    @Test
    void whileTheDatabaseIsAwayNothingIsMadeUp() {
        Provider provider = provider(100, null);
        leases.away = true;
        budgets.ask(provider);
        budgets.refill();
        assertThat(budgets.ask(provider)).isEqualTo(new Purse.State.Awaited());
        assertThat(budgets.take(provider, 1)).isEmpty();
        leases.away = false;
        assertThat(takeAll(budgets, provider)).isEqualTo(100);
    }

    @Test
    void withoutABudgetThereIsNothingToLease() {
        Provider free = provider(Budget.NONE);
        assertThat(budgets.take(free, 1_000)).isPresent();
        LocalDate past = LocalDate.parse("2026-01-01");
        Provider warm = provider(new Budget(null, null, new Budget.WarmUp(past, 1, 2, 5)));
        assertThat(budgets.take(warm, 1_000)).isPresent();
        budgets.refill();
        assertThat(leases.asked).isZero();
    }
}

package dev.mailswitch.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetTest {

    private static final LocalDate START = LocalDate.parse("2026-05-01");

    /// 50 mails, doubled each day for ten days, up to 5,000 a day.
    private static final Budget WARMED =
            new Budget(5_000, null, new Budget.WarmUp(START, 50, 2, 10));

    @ParameterizedTest
    @CsvSource({
        "2025-01-01, 50",
        "2026-04-30, 50",
        "2026-05-01, 50",
        "2026-05-02, 100",
        "2026-05-03, 200",
        "2026-05-07, 3200",
        // 6,400 would be more than the day's budget.
        "2026-05-08, 5000",
        "2026-05-10, 5000",
        "2026-05-11, 5000",
        "2199-12-31, 5000"
    })
    void aWarmUpGrowsUntilTheBudgetOfTheDay(LocalDate day, long limit) {
        assertThat(WARMED.limitOn(day)).hasValue(limit);
    }

    @Test
    void afterItsLastDayAWarmUpLimitsNoMore() {
        Budget budget = new Budget(null, null, new Budget.WarmUp(START, 50, 2, 10));
        assertThat(budget.limitOn(START.plusDays(9))).hasValue(25_600);
        assertThat(budget.limitOn(START.plusDays(10))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"100, 1.15, 1, 115", "50, 1.1, 2, 61", "10, 1.0, 300, 10", "7, 1.3, 3, 15"})
    void aDaysLimitIsRoundedToWholeMails(int firstDay, double growth, int day, long limit) {
        Budget budget = new Budget(null, null, new Budget.WarmUp(START, firstDay, growth, 366));
        assertThat(budget.limitOn(START.plusDays(day))).hasValue(limit);
    }

    @Test
    void aRampBeyondAllNumbersStaysALimit() {
        Budget.WarmUp steep = new Budget.WarmUp(START, Integer.MAX_VALUE, 3, 366);
        assertThat(new Budget(null, null, steep).limitOn(START.plusDays(365)))
                .hasValue(Long.MAX_VALUE);
        assertThat(new Budget(7, null, steep).limitOn(START.plusDays(365))).hasValue(7);
    }

    @Test
    void withoutABudgetOrAWarmUpNoDayIsLimited() {
        assertThat(Budget.NONE.limitOn(START)).isEmpty();
        assertThat(new Budget(null, 10, null).limitOn(START)).isEmpty();
        assertThat(new Budget(10, null, null).limitOn(START)).hasValue(10);
    }

    @ParameterizedTest
    @CsvSource({"0, 1.5, 10", "1, 0.9, 10", "1, 3.1, 10", "1, NaN, 10", "1, 1.5, 0", "1, 1.5, 367"})
    void aWarmUpOutOfItsBoundsIsNone(int firstDay, double growth, int days) {
        assertThatThrownBy(() -> new Budget.WarmUp(START, firstDay, growth, days))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

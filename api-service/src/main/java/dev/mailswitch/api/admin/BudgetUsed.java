package dev.mailswitch.api.admin;

import dev.mailswitch.ledger.Allowances.Window;
import dev.mailswitch.ledger.BudgetWindows;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How much of a provider's budget is gone today and this month; null where nothing limits it.
record BudgetUsed(@Nullable Period day, @Nullable Period month) {

    /// @param limit mails in the period, on this day of a warm-up
    /// @param taken by workers: called for, and the slices they have in hand
    record Period(long limit, long taken) {}

    static @Nullable BudgetUsed of(BudgetWindows windows, Map<Window, Long> leased) {
        Window day = windows.day();
        Window month = windows.month();
        return day == null && month == null
                ? null
                : new BudgetUsed(period(day, leased), period(month, leased));
    }

    private static @Nullable Period period(@Nullable Window window, Map<Window, Long> leased) {
        return window == null ? null : new Period(window.limit(), leased.getOrDefault(window, 0L));
    }
}

package dev.mailswitch.api.admin;

import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.ledger.Allowances.Window;
import dev.mailswitch.ledger.BudgetWindows;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is left of a provider's budget at a moment; null where nothing limits it.
record BudgetLeft(@Nullable Period day, @Nullable Period month) {

    /// @param left     that workers may still take; each may have a slice in hand beside it
    /// @param resetsAt when the limit is whole again
    record Period(long limit, long left, String resetsAt) {}

    static @Nullable BudgetLeft of(BudgetWindows windows, Map<Window, Long> leased) {
        Window day = windows.day();
        Window month = windows.month();
        return day == null && month == null
                ? null
                : new BudgetLeft(period(day, leased), period(month, leased));
    }

    private static @Nullable Period period(@Nullable Window window, Map<Window, Long> leased) {
        return window == null
                ? null
                : new Period(
                        window.limit(),
                        Math.max(0, window.limit() - leased.getOrDefault(window, 0L)),
                        Rfc3339.of(window.endsAt()));
    }
}

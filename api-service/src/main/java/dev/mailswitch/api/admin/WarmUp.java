package dev.mailswitch.api.admin;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.mailswitch.provider.Budget;
import java.time.DateTimeException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// How an account is warmed up, as requests and views have it; [Budget.WarmUp] says what it means.
///
/// @param start as `2026-05-01`
record WarmUp(
        @JsonPropertyDescription(WarmUp.DATE) @Nullable String start,
        @JsonPropertyDescription(Checks.POSITIVE) @Nullable Integer firstDay,
        @JsonPropertyDescription(WarmUp.GROWTH) @Nullable Double growth,
        @JsonPropertyDescription("a whole number from 1 to " + Budget.WarmUp.MOST_DAYS)
                @Nullable Integer days) {

    private static final int FIRST_YEAR = 2000;
    private static final int LAST_YEAR = 2199;
    static final String DATE = "a date as 2026-05-01, from " + FIRST_YEAR + " to " + LAST_YEAR;
    static final String GROWTH =
            "a number from "
                    + Budget.WarmUp.LEAST_GROWTH
                    + " to "
                    + Budget.WarmUp.MOST_GROWTH
                    + ": a day's limit by that of the day before";

    static @Nullable WarmUp of(Budget.@Nullable WarmUp warmUp) {
        return warmUp == null
                ? null
                : new WarmUp(
                        warmUp.start().toString(),
                        warmUp.firstDay(),
                        warmUp.growth(),
                        warmUp.days());
    }

    /// What it means; null if there is none or something is wrong, which is noted.
    static Budget.@Nullable WarmUp checked(@Nullable WarmUp given, Checks checks) {
        if (given == null) {
            return null;
        }
        int before = checks.errors().size();
        LocalDate start = start(given.start, checks);
        Integer firstDay = checks.positive("warmup.first_day", given.firstDay);
        Double growth = given.growth;
        if (growth != null
                && !(growth >= Budget.WarmUp.LEAST_GROWTH && growth <= Budget.WarmUp.MOST_GROWTH)) {
            checks.wrong("warmup.growth", "must be " + GROWTH);
        }
        int days = checks.number("warmup.days", given.days, 1, Budget.WarmUp.MOST_DAYS, 1);
        missing("warmup.start", given.start, checks);
        missing("warmup.first_day", firstDay, checks);
        missing("warmup.growth", growth, checks);
        missing("warmup.days", given.days, checks);
        return checks.errors().size() > before
                        || start == null
                        || firstDay == null
                        || growth == null
                ? null
                : new Budget.WarmUp(start, firstDay, growth, days);
    }

    private static void missing(String field, @Nullable Object given, Checks checks) {
        if (given == null) {
            checks.missing(field);
        }
    }

    private static @Nullable LocalDate start(@Nullable String given, Checks checks) {
        if (given == null) {
            return null;
        }
        try {
            LocalDate date = LocalDate.parse(given);
            if (date.getYear() >= FIRST_YEAR && date.getYear() <= LAST_YEAR) {
                return date;
            }
        } catch (DateTimeException none) {
            // Said below.
        }
        checks.wrong("warmup.start", "must be " + DATE);
        return null;
    }
}

package dev.mailswitch.provider;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// How many mails an account may be given. One mail to n recipients counts n times, as it does in
/// the plans and quotas of vendors. Days and calendar months are UTC's.
///
/// @param perDay   above 0, or null: no limit
/// @param perMonth above 0, or null: no limit
/// @param warmUp   or null: the account is not new
public record Budget(
        @Nullable Integer perDay, @Nullable Integer perMonth, @Nullable WarmUp warmUp) {

    /// As many as there are.
    public static final Budget NONE = new Budget(null, null, null);

    /// @throws IllegalArgumentException if a limit is not above 0
    public Budget {
        if (perDay != null && perDay < 1 || perMonth != null && perMonth < 1) {
            throw new IllegalArgumentException("a budget is above 0");
        }
    }

    /// How many mails may go out on a day: what the warm-up gives, never above the day's budget;
    /// empty if nothing limits that day.
    public OptionalLong limitOn(LocalDate day) {
        OptionalLong ramp = warmUp == null ? OptionalLong.empty() : warmUp.limitOn(day);
        if (perDay == null) {
            return ramp;
        }
        return OptionalLong.of(Math.min(perDay, ramp.orElse(perDay)));
    }

    /// How a new account or address gains its reputation: a little more each day. Until its start and
    /// on it, the first day's mails; from the day after its last day on, no limit of its own.
    ///
    /// @param start    the first day
    /// @param firstDay mails of that day, above 0
    /// @param growth   a day's limit by that of the day before, from [#LEAST_GROWTH] to [#MOST_GROWTH]
    /// @param days     how many days it takes, its first among them, from 1 to [#MOST_DAYS]
    public record WarmUp(LocalDate start, int firstDay, double growth, int days) {

        public static final double LEAST_GROWTH = 1.0;
        public static final double MOST_GROWTH = 3.0;
        public static final int MOST_DAYS = 366;

        /// @throws IllegalArgumentException if a part is out of its bounds
        public WarmUp {
            if (firstDay < 1
                    || !(growth >= LEAST_GROWTH && growth <= MOST_GROWTH)
                    || days < 1
                    || days > MOST_DAYS) {
                throw new IllegalArgumentException("no warm-up grows like that");
            }
        }

        /// Rounded to whole mails; empty when it is over.
        OptionalLong limitOn(LocalDate day) {
            long grown = Math.max(0, ChronoUnit.DAYS.between(start, day));
            return grown < days
                    // What is beyond a long is rounded to the largest one.
                    ? OptionalLong.of(Math.round(firstDay * Math.pow(growth, grown)))
                    : OptionalLong.empty();
        }
    }
}

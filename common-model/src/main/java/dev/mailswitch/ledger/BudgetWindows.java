package dev.mailswitch.ledger;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.Budget;
import dev.mailswitch.routing.Room;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The windows in which the mails of one provider count on one day; null where nothing limits it.
public record BudgetWindows(Allowances.@Nullable Window day, Allowances.@Nullable Window month) {

    private static final String NAME = "budget/%s/%s";

    public static BudgetWindows of(ProviderId provider, Budget budget, LocalDate day) {
        Integer perMonth = budget.perMonth();
        LocalDate first = day.withDayOfMonth(1);
        return new BudgetWindows(
                budget.limitOn(day).isEmpty()
                        ? null
                        : new Allowances.Window(
                                NAME.formatted(provider, "day"),
                                start(day),
                                start(day.plusDays(1)),
                                budget.limitOn(day).getAsLong()),
                perMonth == null
                        ? null
                        : new Allowances.Window(
                                NAME.formatted(provider, "month"),
                                start(first),
                                start(first.plusMonths(1)),
                                perMonth));
    }

    /// The first of which nothing is left.
    ///
    /// @param leased of each, none if it is missing
    public Optional<Allowances.Window> usedUp(Map<Allowances.Window, Long> leased) {
        return all().filter(window -> leased.getOrDefault(window, 0L) >= window.limit())
                .findFirst();
    }

    /// What a mail is told for which nothing is left.
    ///
    /// @param usedUp one of these
    public Room.Place.Full full(Allowances.Window usedUp) {
        String period = usedUp.equals(day) ? "day" : "month";
        return new Room.Place.Full(
                usedUp.endsAt(),
                Room.Lack.BUDGET,
                "its budget of the %s is used up".formatted(period));
    }

    /// Those that there are, the day first: whoever takes locks in this order.
    public Stream<Allowances.Window> all() {
        return Stream.of(Optional.ofNullable(day), Optional.ofNullable(month))
                .flatMap(Optional::stream);
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay().toInstant(ZoneOffset.UTC);
    }
}

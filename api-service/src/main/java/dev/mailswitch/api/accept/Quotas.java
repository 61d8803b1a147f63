package dev.mailswitch.api.accept;

import dev.mailswitch.api.slices.Slices;
import dev.mailswitch.directory.Environment;
import dev.mailswitch.directory.Organisation;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The periods of the quotas that a mail counts in, at a moment. Days and months are UTC's.
final class Quotas {

    private Quotas() {}

    /// The environment's, then the organisation's; either may have none.
    static List<Slices.Period> periods(
            Organisation organisation, Environment environment, Instant now) {
        return Stream.of(
                        period("quota/" + environment.id(), environment.quota(), now),
                        period("quota/" + organisation.id(), organisation.quota(), now))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Slices.Period> period(
            String name, Organisation.@Nullable Quota given, Instant now) {
        return Optional.ofNullable(given)
                .map(
                        quota -> {
                            LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
                            LocalDate start =
                                    switch (quota.period()) {
                                        case DAY -> day;
                                        case MONTH -> day.withDayOfMonth(1);
                                    };
                            LocalDate end =
                                    switch (quota.period()) {
                                        case DAY -> start.plusDays(1);
                                        case MONTH -> start.plusMonths(1);
                                    };
                            return new Slices.Period(
                                    "%s/%s".formatted(name, quota.period()),
                                    start(start),
                                    start(end),
                                    quota.mails());
                        });
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay().toInstant(ZoneOffset.UTC);
    }
}

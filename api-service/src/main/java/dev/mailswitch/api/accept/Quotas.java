package dev.mailswitch.api.accept;

import dev.mailswitch.api.slices.Slices;
import dev.mailswitch.directory.Organisation;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/// The period of an organisation's quota that a moment falls into. Days and months are UTC's.
final class Quotas {

    private Quotas() {}

    static Optional<Slices.Period> period(Organisation organisation, Instant now) {
        return Optional.ofNullable(organisation.quota())
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
                                    "quota/%s/%s".formatted(organisation.id(), quota.period()),
                                    start(start),
                                    start(end),
                                    quota.mails());
                        });
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay().toInstant(ZoneOffset.UTC);
    }
}

package dev.mailswitch.api.accept;

import dev.mailswitch.api.slices.Slices;
import dev.mailswitch.directory.Environment;
import dev.mailswitch.directory.Organisation;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The periods of the quotas that a mail counts in, at a moment. Days and months are UTC's.
///
/// @param environment  of its own quota; null: it has none
/// @param organisation of the quota of all environments together; null: there is none
record Quotas(Slices.@Nullable Period environment, Slices.@Nullable Period organisation) {

    static Quotas of(Organisation organisation, Environment environment, Instant now) {
        return new Quotas(
                period("quota/" + environment.id(), environment.quota(), now),
                period("quota/" + organisation.id(), organisation.quota(), now));
    }

    /// The environment's, then the organisation's.
    List<Slices.Period> periods() {
        return Stream.concat(Stream.ofNullable(environment), Stream.ofNullable(organisation))
                .toList();
    }

    /// @param usedUp one of the two
    Refusal.QuotaExceeded exceeded(Slices.Period usedUp, Instant now) {
        return new Refusal.QuotaExceeded(
                usedUp.equals(environment)
                        ? Refusal.QuotaExceeded.Whose.ENVIRONMENT
                        : Refusal.QuotaExceeded.Whose.ORGANISATION,
                Duration.between(now, usedUp.end()));
    }

    private static Slices.@Nullable Period period(
            String name, Organisation.@Nullable Quota quota, Instant now) {
        if (quota == null) {
            return null;
        }
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
                "%s/%s".formatted(name, quota.period()), start(start), start(end), quota.mails());
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay().toInstant(ZoneOffset.UTC);
    }
}

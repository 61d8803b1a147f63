package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.ledger.reading.Origin;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;

/// Picks the attempt that is shown. Pure.
final class RawAttempts {

    private static final Comparator<Origin.Attempt> NEWEST =
            Comparator.comparing(Origin.Attempt::startedAt)
                    .thenComparing(Origin.Attempt::no)
                    // Of those that began together, the first recipient's.
                    .thenComparing(Origin.Attempt::position, Comparator.reverseOrder());

    private RawAttempts() {}

    /// The newest that a provider accepted, else the newest.
    ///
    /// @param asked which of them are meant
    static Optional<Origin.Attempt> pick(Origin origin, Predicate<Origin.Attempt> asked) {
        return origin.attempts().stream()
                .filter(asked)
                .max(Comparator.comparing(Origin.Attempt::accepted).thenComparing(NEWEST));
    }
}

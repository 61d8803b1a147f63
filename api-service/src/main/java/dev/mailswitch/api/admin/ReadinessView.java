package dev.mailswitch.api.admin;

import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.readiness.Known;
import dev.mailswitch.readiness.State;
import org.jspecify.annotations.Nullable;

/// Whether an account can be used, as its provider said when a worker asked last.
///
/// @param state     ready, not_ready or not_known
/// @param detail    what is missing and what to do, or why nobody can tell; null where it is ready
/// @param checkedAt when it was asked; null: not yet
record ReadinessView(String state, @Nullable String detail, @Nullable String checkedAt) {

    private static final ReadinessView NOT_YET =
            new ReadinessView(State.NOT_KNOWN.word(), "it was not asked yet", null);

    static ReadinessView of(@Nullable Known known) {
        return known == null
                ? NOT_YET
                : new ReadinessView(
                        State.of(known.readiness()).word(),
                        State.words(known.readiness()).orElse(null),
                        Rfc3339.of(known.at()));
    }

    /// The same about a From.
    ///
    /// @param from its address
    record OfSender(
            String from, String state, @Nullable String detail, @Nullable String checkedAt) {

        static OfSender of(String from, @Nullable Known known) {
            ReadinessView view = ReadinessView.of(known);
            return new OfSender(from, view.state(), view.detail(), view.checkedAt());
        }
    }
}

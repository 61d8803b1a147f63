package dev.mailswitch.api.accept;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was found about a submission before anything is written.
sealed interface Verdict {

    /// It can be accepted, as far as quotas and earlier requests allow.
    ///
    /// @param suppressed who gets no mail, by position
    record Sound(Draft draft, Matter.Written written, Map<Integer, Suppressed> suppressed)
            implements Verdict {}

    /// @param draft null if its organisation or environment is not known, or it has no recipients
    record Wrong(@Nullable Draft draft, Refusal refusal) implements Verdict {}
}

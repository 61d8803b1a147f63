package dev.mailswitch.routing;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.model.outcome.Scope;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One earlier attempt for a recipient that is still open.
///
/// @param no         counts up from 1
/// @param call       the provider call it travelled in; a repeat under a key has the call of the
///     first, a copy one of its own
/// @param finishedAt null while open
/// @param outcome    null if it was found open after a takeover: nobody knows its end
public record PastAttempt(
        int no,
        ProviderId provider,
        UUID call,
        Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Outcome outcome) {

    public PastAttempt {
        if (no < 1) {
            throw new IllegalArgumentException("attempts count from 1");
        }
        if ((finishedAt == null) != (outcome == null)) {
            throw new IllegalArgumentException("an attempt ends with an outcome");
        }
    }

    /// What it means for an open recipient. Left open, it is Unknown. Accepted and yet open again,
    /// the provider's feedback said that it was blocked.
    Outcome answer() {
        if (outcome == null) {
            return new Outcome.Unknown(Phase.ANSWER, "its worker was lost");
        }
        if (outcome instanceof Outcome.Accepted) {
            return new Outcome.Blocked(
                    BounceClass.PROVIDER_BLOCK, Scope.RECIPIENT_DOMAIN, "accepted, then blocked");
        }
        return outcome;
    }

    /// When it ended; of one left open only the start is known.
    Instant ended() {
        return finishedAt == null ? startedAt : finishedAt;
    }
}

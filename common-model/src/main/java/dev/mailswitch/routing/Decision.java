package dev.mailswitch.routing;

import dev.mailswitch.directory.Route;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.lifecycle.WaitCause;
import dev.mailswitch.model.outcome.BounceClass;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What happens next to a recipient. The reason is a short sentence for people, at most
/// [#MAX_WHY] characters; it holds provider names, never addresses.
public sealed interface Decision {

    int MAX_WHY = 200;

    String why();

    /// Call this provider now.
    ///
    /// @param attempt  the number of the new attempt
    /// @param probe    the provider was shut; the caller must first win the probe
    ///     (`Probes.take`), else decide again without this way
    /// @param repeat   the call to repeat, and how; null for a call of its own
    record Send(Route via, int attempt, String why, boolean probe, @Nullable Repeat repeat)
            implements Decision {

        public Send {
            why = bounded(why);
        }

        /// The call this one repeats.
        public Optional<UUID> repeated() {
            return Optional.ofNullable(repeat).map(Repeat::call);
        }
    }

    /// Look again then, never after the mail's deadline. A recipient whose last attempt is in
    /// doubt stays `delivering` meanwhile ([Pending#inDoubt]), any other is `queued`.
    ///
    /// @param cause of several the one that is expected to end first
    record Wait(Instant until, WaitCause cause, String why) implements Decision {
        public Wait {
            why = bounded(why);
        }
    }

    /// It is over.
    ///
    /// @param status      bounced or failed
    /// @param bounceClass null if nobody refused it
    record Settle(Status status, @Nullable BounceClass bounceClass, String why)
            implements Decision {
        public Settle {
            if (status != Status.BOUNCED && status != Status.FAILED) {
                throw new IllegalArgumentException("only a bounce or a failure is decided here");
            }
            if (why.isBlank()) {
                throw new IllegalArgumentException("an end needs a reason");
            }
            why = bounded(why);
        }
    }

    private static String bounded(String why) {
        return why.length() <= MAX_WHY ? why : why.substring(0, MAX_WHY - 1) + "…";
    }
}

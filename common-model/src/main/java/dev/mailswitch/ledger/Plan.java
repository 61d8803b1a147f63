package dev.mailswitch.ledger;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.lifecycle.WaitCause;
import dev.mailswitch.model.outcome.BounceClass;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What was decided about the due recipients of one mail; each stands in exactly one of the lists.
public record Plan(List<Call> calls, List<Defer> deferred, List<End> ended) {

    public Plan {
        calls = List.copyOf(calls);
        deferred = List.copyOf(deferred);
        ended = List.copyOf(ended);
    }

    /// One provider call.
    ///
    /// @param key      shared by its recipients; a repeat of an earlier call under its key, or a
    ///     question about it where keys are taken, has that call's
    /// @param why      why this provider, for the timeline
    /// @param renderer version of the composer whose bytes a repeat must have
    /// @param madeWith a digest of what else its bytes, and who knows its key, depend on beside the
    ///     mail; null where the provider takes no keys
    /// @param question what is asked before anything goes out, or null. It is not put on record:
    ///     should the worker be lost, the call counts as one that may have gone out
    public record Call(
            UUID key,
            ProviderId provider,
            int tier,
            String why,
            int renderer,
            List<Leg> legs,
            @Nullable Long madeWith,
            @Nullable Question question) {
        public Call {
            legs = List.copyOf(legs);
        }

        /// Without a question.
        public Call(
                UUID key,
                ProviderId provider,
                int tier,
                String why,
                int renderer,
                List<Leg> legs,
                @Nullable Long madeWith) {
            this(key, provider, tier, why, renderer, legs, madeWith, null);
        }

        /// Of a provider that takes no keys.
        public Call(
                UUID key, ProviderId provider, int tier, String why, int renderer, List<Leg> legs) {
            this(key, provider, tier, why, renderer, legs, null);
        }
    }

    /// Whether the provider has one of these calls, whose answer never came.
    ///
    /// @param calls their keys, the newest first; everybody in the asking call was in each of them
    /// @param copy  another copy may go out if it has none
    public record Question(List<UUID> calls, boolean copy) {
        public Question {
            calls = List.copyOf(calls);
        }
    }

    /// A recipient's attempt in a call.
    ///
    /// @param from the provider of the attempt before, if this one goes elsewhere
    public record Leg(int position, int attempt, @Nullable ProviderId from) {}

    /// Look again later.
    ///
    /// @param cause if it is for a way to go, a change of the settings may come first
    public record Defer(int position, Instant until, WaitCause cause, String why) {}

    /// It is over: [Status#BOUNCED] or [Status#FAILED].
    public record End(
            int position, Status status, @Nullable BounceClass bounceClass, String reason) {
        public End {
            if (status != Status.BOUNCED && status != Status.FAILED) {
                throw new IllegalArgumentException("a recipient is given up as bounced or failed");
            }
        }
    }
}

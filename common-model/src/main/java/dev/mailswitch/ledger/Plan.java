package dev.mailswitch.ledger;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.Status;
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
    /// @param key      shared by its recipients; a repeat of an earlier call has that call's key
    /// @param why      why this provider, for the timeline
    /// @param renderer version of the composer whose bytes a repeat must have
    /// @param madeWith a digest of what else its bytes, and who knows its key, depend on beside the
    ///     mail; null where the provider takes no keys
    public record Call(
            UUID key,
            ProviderId provider,
            int tier,
            String why,
            int renderer,
            List<Leg> legs,
            @Nullable Long madeWith) {
        public Call {
            legs = List.copyOf(legs);
        }

        /// Of a provider that takes no keys.
        public Call(
                UUID key, ProviderId provider, int tier, String why, int renderer, List<Leg> legs) {
            this(key, provider, tier, why, renderer, legs, null);
        }
    }

    /// A recipient's attempt in a call.
    ///
    /// @param from the provider of the attempt before, if this one goes elsewhere
    public record Leg(int position, int attempt, @Nullable ProviderId from) {}

    /// Look again later.
    public record Defer(int position, Instant until, String why) {}

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

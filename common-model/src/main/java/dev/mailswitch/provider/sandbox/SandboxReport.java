package dev.mailswitch.provider.sandbox;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.wire.Feedback;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something the sandbox will report about a recipient it has accepted.
///
/// @param after       counted from the answer of the call
/// @param bounceClass with a bounce: why; a block is a bounce of class provider_block
public record SandboxReport(
        EventType type,
        Duration after,
        @Nullable BounceClass bounceClass,
        @Nullable String reason) {

    /// As it goes into the feedback topic. The event's key follows from type and attempt, so that
    /// a repeated call reports nothing twice.
    ///
    /// @param answered when the call was answered
    public Feedback feedback(
            EmailId emailId,
            int position,
            int attempt,
            ProviderId providerId,
            Instant answered,
            boolean feedsHealth) {
        return new Feedback(
                emailId,
                position,
                attempt,
                providerId,
                type,
                bounceClass,
                type == EventType.BOUNCED,
                answered.plus(after),
                "sandbox " + type.word(),
                reason,
                feedsHealth);
    }
}

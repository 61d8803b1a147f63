package dev.mailswitch.delivery.health;

import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.outcome.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes in what providers answered.
public interface HealthRecorder {

    /// @param now when the answer had come
    void record(CallResult call, Instant now);

    /// What one call of a provider came to. A call counts once for each breaker it concerns, however
    /// many recipients travelled in it: one refused connection is one failure.
    ///
    /// @param senderDomain of the From, in ASCII
    /// @param answers      what the provider itself said; never what was decided without asking it
    /// @param acceptTime   from the start of the call to its answer
    /// @param probe        if this call was the probe of a breaker, else null
    record CallResult(
            ProviderId provider,
            OrganisationId organisation,
            String senderDomain,
            List<Answer> answers,
            Duration acceptTime,
            @Nullable Probe probe) {

        public CallResult {
            answers = List.copyOf(answers);
            if (answers.isEmpty()) {
                throw new IllegalArgumentException("a call without an answer says nothing");
            }
        }
    }

    /// @param recipientDomain in ASCII
    record Answer(String recipientDomain, Outcome outcome) {}
}

package dev.mailswitch.delivery.health;

import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.outcome.Outcome;
import java.time.Duration;
import java.time.Instant;

/// Takes in what providers answered.
public interface HealthRecorder {

    /// @param senderDomain    of the From, in ASCII
    /// @param recipientDomain in ASCII
    /// @param acceptTime      from the start of the call to its answer
    /// @param feedsHealth     false for answers that a sandbox address scripted: nothing is learnt
    void record(
            ProviderId provider,
            OrganisationId organisation,
            String senderDomain,
            String recipientDomain,
            Outcome outcome,
            Duration acceptTime,
            boolean feedsHealth,
            Instant now);
}

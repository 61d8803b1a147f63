package dev.mailswitch.delivery.health;

import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.outcome.BounceClass;
import java.time.Instant;

/// Takes in blocks that became known only after the provider had accepted the mail, from bounce
/// mail and webhooks.
@FunctionalInterface
public interface BlockRecorder {

    void blocked(Block block, Instant now);

    /// A recipient's host did not take the mail from this provider.
    ///
    /// @param senderDomain    in ASCII
    /// @param recipientDomain in ASCII
    record Block(
            ProviderId provider,
            OrganisationId organisation,
            String senderDomain,
            String recipientDomain,
            BounceClass bounceClass) {}
}

package dev.mailswitch.routing;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import java.time.Instant;
import java.util.List;

/// What the engine knows of a mail: its frame and its open recipients, as the claim has read and
/// locked them.
///
/// @param paused     the organisation is paused: nothing goes out, the deadline stays
/// @param held       an operator holds the environment or the lane
/// @param recipients those still open
public record Delivery(
        EmailId id,
        OrganisationId organisationId,
        EnvironmentId environmentId,
        Lane lane,
        Instant createdAt,
        Instant expiresAt,
        Address from,
        OnUnknown onUnknown,
        boolean paused,
        boolean held,
        List<Pending> recipients) {

    public Delivery {
        recipients = List.copyOf(recipients);
    }
}

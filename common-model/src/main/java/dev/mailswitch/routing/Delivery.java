package dev.mailswitch.routing;

import dev.mailswitch.directory.Hold;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the engine knows of a mail: its frame and its open recipients, as the claim has read and
/// locked them.
///
/// @param hold       who keeps it from going out, the deadline stays; null: nobody
/// @param recipients those still open
/// @param earlier    calls made before for several recipients at once, of whom some may be over
/// @param changed    calls made with another account, or as other bytes, than they would be now
/// @param othersShown the mail shows recipients that do not travel with these: they are not, or not
///     now, to be sent, or each gets a copy of his own
public record Delivery(
        EmailId id,
        OrganisationId organisationId,
        EnvironmentId environmentId,
        Lane lane,
        Instant createdAt,
        Instant expiresAt,
        Address from,
        OnUnknown onUnknown,
        @Nullable Hold hold,
        List<Pending> recipients,
        List<EarlierCall> earlier,
        Set<UUID> changed,
        boolean othersShown) {

    public Delivery {
        recipients = List.copyOf(recipients);
        earlier = List.copyOf(earlier);
        changed = Set.copyOf(changed);
    }

    /// A mail of which no call for several is on record, and all whom it shows are open.
    public Delivery(
            EmailId id,
            OrganisationId organisationId,
            EnvironmentId environmentId,
            Lane lane,
            Instant createdAt,
            Instant expiresAt,
            Address from,
            OnUnknown onUnknown,
            @Nullable Hold hold,
            List<Pending> recipients) {
        this(
                id,
                organisationId,
                environmentId,
                lane,
                createdAt,
                expiresAt,
                from,
                onUnknown,
                hold,
                recipients,
                List.of(),
                Set.of(),
                false);
    }
}

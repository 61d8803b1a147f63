package dev.mailswitch.directory;

import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.PolicyId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A stream of mail of one kind: a sender and a set of routes.
///
/// @param sender        the From of mails that name none
/// @param retentionDays how long content is kept after the mail is over: 0, 1, 7, 30, 90
/// @param quota         recipients it may have accepted in a period, beside what its organisation may
/// @param held          accepts, but sends nothing until released
/// @param staging       null: its mail goes to whom it is for
/// @param policyId      of its mails that name none, of the same lane; null: the one from birth that
///     is called as the lane
/// @param heldLanes     accepts, but sends nothing of these lanes until they are released
public record Environment(
        EnvironmentId id,
        OrganisationId organisationId,
        String name,
        boolean isDefault,
        Address sender,
        Lane lane,
        OnUnknown onUnknown,
        int retentionDays,
        Organisation.@Nullable Quota quota,
        boolean held,
        @Nullable Staging staging,
        @Nullable PolicyId policyId,
        Set<Lane> heldLanes) {

    /// What one may be called: fit for a path and for the user's half of Basic.
    public static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    public Environment {
        heldLanes = Set.copyOf(heldLanes);
    }

    /// Not in staging, without a policy of its own, all lanes going.
    public Environment(
            EnvironmentId id,
            OrganisationId organisationId,
            String name,
            boolean isDefault,
            Address sender,
            Lane lane,
            OnUnknown onUnknown,
            int retentionDays,
            Organisation.@Nullable Quota quota,
            boolean held) {
        this(
                id,
                organisationId,
                name,
                isDefault,
                sender,
                lane,
                onUnknown,
                retentionDays,
                quota,
                held,
                null,
                null,
                Set.of());
    }

    /// What of it an operator holds of a lane's mails, the environment or only the lane.
    public Optional<Hold> hold(Lane of) {
        if (held) {
            return Optional.of(Hold.ENVIRONMENT);
        }
        return heldLanes.contains(of) ? Optional.of(Hold.LANE) : Optional.empty();
    }
}

package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.outcome.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the ledger knows of a mail when somebody has to decide about it; read under its lock.
///
/// @param perRecipient each recipient gets bytes of its own (tracking, unsubscribe)
/// @param tags       the sender's own words for the mail
/// @param due        the open recipients whose time has come
/// @param recipients everybody the mail is for, also those that are over: the headers name them
/// @param earlier    calls made before for several recipients at once
public record Claimable(
        EmailId id,
        OrganisationId organisationId,
        EnvironmentId environmentId,
        Lane lane,
        String policy,
        Address from,
        String subject,
        String messageId,
        OnUnknown onUnknown,
        int retentionDays,
        Instant expiresAt,
        boolean perRecipient,
        List<String> tags,
        List<Due> due,
        List<Recipient> recipients,
        List<EarlierCall> earlier) {

    /// An earlier call.
    ///
    /// @param startedAt when it was first started
    /// @param legs      everybody it was first made for, also those that are over, by position
    /// @param arrived   the provider has it for certain: it answered about one of them, or reported
    ///     on one
    /// @param madeWith  see [Plan.Call]; null if it is not on record
    public record EarlierCall(
            UUID key,
            ProviderId provider,
            Instant startedAt,
            List<Leg> legs,
            boolean arrived,
            @Nullable Long madeWith) {

        public EarlierCall {
            legs = List.copyOf(legs);
        }

        /// @param attempt the number of its first attempt in this call
        public record Leg(int position, int attempt) {}
    }

    /// A recipient to decide about.
    ///
    /// @param suppressed on the list now, whatever it was at accept
    public record Due(Recipient recipient, boolean suppressed, List<Past> attempts) {

        /// The number the next attempt has.
        public int next() {
            return attempts.isEmpty() ? 1 : attempts.getLast().no() + 1;
        }
    }

    /// An earlier attempt, oldest first.
    ///
    /// @param finishedAt null where outcome is
    /// @param outcome    null: the worker that made the call is gone, nobody knows
    /// @param madeWith   see [Plan.Call]; null if it is not on record
    public record Past(
            int no,
            UUID call,
            ProviderId provider,
            Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Outcome outcome,
            @Nullable Long madeWith) {}
}

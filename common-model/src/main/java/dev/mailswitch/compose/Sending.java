package dev.mailswitch.compose;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.Recipient;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A provider call, as far as its bytes depend on it. It is told by a claim when the call is made,
/// and by what is on record ever after; both have to give the same.
///
/// @param recipients everybody the mail is for
/// @param key        the call's; a repeat has that of the first
/// @param started    when the call was started for the first time: the Date, and the time of the
///     signature
/// @param only       the one whom the call is for, if he gets bytes of his own
public record Sending(
        EmailId id,
        OrganisationId organisation,
        EnvironmentId environment,
        Lane lane,
        String policy,
        Address from,
        String messageId,
        List<Recipient> recipients,
        UUID key,
        ProviderId provider,
        Instant started,
        @Nullable Only only) {

    public Sending {
        recipients = List.copyOf(recipients);
    }

    /// @param attempt the number of his first attempt with this key: a repeat has the first one's
    ///     bytes, and so the first one's tokens
    public record Only(int position, int attempt) {}
}

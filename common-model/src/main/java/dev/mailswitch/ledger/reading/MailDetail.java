package dev.mailswitch.ledger.reading;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Phase;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A mail with its attempts and bodies.
///
/// @param attempts         by number, then position
/// @param contentAvailable whether the content is still kept
public record MailDetail(
        Mail mail,
        List<Attempt> attempts,
        boolean contentAvailable,
        @Nullable String html,
        @Nullable String text) {

    public MailDetail {
        attempts = List.copyOf(attempts);
    }

    /// One attempt for one recipient.
    ///
    /// @param why        why this provider was chosen
    /// @param finishedAt null while the call is open; then there is no outcome either
    /// @param outcome    the word of [dev.mailswitch.model.outcome.Outcome]
    public record Attempt(
            int position,
            int no,
            java.util.UUID call,
            ProviderId providerId,
            int tier,
            String why,
            Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String outcome,
            @Nullable BounceClass bounceClass,
            @Nullable Phase phase,
            @Nullable String reply,
            @Nullable String providerMessageId) {}
}

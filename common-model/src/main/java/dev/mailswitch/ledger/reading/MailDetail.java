package dev.mailswitch.ledger.reading;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Phase;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A mail with its attempts and what it says.
///
/// @param attempts by number, then position
/// @param content  null once it is no longer kept
public record MailDetail(
        Mail mail, Rules rules, List<Attempt> attempts, @Nullable Content content) {

    /// What was fixed for it when it was accepted, beside the key of its policy.
    ///
    /// @param expiresAsked whether its sender has said when it expires; null if a release wrote it
    ///     that did not note this
    public record Rules(Lane lane, OnUnknown onUnknown, @Nullable Boolean expiresAsked) {}

    public MailDetail {
        attempts = List.copyOf(attempts);
    }

    public boolean contentAvailable() {
        return content != null;
    }

    public @Nullable String html() {
        return content == null ? null : content.html();
    }

    public @Nullable String text() {
        return content == null ? null : content.text();
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

package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.Engagement;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.wire.Feedback;
import org.jspecify.annotations.Nullable;

/// What a provider reports about a recipient after it had answered: delivered, bounced, opened …
///
/// @param provider    who reports; counts only if the attempt went through it
/// @param bounceClass of a bounce, else null
/// @param permanent   of a bounce: final, says the host
/// @param reason      in the host's words, at most 1,000 characters
/// @param eventKey    the vendor's own key of the event; the same key twice is one report
/// @param suppresses  whether hard bounces, complaints and unsubscribes go on the suppression list
/// @param about       whom it is about, for mails that are no longer kept; null if nobody can tell
/// @param engagement  of what our own pixel and links saw, else null
public record Report(
        EmailId id,
        int position,
        int attempt,
        ProviderId provider,
        EventType type,
        @Nullable BounceClass bounceClass,
        boolean permanent,
        String reason,
        String eventKey,
        boolean suppresses,
        Feedback.@Nullable About about,
        @Nullable Engagement engagement) {

    /// What a provider reports.
    public Report(
            EmailId id,
            int position,
            int attempt,
            ProviderId provider,
            EventType type,
            @Nullable BounceClass bounceClass,
            boolean permanent,
            String reason,
            String eventKey,
            boolean suppresses,
            Feedback.@Nullable About about) {
        this(
                id,
                position,
                attempt,
                provider,
                type,
                bounceClass,
                permanent,
                reason,
                eventKey,
                suppresses,
                about,
                null);
    }

    /// What became of a report.
    public enum Result {
        /// On the timeline, and the state follows from it.
        APPLIED,
        /// Was there already.
        REPEATED,
        /// No such mail, recipient or attempt, or another provider's.
        UNKNOWN
    }
}

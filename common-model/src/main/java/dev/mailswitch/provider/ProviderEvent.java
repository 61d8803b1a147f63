package dev.mailswitch.provider;

import dev.mailswitch.model.outcome.BounceClass;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a vendor reports, in the words of all of them.
///
/// @param correlation what [Parcel#correlation] said, or null if the event does not carry it
/// @param messageId   what the call's answer called the mail, in the same form, or null
/// @param recipient   `local@domain` as the vendor writes it, or null if it does not say
/// @param at          when it happened, by the vendor's clock
/// @param eventKey    tells a repeat of the event from another one; at most 200 characters
/// @param bounceClass why; with bounced and rejected, may be with deferred
/// @param permanent   the host said that it is final
/// @param reason      what the host or the vendor said, as it came, or null
public record ProviderEvent(
        Type type,
        @Nullable String correlation,
        @Nullable String messageId,
        @Nullable String recipient,
        Instant at,
        String eventKey,
        @Nullable BounceClass bounceClass,
        boolean permanent,
        @Nullable String reason) {

    /// What vendors report, whatever they call it.
    public enum Type {
        /// The vendor has it: settles a call in doubt.
        ACCEPTED,
        DEFERRED,
        DELIVERED,
        /// The host refused it, at once or later.
        BOUNCED,
        /// The vendor never tried: suppressed there, or its policy.
        REJECTED,
        /// The vendor gave up for a reason of its own.
        FAILED,
        COMPLAINED,
        OPENED,
        CLICKED,
        UNSUBSCRIBED,
        RESUBSCRIBED
    }

    /// An event that is no refusal.
    public static ProviderEvent plain(
            Type type,
            @Nullable String correlation,
            @Nullable String messageId,
            @Nullable String recipient,
            Instant at,
            String eventKey) {
        return new ProviderEvent(
                type, correlation, messageId, recipient, at, eventKey, null, false, null);
    }
}

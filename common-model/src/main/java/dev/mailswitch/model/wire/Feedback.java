package dev.mailswitch.model.wire;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.Engagement;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.outcome.BounceClass;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a provider (or a bounce mail) reports about one recipient after the call: a record of the
/// feedback topic, keyed by mail.
///
/// A block is [EventType#BOUNCED] with a class whose remedy is another provider.
///
/// @param position    the recipient's, from 0
/// @param attempt     the number of the attempt it speaks of, from 1
/// @param providerId  who says so; applied only if the attempt names the same provider
/// @param type        sent, delayed, delivered, bounced, opened, clicked, complained, unsubscribed
/// @param bounceClass why; present with bounced, may be with delayed
/// @param permanent   the host said it is final (5xx); only then is anything suppressed
/// @param at          when it happened, by the provider's clock
/// @param eventKey    the vendor's own key of the event, to tell a repeat; 1 to 200 characters
/// @param reason      what was said, or null; control characters become spaces and what exceeds
///     1,000 characters is cut off
/// @param feedsHealth whether breakers and suppression may learn from it
/// @param about       whom it is about, so that it can be heeded when the mail is no longer kept;
///     null if who reports cannot tell
/// @param engagement  of what our own pixel and links saw, else null
public record Feedback(
        EmailId emailId,
        int position,
        int attempt,
        ProviderId providerId,
        EventType type,
        @Nullable BounceClass bounceClass,
        boolean permanent,
        Instant at,
        String eventKey,
        @Nullable String reason,
        boolean feedsHealth,
        @Nullable About about,
        @Nullable Engagement engagement) {

    /// Whose mail it was, and who got it.
    ///
    /// @param environmentId it came through, or null
    public record About(
            OrganisationId organisationId,
            @Nullable EnvironmentId environmentId,
            Address address) {}

    /// What a provider reports.
    public Feedback(
            EmailId emailId,
            int position,
            int attempt,
            ProviderId providerId,
            EventType type,
            @Nullable BounceClass bounceClass,
            boolean permanent,
            Instant at,
            String eventKey,
            @Nullable String reason,
            boolean feedsHealth,
            @Nullable About about) {
        this(
                emailId,
                position,
                attempt,
                providerId,
                type,
                bounceClass,
                permanent,
                at,
                eventKey,
                reason,
                feedsHealth,
                about,
                null);
    }

    /// A report that does not tell whom it is about.
    public Feedback(
            EmailId emailId,
            int position,
            int attempt,
            ProviderId providerId,
            EventType type,
            @Nullable BounceClass bounceClass,
            boolean permanent,
            Instant at,
            String eventKey,
            @Nullable String reason,
            boolean feedsHealth) {
        this(
                emailId,
                position,
                attempt,
                providerId,
                type,
                bounceClass,
                permanent,
                at,
                eventKey,
                reason,
                feedsHealth,
                null);
    }

    public static final int MAX_REASON = 1_000;
    public static final int MAX_EVENT_KEY = 200;

    private static final Set<EventType> TYPES =
            EnumSet.of(
                    EventType.SENT,
                    EventType.DELAYED,
                    EventType.DELIVERED,
                    EventType.BOUNCED,
                    EventType.OPENED,
                    EventType.CLICKED,
                    EventType.COMPLAINED,
                    EventType.UNSUBSCRIBED);

    public Feedback {
        if (position < 0 || position >= EmailId.MAX_RECIPIENTS) {
            throw new IllegalArgumentException("no such recipient: " + position);
        }
        if (attempt < 1 || attempt > Short.MAX_VALUE) {
            throw new IllegalArgumentException("no such attempt: " + attempt);
        }
        if (!TYPES.contains(type)) {
            throw new IllegalArgumentException("no provider reports " + type.word());
        }
        if (type == EventType.BOUNCED && bounceClass == null) {
            bounceClass = BounceClass.UNKNOWN;
        }
        if (!WireTime.possible(at)) {
            throw new IllegalArgumentException("not a time of an event");
        }
        if (eventKey.isBlank()
                || eventKey.length() > MAX_EVENT_KEY
                || !WireText.clean(eventKey, MAX_EVENT_KEY).equals(eventKey)) {
            throw new IllegalArgumentException("the event's key must have 1 to 200 characters");
        }
        reason = reason == null ? null : WireText.clean(reason, MAX_REASON);
    }

    public byte[] encode() {
        return FeedbackJson.encode(this);
    }

    public static Decoded<Feedback> decode(byte[] bytes) {
        return FeedbackJson.decode(bytes);
    }
}

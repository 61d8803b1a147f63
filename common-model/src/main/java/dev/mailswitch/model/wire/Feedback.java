package dev.mailswitch.model.wire;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.Engagement;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.lifecycle.Statement;
import dev.mailswitch.model.outcome.BounceClass;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a provider (or a bounce mail) reports about one recipient after the call: a record of the
/// feedback topic, keyed by mail.
///
/// A block is [EventType#BOUNCED] with a class whose remedy is another provider; see [#statement].
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
        @Nullable Engagement engagement) {

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

    /// What it says in the recipient's lifecycle; empty for what is an event and no statement.
    ///
    /// A bounce whose class another provider could mend is a block. Classes for which another one
    /// is tried only once are bounces here: only who knows the earlier attempts can tell.
    public Optional<Statement> statement() {
        return switch (type) {
            case SENT -> Optional.of(new Statement.Accepted(attempt));
            case DELIVERED -> Optional.of(new Statement.Delivered(attempt));
            case BOUNCED ->
                    Optional.of(
                            blocked()
                                    ? new Statement.Blocked(attempt)
                                    : new Statement.Bounced(attempt));
            case DELAYED, OPENED, CLICKED, COMPLAINED, UNSUBSCRIBED -> Optional.empty();
            case SCHEDULED, QUEUED, DELIVERING, FAILED, CANCELLED, REROUTED -> Optional.empty();
        };
    }

    /// Whether the provider is to blame and another one may place it.
    public boolean blocked() {
        return type == EventType.BOUNCED
                && bounceClass != null
                && bounceClass.remedy() == BounceClass.Remedy.OTHER_PROVIDER;
    }

    public byte[] encode() {
        return FeedbackJson.encode(this);
    }

    public static Decoded<Feedback> decode(byte[] bytes) {
        return FeedbackJson.decode(bytes);
    }
}

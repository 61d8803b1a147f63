package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.RecipientState;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.model.outcome.BounceClass;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A recipient's row while its lock is held; changes are written by [LockedMails#save].
final class LockedRecipient {

    private static final int MAX_REASON = 1_000;

    final EmailId emailId;
    final int position;
    final RecipientKind kind;
    final Address address;
    private RecipientState state;
    private @Nullable BounceClass bounceClass;
    private @Nullable String reason;
    private @Nullable Instant nextAt;
    private boolean changed;

    LockedRecipient(
            EmailId emailId,
            int position,
            RecipientKind kind,
            Address address,
            RecipientState state,
            @Nullable BounceClass bounceClass,
            @Nullable String reason,
            @Nullable Instant nextAt) {
        this.emailId = emailId;
        this.position = position;
        this.kind = kind;
        this.address = address;
        this.state = state;
        this.bounceClass = bounceClass;
        this.reason = reason;
        this.nextAt = nextAt;
    }

    RecipientState state() {
        return state;
    }

    @Nullable BounceClass bounceClass() {
        return bounceClass;
    }

    @Nullable String reason() {
        return reason;
    }

    @Nullable Instant nextAt() {
        return nextAt;
    }

    boolean changed() {
        return changed;
    }

    boolean open() {
        return state.status().open();
    }

    /// Whether there is something to decide now.
    boolean due(Instant now) {
        return open() && (nextAt == null || !nextAt.isAfter(now));
    }

    void move(RecipientState next) {
        state = next;
        changed = true;
    }

    void explain(@Nullable BounceClass why, @Nullable String words) {
        bounceClass = why;
        reason =
                words == null || words.length() <= MAX_REASON
                        ? words
                        : words.substring(0, MAX_REASON);
        changed = true;
    }

    void wait(@Nullable Instant until) {
        nextAt = until;
        changed = true;
    }
}

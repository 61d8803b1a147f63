package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.RecipientState;
import dev.mailswitch.model.lifecycle.WaitCause;
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
    private @Nullable WaitCause waits;
    private @Nullable String waitsWhy;
    private boolean changed;

    LockedRecipient(
            EmailId emailId,
            int position,
            RecipientKind kind,
            Address address,
            RecipientState state,
            @Nullable BounceClass bounceClass,
            @Nullable String reason,
            @Nullable Instant nextAt,
            @Nullable WaitCause waits,
            @Nullable String waitsWhy) {
        this.emailId = emailId;
        this.position = position;
        this.kind = kind;
        this.address = address;
        this.state = state;
        this.bounceClass = bounceClass;
        this.reason = reason;
        this.nextAt = nextAt;
        this.waits = waits;
        this.waitsWhy = waitsWhy;
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

    @Nullable WaitCause waits() {
        return waits;
    }

    /// Why it waits, where the reason speaks of a refusal.
    @Nullable String waitsWhy() {
        return waitsWhy;
    }

    /// Open, and until some way is.
    boolean waitsForWays() {
        return open() && waits != null && waits.forWays();
    }

    /// Whether its time has come.
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

    /// @param words of whom nobody has refused, all there is to say; they are the reason then
    void wait(Instant until, WaitCause cause, String words) {
        nextAt = until;
        waits = cause;
        waitsWhy = bounceClass == null ? null : words;
        if (bounceClass == null) {
            explain(null, words);
        }
        changed = true;
    }

    /// Until its time: that of a mail that is scheduled.
    void schedule(Instant at) {
        nextAt = at;
        changed = true;
    }

    /// A call is made for it now. What is on record about a wait that is over goes with the call's
    /// answer. A call before its time ends a wait that is not, and goes on record at once: should its
    /// worker be lost, nobody may take up that time again.
    void called(Instant now) {
        if (nextAt != null && nextAt.isAfter(now)) {
            waitNoMore();
        } else {
            waits = null;
        }
    }

    /// There is something to decide at once, or nothing any more.
    void waitNoMore() {
        nextAt = null;
        waits = null;
        waitsWhy = null;
        changed = true;
    }
}

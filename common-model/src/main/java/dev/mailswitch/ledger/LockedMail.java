package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.lifecycle.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A mail whose recipients, and then whose work row, are locked by this transaction.
final class LockedMail {

    /// The work row as it was found.
    ///
    /// @param due          whether a claim may take it now
    /// @param settingsSeen by which no way was open to some recipient
    record Work(
            @Nullable Long holder,
            int fence,
            Blame blame,
            Trial trial,
            boolean due,
            @Nullable Long settingsSeen) {
        boolean heldBy(long epoch, int expectedFence) {
            return holder != null && holder == epoch && fence == expectedFence;
        }
    }

    /// What becomes of the work row.
    enum Fate {
        UNTOUCHED,
        /// Handed to the calls just started.
        CLAIMED,
        /// Free, due when the earliest open recipient is; deleted when none is open.
        RELEASED
    }

    final EmailId id;
    final OrganisationId organisationId;
    final List<LockedRecipient> recipients = new ArrayList<>();
    final List<Event> events = new ArrayList<>();
    private final Status before;
    @Nullable Work work;
    Fate fate = Fate.UNTOUCHED;
    private boolean stoodStill;
    private @Nullable Long decidedBy;

    LockedMail(EmailId id, OrganisationId organisationId, List<LockedRecipient> recipients) {
        this.id = id;
        this.organisationId = organisationId;
        this.recipients.addAll(recipients);
        this.before = status();
    }

    Status status() {
        return Status.fold(recipients.stream().map(r -> r.state().status()).toList());
    }

    boolean statusChanged() {
        return status() != before;
    }

    boolean open() {
        return recipients.stream().anyMatch(LockedRecipient::open);
    }

    /// The recipient at a position; absent when a report speaks of one that is not there.
    Optional<LockedRecipient> recipient(int position) {
        return recipients.stream().filter(r -> r.position == position).findFirst();
    }

    /// An answer has come from a worker that the mail had been taken from.
    void stoodStill() {
        stoodStill = true;
    }

    /// Whether there is a death to take back.
    boolean acquitted() {
        return stoodStill && work != null && work.blame().deaths() > 0;
    }

    boolean held() {
        return work != null && work.holder() != null;
    }

    Work heldWork() {
        return Objects.requireNonNull(work);
    }

    /// It is decided about by this version of the settings.
    void decidedBy(long settings) {
        decidedBy = settings;
    }

    /// About whom there is something to decide now: whose time has come, and all who wait for a way
    /// if it may be that the settings by which they wait are not those of today. If they are, waiting
    /// goes on: a mail to a thousand does not write all who wait whenever it is one's turn.
    List<LockedRecipient> toDecide(Instant now) {
        boolean news = seenOlder();
        return recipients.stream().filter(r -> r.due(now) || (news && r.waitsForWays())).toList();
    }

    private boolean seenOlder() {
        Long seen = work == null ? null : work.settingsSeen();
        return seen == null || decidedBy == null || seen < decidedBy;
    }

    /// The settings by which some recipient waits for a way; null if none does. Whoever decides about
    /// a mail decides about all who wait so and have seen older ones ([#toDecide]); if nobody does, it
    /// stays as it was found.
    @Nullable Long settingsSeen() {
        if (recipients.stream().noneMatch(LockedRecipient::waitsForWays)) {
            return null;
        }
        return decidedBy == null && work != null ? work.settingsSeen() : decidedBy;
    }

    /// When the earliest open recipient wants to be looked at.
    Instant due(Instant now) {
        return recipients.stream()
                .filter(LockedRecipient::open)
                .map(r -> r.nextAt() == null ? now : r.nextAt())
                .min(Comparator.naturalOrder())
                .orElse(now);
    }
}

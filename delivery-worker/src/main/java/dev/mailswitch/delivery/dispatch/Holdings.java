package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.ledger.Claimable;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Address;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Memory for the recipients of the mails that a lane has in hand: each of a mail's calls holds all
/// of them until its provider has answered. Taken when the mail is decided about. No organisation may
/// hold more than a quarter, so that large mails to a relay that hangs leave room for those of
/// others; mails to a few count nothing, as the slots bound how many there are.
final class Holdings {

    /// Of one lane, in bytes.
    static final long TOTAL = 16 << 20;

    /// What counts nothing, in bytes: some twenty recipients.
    static final long SMALL = 8 << 10;

    /// Of a recipient or an attempt beside its texts, in bytes.
    static final int OVERHEAD = 250;

    /// Of a character of text, in bytes.
    static final int OF_A_CHARACTER = 2;

    private final long total;
    private final Map<OrganisationId, Long> byOrganisation = new HashMap<>();
    private long held;

    Holdings(long total) {
        this.total = total;
    }

    /// What a claimed mail takes, in bytes of memory.
    static long bytes(Claimable mail) {
        long bytes = 0;
        for (var recipient : mail.recipients()) {
            bytes += OVERHEAD + OF_A_CHARACTER * characters(recipient.address());
        }
        for (Claimable.Due due : mail.due()) {
            // Their replies are bounded where they are read from the wire.
            bytes += (long) due.attempts().size() * 2 * OVERHEAD;
        }
        return bytes;
    }

    private static long characters(Address address) {
        return address.email().length() + address.displayName().map(String::length).orElse(0);
    }

    /// Takes room for a mail; a mail larger than a quarter of all there is takes a quarter.
    ///
    /// @return empty if there is none at present
    synchronized Optional<Held> take(OrganisationId organisation, long bytes) {
        if (bytes <= SMALL) {
            return Optional.of(new Held(organisation, 0));
        }
        long wanted = Math.min(bytes, total / 4);
        long own = byOrganisation.getOrDefault(organisation, 0L);
        if (own + wanted > total / 4 || held + wanted > total) {
            return Optional.empty();
        }
        byOrganisation.put(organisation, own + wanted);
        held += wanted;
        return Optional.of(new Held(organisation, wanted));
    }

    private synchronized void giveBack(OrganisationId organisation, long bytes) {
        held -= bytes;
        byOrganisation.computeIfPresent(
                organisation, (id, own) -> own == bytes ? null : own - bytes);
    }

    /// Bytes held now.
    synchronized long held() {
        return held;
    }

    /// What one mail has taken; given back when as many have let it go as there are calls.
    final class Held {

        private final OrganisationId organisation;
        private final long bytes;
        private int holders = 1;

        private Held(OrganisationId organisation, long bytes) {
            this.organisation = organisation;
            this.bytes = bytes;
        }

        /// Says how many calls hold it from here on; at least one.
        synchronized void by(int calls) {
            holders = calls;
        }

        /// One of them ends.
        void letGo() {
            boolean last;
            synchronized (this) {
                holders--;
                last = holders == 0;
            }
            if (last && bytes > 0) {
                giveBack(organisation, bytes);
            }
        }
    }
}

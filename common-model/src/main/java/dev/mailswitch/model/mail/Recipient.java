package dev.mailswitch.model.mail;

import dev.mailswitch.model.id.EmailId;

/// One addressee of a mail.
///
/// @param position from 0, in the order to, cc, bcc
public record Recipient(int position, RecipientKind kind, Address address) {

    /// Of the addresses and names of all recipients of a mail, in UTF-8. A thousand of the longest
    /// that Flute documents, 1,024 bytes each, are less.
    public static final int MAX_OCTETS_OF_ALL = 1 << 20;

    public Recipient {
        if (position < 0 || position >= EmailId.MAX_RECIPIENTS) {
            throw new IllegalArgumentException("at most 1,000 recipients");
        }
    }
}

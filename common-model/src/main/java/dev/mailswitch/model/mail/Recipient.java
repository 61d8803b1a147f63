package dev.mailswitch.model.mail;

import dev.mailswitch.model.id.EmailId;

/// One addressee of a mail.
///
/// @param position from 0, in the order to, cc, bcc
public record Recipient(int position, RecipientKind kind, Address address) {

    public Recipient {
        if (position < 0 || position >= EmailId.MAX_RECIPIENTS) {
            throw new IllegalArgumentException("at most 1,000 recipients");
        }
    }
}

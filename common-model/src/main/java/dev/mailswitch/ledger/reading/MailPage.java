package dev.mailswitch.ledger.reading;

import java.util.List;

/// One page of a list, newest first.
///
/// @param more whether there are mails after the last one
public record MailPage(List<ListedMail> mails, boolean more) {

    public MailPage {
        mails = List.copyOf(mails);
    }
}

package dev.mailswitch.ledger.reading;

import java.util.List;

/// A mail with its attempts, without what it says.
///
/// @param mail     without what is of its content: reply addresses and attachments
/// @param attempts by number, then position
public record MailCourse(Mail mail, List<MailDetail.Attempt> attempts) {

    public MailCourse {
        attempts = List.copyOf(attempts);
    }
}

package dev.mailswitch.bounce.mail;

import java.util.List;

/// What a mail reports.
///
/// @param failed may be empty: a report of a delay or of a delivery, an automatic answer, any mail
public record MailReport(MailKind kind, List<FailedRecipient> failed) {

    public MailReport {
        failed = List.copyOf(failed);
    }
}

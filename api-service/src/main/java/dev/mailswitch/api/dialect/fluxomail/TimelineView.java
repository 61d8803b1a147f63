package dev.mailswitch.api.dialect.fluxomail;

import dev.mailswitch.api.dialect.Query;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.ledger.reading.EventReader;
import dev.mailswitch.ledger.reading.Mail;
import dev.mailswitch.ledger.reading.MailDetail;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.SendId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A send with its messages, one a recipient, and its events, newest first.
record TimelineView(
        Send send, List<Message> messages, List<EventView> events, @Nullable String nextCursor) {

    /// @param status as the mail's recipients stand together ([Standing])
    record Send(String id, String status, String subject, String created, String policyKey) {}

    /// @param provider  of the last attempt, or null before the first
    /// @param messageId RFC 5322's, with angle brackets
    record Message(
            String id, String to, String status, @Nullable String provider, String messageId) {}

    static TimelineView of(MailDetail detail, EventReader.Page page, Directory directory) {
        Mail mail = detail.mail();
        return new TimelineView(
                new Send(
                        new SendId(mail.id()).toString(),
                        Standing.of(mail.recipients().stream().map(Mail.Addressee::status).toList())
                                .word(),
                        mail.subject(),
                        Rfc3339.of(mail.id().time()),
                        mail.policy()),
                mail.recipients().stream().map(r -> message(detail, r, directory)).toList(),
                page.events().stream().map(event -> EventView.of(event, directory)).toList(),
                page.next() == null ? null : Query.cursor(page.next()));
    }

    private static Message message(
            MailDetail detail, Mail.Addressee recipient, Directory directory) {
        @Nullable ProviderId provider = null;
        for (MailDetail.Attempt attempt : detail.attempts()) {
            if (attempt.position() == recipient.position()) {
                provider = attempt.providerId();
            }
        }
        return new Message(
                detail.mail().id().recipient(recipient.position()).toString(),
                recipient.address().email(),
                recipient.status().word(),
                provider == null ? null : EventView.name(provider, directory),
                detail.mail().messageId());
    }
}

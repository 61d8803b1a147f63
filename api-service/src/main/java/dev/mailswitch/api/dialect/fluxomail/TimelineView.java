package dev.mailswitch.api.dialect.fluxomail;

import dev.mailswitch.api.dialect.Query;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.ledger.reading.EventReader;
import dev.mailswitch.ledger.reading.Mail;
import dev.mailswitch.ledger.reading.MailCourse;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.SendId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    static TimelineView of(MailCourse course, EventReader.Page page, Directory directory) {
        Mail mail = course.mail();
        Map<Integer, ProviderId> last = new HashMap<>();
        course.attempts().forEach(attempt -> last.put(attempt.position(), attempt.providerId()));
        return new TimelineView(
                new Send(
                        new SendId(mail.id()).toString(),
                        Standing.of(mail.recipients().stream().map(Mail.Addressee::status).toList())
                                .word(),
                        mail.subject(),
                        Rfc3339.of(mail.id().time()),
                        mail.policy()),
                mail.recipients().stream()
                        .map(r -> message(mail, r, last.get(r.position()), directory))
                        .toList(),
                page.events().stream().map(event -> EventView.of(event, directory)).toList(),
                page.next() == null ? null : Query.cursor(page.next()));
    }

    private static Message message(
            Mail mail,
            Mail.Addressee recipient,
            @Nullable ProviderId provider,
            Directory directory) {
        return new Message(
                mail.id().recipient(recipient.position()).toString(),
                recipient.address().email(),
                recipient.status().word(),
                provider == null ? null : EventView.name(provider, directory),
                mail.messageId());
    }
}

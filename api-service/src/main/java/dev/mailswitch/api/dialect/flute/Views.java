package dev.mailswitch.api.dialect.flute;

import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.Environment;
import dev.mailswitch.ledger.reading.Mail;
import dev.mailswitch.ledger.reading.TimelineEvent;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.mail.RecipientKind;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Turns what is on record into what the door shows. Pure.
final class Views {

    private Views() {}

    /// @param id     as this door gave it out
    /// @param events of the whole mail, oldest first
    static EmailView email(String id, Mail mail, List<TimelineEvent> events, Directory directory) {
        List<Mail.Addressee> shown =
                mail.recipients().stream().filter(r -> r.kind() != RecipientKind.BCC).toList();
        Set<String> hidden =
                mail.recipients(RecipientKind.BCC)
                        .map(r -> r.address().email())
                        .collect(Collectors.toSet());
        return new EmailView(
                id,
                directory.environment(mail.environmentId()).map(Environment::name).orElse(null),
                // Of those shown only: how it stands with a blind copy would tell of it.
                Status.fold(shown.stream().map(Mail.Addressee::status).toList()).word(),
                mail.subject(),
                Rfc3339.of(mail.id().time()),
                shown.stream()
                        .map(r -> new EmailView.Recipient(r.address().masked(), r.status().word()))
                        .toList(),
                events.stream()
                        .filter(
                                event ->
                                        event.recipient() == null
                                                || !hidden.contains(event.recipient()))
                        .map(
                                event ->
                                        new EmailView.Event(
                                                event.type().word(), Rfc3339.of(event.at())))
                        .toList());
    }
}

package dev.mailswitch.api.dialect.emailmassivo;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.ledger.reading.Mail;
import org.jspecify.annotations.Nullable;

/// What became of a mail for one recipient. The document has no such route; this is ours.
///
/// @param status word of [dev.mailswitch.model.lifecycle.Status]
/// @param reason word of [dev.mailswitch.model.outcome.BounceClass] if it was refused, or null
@JsonInclude(JsonInclude.Include.NON_NULL)
record StatusView(
        String uuid,
        String email,
        String status,
        @Nullable String reason,
        String subject,
        String createdAt,
        String updatedAt) {

    static StatusView of(Mail mail, int position) {
        Mail.Addressee recipient = mail.recipients().get(position);
        return new StatusView(
                mail.id().recipient(position).toString(),
                recipient.address().email(),
                recipient.status().word(),
                recipient.bounceClass() == null ? null : recipient.bounceClass().word(),
                mail.subject(),
                Rfc3339.of(mail.id().time()),
                Rfc3339.of(recipient.updatedAt()));
    }
}

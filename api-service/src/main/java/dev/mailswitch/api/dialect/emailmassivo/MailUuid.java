package dev.mailswitch.api.dialect.emailmassivo;

import dev.mailswitch.ledger.reading.Mail;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.Uuids;
import java.util.Optional;
import java.util.UUID;

/// The id in a path: of a mail to one recipient.
///
/// @param position of the recipient, whether the mail has one there or not
record MailUuid(EmailId mail, int position) {

    /// Empty for what is the id of nobody's.
    static Optional<MailUuid> parse(String text) {
        try {
            UUID given = Uuids.parse(text);
            EmailId mail = EmailId.ofRecipient(given);
            long position =
                    given.getLeastSignificantBits() - mail.value().getLeastSignificantBits();
            return Optional.of(new MailUuid(mail, (int) position));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    boolean of(Mail found) {
        return position < found.recipients().size();
    }
}

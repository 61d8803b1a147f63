package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.ledger.reading.Mail;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.SendId;
import dev.mailswitch.model.id.Uuids;
import java.util.Optional;
import java.util.UUID;

/// The id in a path: a mail's in either of its spellings, or one of its recipients'.
///
/// @param id of the mail, whichever it was
record MailRef(EmailId id, UUID given) {

    /// Empty for what is the id of neither.
    static Optional<MailRef> parse(String text) {
        try {
            if (text.startsWith(SendId.PREFIX)) {
                EmailId mail = SendId.parse(text).mail();
                return Optional.of(new MailRef(mail, mail.value()));
            }
            UUID given = Uuids.parse(text);
            return Optional.of(new MailRef(EmailId.ofRecipient(given), given));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    boolean isMail() {
        return id.value().equals(given);
    }

    /// Whether it is the mail's id or that of a recipient it has: one beyond them is nobody's.
    boolean of(Mail mail) {
        return position() < mail.recipients().size();
    }

    /// The recipient's, from 0; the mail's own id is also its first recipient's.
    long position() {
        return given.getLeastSignificantBits() - id.value().getLeastSignificantBits();
    }
}

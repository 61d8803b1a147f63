package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.ledger.Claimable;
import dev.mailswitch.ledger.Claimable.Due;
import dev.mailswitch.ledger.Claimable.EarlierCall;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.model.mail.Recipient;
import java.time.Instant;
import java.util.List;

/// Mails as the ledger hands them out, with what a test says of them and the rest as usual.
final class TestMails {

    private TestMails() {}

    /// One that nobody has tried to send, of which all recipients are due.
    static Claimable untried(EmailId id, Lane lane, Instant expiresAt, List<Recipient> recipients) {
        return new Claimable(
                id,
                TestProviders.ORGANISATION,
                TestProviders.FLOW,
                lane,
                "default",
                Address.of("from@shop.test"),
                "Hello",
                "<1@shop.test>",
                OnUnknown.AT_LEAST_ONCE,
                30,
                expiresAt,
                false,
                List.of(),
                recipients.stream().map(one -> new Due(one, false, List.of())).toList(),
                recipients,
                List.of());
    }

    /// The mail with these due.
    static Claimable due(Claimable mail, List<Due> due) {
        return with(mail, mail.expiresAt(), mail.perRecipient(), due, mail.earlier());
    }

    /// The mail with a longer or shorter life.
    static Claimable until(Claimable mail, Instant expiresAt) {
        return with(mail, expiresAt, mail.perRecipient(), mail.due(), mail.earlier());
    }

    /// The mail if each recipient gets bytes of its own.
    static Claimable forEach(Claimable mail) {
        return with(mail, mail.expiresAt(), true, mail.due(), mail.earlier());
    }

    /// The mail after calls for several of its recipients.
    static Claimable after(Claimable mail, EarlierCall... earlier) {
        return with(mail, mail.expiresAt(), mail.perRecipient(), mail.due(), List.of(earlier));
    }

    private static Claimable with(
            Claimable mail,
            Instant expiresAt,
            boolean perRecipient,
            List<Due> due,
            List<EarlierCall> earlier) {
        return new Claimable(
                mail.id(),
                mail.organisationId(),
                mail.environmentId(),
                mail.lane(),
                mail.policy(),
                mail.from(),
                mail.subject(),
                mail.messageId(),
                mail.onUnknown(),
                mail.retentionDays(),
                expiresAt,
                perRecipient,
                mail.tags(),
                due,
                mail.recipients(),
                earlier);
    }
}

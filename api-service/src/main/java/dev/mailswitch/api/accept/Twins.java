package dev.mailswitch.api.accept;

import dev.mailswitch.ledger.reading.KeyReader;
import dev.mailswitch.ledger.reading.Mail;
import dev.mailswitch.ledger.reading.Mail.Addressee;
import dev.mailswitch.ledger.reading.MailReader;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.outcome.BounceClass;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Collectors;

/// Answers a request again that was accepted before under its key.
@Singleton
class Twins {

    private final KeyReader keys;
    private final MailReader mails;

    Twins(KeyReader keys, MailReader mails) {
        this.keys = keys;
        this.mails = mails;
    }

    /// What a request that would be refused today was answered when it first came; empty if it
    /// never did. A schedule that has passed since, or a quota used up, changes no answer given.
    Optional<Answer> earlier(Draft draft) throws SQLException {
        if (draft.key() == null) {
            return Optional.empty();
        }
        Optional<KeyReader.Held> held = keys.find(draft.key());
        if (held.isEmpty()) {
            return Optional.empty();
        }
        EmailId first = held.get().id();
        return Optional.of(
                held.get().samePayload()
                        ? replay(draft, first)
                        : new Answer.Refused(new Refusal.OtherPayload(first)));
    }

    /// The first answer, made again of the same submission and of what was fixed at accept.
    Answer replay(Draft draft, EmailId first) throws SQLException {
        Mail mail =
                mails.find(draft.organisation().id(), first)
                        .orElseThrow(() -> new SQLException("a key without its mail: " + first))
                        .mail();
        return new Answer.Accepted(
                draft.mail(
                        first,
                        mail.from(),
                        mail.recipients().stream()
                                .filter(Twins::suppressedAtOnce)
                                .map(Addressee::position)
                                .collect(Collectors.toUnmodifiableSet()),
                        mail.messageId(),
                        Policy.ofWord(mail.policy()).orElseGet(draft::policy),
                        mail.expiresAt()),
                draft.environment().name(),
                true);
    }

    private static boolean suppressedAtOnce(Addressee recipient) {
        return recipient.status() == Status.FAILED
                && recipient.attempt() == 0
                && recipient.bounceClass() == BounceClass.SUPPRESSED;
    }
}

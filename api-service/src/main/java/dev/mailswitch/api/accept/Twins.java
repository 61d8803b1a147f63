package dev.mailswitch.api.accept;

import dev.mailswitch.directory.Environment;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.directory.Policy;
import dev.mailswitch.ledger.NewMail;
import dev.mailswitch.ledger.reading.KeyReader;
import dev.mailswitch.ledger.reading.Mail;
import dev.mailswitch.ledger.reading.Mail.Addressee;
import dev.mailswitch.ledger.reading.MailDetail;
import dev.mailswitch.ledger.reading.MailReader;
import dev.mailswitch.ledger.reading.TimelineEvent;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.outcome.BounceClass;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Answers a request again that was accepted before under its key.
@Singleton
class Twins {

    private final KeyReader keys;
    private final MailReader mails;
    private final LiveDirectory directory;

    Twins(KeyReader keys, MailReader mails, LiveDirectory directory) {
        this.keys = keys;
        this.mails = mails;
        this.directory = directory;
    }

    /// What a request that would be refused today was answered when it first came; empty if it
    /// never did. A schedule that has passed since, or a quota used up, changes no answer given.
    Optional<Answer> earlier(Draft draft) throws SQLException {
        Optional<KeyReader.Held> held = keys.find(draft.once());
        if (held.isEmpty()) {
            return Optional.empty();
        }
        EmailId first = held.get().id();
        return Optional.of(
                held.get().samePayload()
                        ? replay(draft, first)
                        : new Answer.Refused(new Refusal.OtherPayload(first)));
    }

    /// The first answer, made again of the same submission and of what was fixed at accept: nothing
    /// that a reschedule, a later suppression or a changed setting has moved since.
    Answer replay(Draft draft, EmailId first) throws SQLException {
        MailDetail detail =
                mails.find(draft.organisation().id(), first)
                        .orElseThrow(() -> new SQLException("a key without its mail: " + first));
        Mail mail = detail.mail();
        List<TimelineEvent> beginning = mails.timeline(draft.organisation().id(), first, null, 1);
        Map<Integer, String> failed =
                beginning.isEmpty() ? Map.of() : failedAtOnce(mail, beginning.getFirst().at());
        Set<Integer> withheld =
                failed.entrySet().stream()
                        .filter(one -> one.getValue().equals(NewMail.WITHHELD))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toUnmodifiableSet());
        Map<Integer, Suppressed> suppressed =
                failed.entrySet().stream()
                        .filter(one -> !withheld.contains(one.getKey()))
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        Map.Entry::getKey,
                                        one -> Suppressed.ofRecipient(one.getValue())));
        // As on record: an environment that was in staging since had others.
        Draft told =
                draft.as(
                        draft.submission().resend() == null
                                ? draft.submission()
                                : recorded(draft.submission(), detail),
                        recipients(mail));
        return new Answer.Accepted(
                told.recorded(
                        first,
                        mail.environmentId(),
                        mail.from(),
                        written(told.submission().matter(), detail),
                        suppressed,
                        withheld,
                        mail.messageId(),
                        policy(detail)),
                directory
                        .now()
                        .environment(mail.environmentId())
                        .map(Environment::name)
                        .orElseGet(() -> draft.environment().name()),
                suppressed,
                true);
    }

    /// A mail that repeats another one is asked for by that one's id alone; what it became is on
    /// record.
    static Submission recorded(Submission asked, MailDetail detail) {
        Mail mail = detail.mail();
        return Submission.of(
                        asked.door(), asked.envelope().replyTo(mail.replyTo()), asRecorded(detail))
                .with(new Parts(List.of(), mail.attachments(), Map.of()))
                .with(new Labels(mail.tags(), mail.metadataJson()))
                .with(new Timing(null, mail.expiresAt()))
                .with(asked.once())
                .repeating(Objects.requireNonNull(asked.resend()));
    }

    /// What it meant then: it may be called otherwise, say otherwise or be gone since.
    private static Policy policy(MailDetail first) {
        MailDetail.Rules rules = first.rules();
        return new Policy(
                first.mail().policy(),
                rules.lane(),
                Times.life(first.mail()),
                rules.onUnknown(),
                null,
                null);
    }

    private static List<Recipient> recipients(Mail mail) {
        return mail.recipients().stream()
                .map(r -> new Recipient(r.position(), r.kind(), r.address()))
                .toList();
    }

    private static Matter.Written written(Matter matter, MailDetail detail) {
        return switch (matter) {
            case Matter.Written written -> written;
            case Matter.Templated templated -> asRecorded(detail);
        };
    }

    private static Matter.Written asRecorded(MailDetail detail) {
        return new Matter.Written(
                detail.mail().subject(),
                detail.html(),
                detail.text(),
                null,
                detail.mail().templateId());
    }

    /// Those who failed in the transaction that also wrote the mail's first event: later ones
    /// were found on the list when the mail was due.
    ///
    /// @param born the first event's time, cut off to the millisecond
    static Map<Integer, String> failedAtOnce(Mail mail, Instant born) {
        return mail.recipients().stream()
                .filter(r -> r.status() == Status.FAILED && r.attempt() == 0)
                .filter(r -> r.bounceClass() == BounceClass.SUPPRESSED)
                .filter(r -> !r.updatedAt().truncatedTo(ChronoUnit.MILLIS).isAfter(born))
                .collect(
                        Collectors.toUnmodifiableMap(
                                Addressee::position,
                                r -> Objects.requireNonNullElse(r.reason(), "")));
    }
}

package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.Environment;
import dev.mailswitch.directory.Hold;
import dev.mailswitch.ledger.NewMail;
import dev.mailswitch.ledger.reading.ListedMail;
import dev.mailswitch.ledger.reading.Mail;
import dev.mailswitch.ledger.reading.MailDetail;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.model.outcome.BounceClass;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Turns what is on record into what the door shows. Pure.
final class Views {

    private Views() {}

    static AcceptedView accepted(NewMail mail, String environment) {
        String createdAt = Rfc3339.of(mail.id().time());
        List<Frame.Addressee> recipients =
                mail.recipients().stream().map(r -> born(mail, r, createdAt)).toList();
        Status status =
                Status.fold(mail.recipients().stream().map(r -> mail.born(r.position())).toList());
        Frame frame =
                new Frame(
                        mail.id().toString(),
                        status.word(),
                        environment,
                        text(mail.from()),
                        mail.content().subject(),
                        kind(mail, RecipientKind.TO),
                        kind(mail, RecipientKind.CC),
                        kind(mail, RecipientKind.BCC),
                        texts(mail.content().replyTo().stream()),
                        mail.tags(),
                        mail.metadataJson(),
                        mail.policy(),
                        createdAt,
                        Rfc3339.ofNullable(mail.scheduledAt()),
                        Rfc3339.of(mail.expiresAt()),
                        null,
                        mail.messageId(),
                        textOrNull(mail.resendOf()),
                        textOrNull(mail.templateId()),
                        files(mail.content().attachments()));
        return new AcceptedView(frame, recipients);
    }

    private static Frame.Addressee born(NewMail mail, Recipient recipient, String createdAt) {
        @Nullable String reason = mail.reason(recipient.position());
        return new Frame.Addressee(
                mail.id().recipient(recipient.position()).toString(),
                recipient.address().email(),
                recipient.kind().word(),
                mail.born(recipient.position()).word(),
                reason == null ? null : BounceClass.SUPPRESSED.word(),
                reason,
                createdAt);
    }

    private static List<String> kind(NewMail mail, RecipientKind kind) {
        return texts(
                mail.recipients().stream().filter(r -> r.kind() == kind).map(Recipient::address));
    }

    /// @param now by the database's clock, as waits are
    static DetailView detail(MailDetail detail, Directory directory, Instant now) {
        Mail mail = detail.mail();
        Optional<Hold> hold =
                directory
                        .environment(mail.environmentId())
                        .flatMap(
                                environment ->
                                        directory.hold(
                                                environment.organisationId(),
                                                environment.id(),
                                                detail.rules().lane()));
        return new DetailView(
                frame(mail, mail.status(), directory),
                mail.recipients().stream()
                        .map(
                                recipient ->
                                        new DetailView.Addressee(
                                                addressee(mail, recipient),
                                                waiting(detail, recipient, hold.orElse(null), now)))
                        .toList(),
                attempts(detail, directory),
                detail.html(),
                detail.text(),
                detail.contentAvailable());
    }

    static ItemView item(ListedMail listed, Directory directory) {
        Map<String, Integer> words = new LinkedHashMap<>();
        new TreeMap<>(listed.statuses())
                .forEach((status, count) -> words.put(status.word(), count));
        return new ItemView(frame(listed.mail(), listed.status(), directory), words);
    }

    private static Frame frame(Mail mail, Status status, Directory directory) {
        return new Frame(
                mail.id().toString(),
                status.word(),
                directory
                        .environment(mail.environmentId())
                        .map(Environment::name)
                        .orElseGet(() -> mail.environmentId().toString()),
                text(mail.from()),
                mail.subject(),
                texts(mail.recipients(RecipientKind.TO).map(Mail.Addressee::address)),
                texts(mail.recipients(RecipientKind.CC).map(Mail.Addressee::address)),
                texts(mail.recipients(RecipientKind.BCC).map(Mail.Addressee::address)),
                texts(mail.replyTo().stream()),
                mail.tags(),
                mail.metadataJson(),
                mail.policy(),
                Rfc3339.of(mail.id().time()),
                Rfc3339.ofNullable(mail.scheduledAt()),
                Rfc3339.of(mail.expiresAt()),
                Rfc3339.ofNullable(mail.settledAt()),
                mail.messageId(),
                textOrNull(mail.resendOf()),
                textOrNull(mail.templateId()),
                files(mail.attachments()));
    }

    /// A hold is told by the settings of now: mail that is held is not looked at, and may have been
    /// put back for something else before, or never. What it waited for until a time that has passed
    /// is over: in a backlog it waits for its turn, which is not told.
    private static DetailView.@Nullable Waiting waiting(
            MailDetail detail, Mail.Addressee recipient, @Nullable Hold hold, Instant now) {
        boolean queued =
                recipient.status() == Status.QUEUED || recipient.status() == Status.DELIVERING;
        if (!queued || inCall(detail, recipient)) {
            return null;
        }
        if (hold != null) {
            return DetailView.Waiting.of(hold);
        }
        Mail.Wait wait = recipient.waits();
        return wait == null || released(wait) || !wait.until().isAfter(now)
                ? null
                : DetailView.Waiting.of(wait);
    }

    private static boolean inCall(MailDetail detail, Mail.Addressee recipient) {
        return detail.attempts().stream()
                .anyMatch(
                        attempt ->
                                attempt.position() == recipient.position()
                                        && attempt.finishedAt() == null);
    }

    /// It was put back for a hold that there is no more.
    private static boolean released(Mail.Wait wait) {
        return Stream.of(Hold.values()).anyMatch(hold -> hold.cause() == wait.cause());
    }

    private static Frame.Addressee addressee(Mail mail, Mail.Addressee recipient) {
        return new Frame.Addressee(
                mail.id().recipient(recipient.position()).toString(),
                recipient.address().email(),
                recipient.kind().word(),
                recipient.status().word(),
                recipient.bounceClass() == null ? null : recipient.bounceClass().word(),
                recipient.reason(),
                Rfc3339.of(recipient.updatedAt()));
    }

    private static List<DetailView.Attempt> attempts(MailDetail detail, Directory directory) {
        // The same call and the same answer, position aside, is one line.
        Map<MailDetail.Attempt, List<String>> calls = new LinkedHashMap<>();
        for (MailDetail.Attempt attempt : detail.attempts()) {
            String email = detail.mail().recipients().get(attempt.position()).address().email();
            calls.computeIfAbsent(anyPosition(attempt), call -> new ArrayList<>()).add(email);
        }
        return calls.entrySet().stream()
                .map(call -> attempt(call.getKey(), call.getValue(), directory))
                .toList();
    }

    private static MailDetail.Attempt anyPosition(MailDetail.Attempt attempt) {
        return new MailDetail.Attempt(
                0,
                attempt.no(),
                attempt.call(),
                attempt.providerId(),
                attempt.tier(),
                attempt.why(),
                attempt.startedAt(),
                attempt.finishedAt(),
                attempt.outcome(),
                attempt.bounceClass(),
                attempt.phase(),
                attempt.reply(),
                attempt.providerMessageId());
    }

    private static DetailView.Attempt attempt(
            MailDetail.Attempt attempt, List<String> recipients, Directory directory) {
        return new DetailView.Attempt(
                attempt.no(),
                recipients,
                Timeline.name(attempt.providerId(), directory),
                attempt.tier(),
                attempt.why(),
                attempt.outcome(),
                attempt.bounceClass() == null ? null : attempt.bounceClass().word(),
                attempt.reply(),
                attempt.phase() == null ? null : attempt.phase().word(),
                Rfc3339.of(attempt.startedAt()),
                Rfc3339.ofNullable(attempt.finishedAt()),
                attempt.providerMessageId());
    }

    private static List<Frame.File> files(List<Attachment> attachments) {
        return attachments.stream()
                .map(
                        file ->
                                new Frame.File(
                                        file.filename(),
                                        file.contentType(),
                                        file.size(),
                                        file.sha256(),
                                        file.contentId(),
                                        file.disposition().word()))
                .toList();
    }

    private static List<String> texts(Stream<Address> addresses) {
        return addresses.map(Views::text).toList();
    }

    private static @Nullable String textOrNull(@Nullable Object id) {
        return id == null ? null : id.toString();
    }

    private static String text(Address address) {
        return address.text();
    }
}

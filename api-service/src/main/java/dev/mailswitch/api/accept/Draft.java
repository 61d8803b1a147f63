package dev.mailswitch.api.accept;

import dev.mailswitch.directory.Environment;
import dev.mailswitch.directory.Organisation;
import dev.mailswitch.ledger.IdempotencyKey;
import dev.mailswitch.ledger.NewMail;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.mail.Recipient;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A submission whose organisation, environment and recipients are known: everything of a mail but
/// its id and what was found out about its recipients.
record Draft(
        Submission submission,
        Organisation organisation,
        Environment environment,
        List<Recipient> recipients,
        @Nullable IdempotencyKey key) {

    static Draft of(
            Submission mail,
            Organisation organisation,
            Environment environment,
            List<Recipient> recipients) {
        IdempotencyKey key =
                mail.idempotencyKey() == null
                        ? null
                        : IdempotencyKey.of(
                                organisation.id(),
                                environment.id(),
                                mail.door(),
                                mail.idempotencyKey(),
                                PayloadDigest.of(mail));
        return new Draft(mail, organisation, environment, recipients, key);
    }

    Policy policy() {
        return submission.policy() != null
                ? submission.policy()
                : Policy.ofLane(environment.lane());
    }

    Address from() {
        return submission.from() != null ? submission.from() : environment.sender();
    }

    NewMail mail(EmailId id, Set<Integer> suppressed, String messageId) {
        Instant expiry = Times.expiry(submission, policy(), id.time());
        return mail(id, from(), suppressed, messageId, policy(), expiry);
    }

    /// With what the first request under the same key was given, which settings changed since must
    /// not change.
    NewMail mail(
            EmailId id,
            Address from,
            Set<Integer> suppressed,
            String messageId,
            Policy policy,
            Instant expiresAt) {
        return new NewMail(
                id,
                organisation.id(),
                environment.id(),
                policy.lane(),
                from,
                new Content(
                        submission.subject(),
                        submission.html(),
                        submission.text(),
                        submission.replyTo(),
                        new Headers(submission.headers()),
                        submission.attachments(),
                        submission.tracking()),
                recipients,
                suppressed,
                messageId,
                submission.tags(),
                submission.metadataJson(),
                policy.word(),
                submission.onUnknown() != null ? submission.onUnknown() : environment.onUnknown(),
                environment.retentionDays(),
                submission.scheduledAt(),
                expiresAt,
                null,
                key,
                submission.files());
    }
}

package dev.mailswitch.ledger.reading;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.TemplateId;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.lifecycle.WaitCause;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.model.outcome.BounceClass;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A mail as it stands on record, without attempts and bodies.
///
/// @param metadataJson a JSON object, or null
/// @param settledAt    when its last recipient was over, or null
/// @param templateId   what its words were made of, or null; the template may be gone
/// @param recipients   in the order of their positions
/// @param replyTo      empty when the content is gone
/// @param attachments  empty when the content is gone
public record Mail(
        EmailId id,
        EnvironmentId environmentId,
        Address from,
        String subject,
        String messageId,
        List<String> tags,
        @Nullable String metadataJson,
        String policy,
        @Nullable Instant scheduledAt,
        Instant expiresAt,
        @Nullable Instant settledAt,
        @Nullable EmailId resendOf,
        @Nullable TemplateId templateId,
        List<Addressee> recipients,
        List<Address> replyTo,
        List<Attachment> attachments) {

    public Mail {
        tags = List.copyOf(tags);
        recipients = List.copyOf(recipients);
        replyTo = List.copyOf(replyTo);
        attachments = List.copyOf(attachments);
    }

    /// The fold of what its recipients show.
    public Status status() {
        return Status.fold(recipients.stream().map(Addressee::status).toList());
    }

    public Stream<Addressee> recipients(RecipientKind kind) {
        return recipients.stream().filter(recipient -> recipient.kind() == kind);
    }

    /// One recipient and how far it has come.
    ///
    /// @param status      `delivering` also while a call is open that the state does not speak of
    /// @param attempt     the attempt the state speaks of, 0 for none
    /// @param bounceClass of its last refusal, or null
    /// @param reason      in words, or null
    /// @param waits       what it was put back for when it was looked at last, or null; of one whose
    ///     call is open, or that is over, it says nothing
    public record Addressee(
            int position,
            RecipientKind kind,
            Address address,
            Status status,
            int attempt,
            @Nullable BounceClass bounceClass,
            @Nullable String reason,
            Instant updatedAt,
            @Nullable Wait waits) {

        public Addressee(
                int position,
                RecipientKind kind,
                Address address,
                Status status,
                int attempt,
                @Nullable BounceClass bounceClass,
                @Nullable String reason,
                Instant updatedAt) {
            this(position, kind, address, status, attempt, bounceClass, reason, updatedAt, null);
        }
    }

    /// What a recipient waits for.
    ///
    /// @param until when it is looked at again, at the latest
    /// @param why   in words
    public record Wait(WaitCause cause, Instant until, String why) {}
}

package dev.mailswitch.ledger.reading;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.TemplateId;
import dev.mailswitch.model.lifecycle.Status;
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
    public record Addressee(
            int position,
            RecipientKind kind,
            Address address,
            Status status,
            int attempt,
            @Nullable BounceClass bounceClass,
            @Nullable String reason,
            Instant updatedAt) {}
}

package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.TemplateId;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.model.mail.Recipient;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A mail as accept writes it: checked, with every default filled in.
///
/// @param recipients   in the order of their positions
/// @param suppressed   positions that get no mail, failed at once, and the reason on record for each:
///     the suppression list's word, or [#WITHHELD]
/// @param messageId    with angle brackets
/// @param metadataJson a JSON object, or null
/// @param scheduledAt  null: at once
/// @param expiresAsked whether the sender has said when it expires: then it stays so when the mail is
///     moved to another time
/// @param resendOf     the mail it is sent again from, or null
/// @param templateId   what its words were made of, or null; kept when the template is not
/// @param once         what makes another request the same mail
/// @param files        the bytes of attachments by their SHA-256 in hexadecimal; none for one that
///                     another mail of the organisation brought and that is still kept
/// @param warnings     for the sender, on the timeline; none is a reason not to send
public record NewMail(
        EmailId id,
        OrganisationId organisationId,
        EnvironmentId environmentId,
        Lane lane,
        Address from,
        Content content,
        List<Recipient> recipients,
        Map<Integer, String> suppressed,
        String messageId,
        List<String> tags,
        @Nullable String metadataJson,
        String policy,
        OnUnknown onUnknown,
        int retentionDays,
        @Nullable Instant scheduledAt,
        Instant expiresAt,
        boolean expiresAsked,
        @Nullable EmailId resendOf,
        @Nullable TemplateId templateId,
        Once once,
        Map<String, byte[]> files,
        List<String> warnings) {

    /// The reason of those who are not listed in an environment in staging.
    public static final String WITHHELD = "staging: not on the environment's list";

    public NewMail {
        recipients = List.copyOf(recipients);
        suppressed = Map.copyOf(suppressed);
        tags = List.copyOf(tags);
        files = Map.copyOf(files);
        warnings = List.copyOf(warnings);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("a mail needs a recipient");
        }
        for (int i = 0; i < recipients.size(); i++) {
            if (recipients.get(i).position() != i) {
                throw new IllegalArgumentException("recipients must stand in order");
            }
        }
    }

    /// In what state a recipient is born.
    public Status born(int position) {
        if (suppressed.containsKey(position)) {
            return Status.FAILED;
        }
        return scheduledAt == null ? Status.QUEUED : Status.SCHEDULED;
    }

    /// Why a recipient has failed at once, as it is recorded; null if it has not.
    public @Nullable String reason(int position) {
        return suppressed.get(position);
    }

    /// About how many bytes go to the database; the batcher keeps a budget. A recipient weighs more
    /// than its bytes: what it costs is the time of a row and its index entries, and a transaction
    /// with ten thousands of those would not end in the time it has.
    long bytes() {
        long bytes = 1_000 + 1_000L * recipients.size() + content.subject().length();
        for (Recipient recipient : recipients) {
            bytes += recipient.address().octets();
        }
        bytes += length(content.html()) + length(content.text()) + length(metadataJson);
        for (Attachment attachment : content.attachments()) {
            bytes += 200L + attachment.filename().length() + attachment.contentType().length();
        }
        for (byte[] file : files.values()) {
            bytes += file.length;
        }
        return bytes;
    }

    private static long length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}

package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.model.mail.Recipient;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A mail as accept writes it: checked, with every default filled in.
///
/// @param recipients   in the order of their positions
/// @param suppressed   positions that get no mail: failed at once
/// @param withheld     positions that get none either, because the environment is in staging
/// @param messageId    with angle brackets
/// @param metadataJson a JSON object, or null
/// @param scheduledAt  null: at once
/// @param once         what makes another request the same mail
/// @param files        the bytes of attachments by their SHA-256 in hexadecimal; none for one that
///                     another mail of the organisation brought and that is still kept
public record NewMail(
        EmailId id,
        OrganisationId organisationId,
        EnvironmentId environmentId,
        Lane lane,
        Address from,
        Content content,
        List<Recipient> recipients,
        Set<Integer> suppressed,
        Set<Integer> withheld,
        String messageId,
        List<String> tags,
        @Nullable String metadataJson,
        String policy,
        OnUnknown onUnknown,
        int retentionDays,
        @Nullable Instant scheduledAt,
        Instant expiresAt,
        @Nullable EmailId resendOf,
        Once once,
        Map<String, byte[]> files) {

    /// The reason of those who are not listed in an environment in staging.
    public static final String WITHHELD = "staging: not on the environment's list";

    public NewMail {
        recipients = List.copyOf(recipients);
        suppressed = Set.copyOf(suppressed);
        withheld = Set.copyOf(withheld);
        tags = List.copyOf(tags);
        files = Map.copyOf(files);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("a mail needs a recipient");
        }
        for (int i = 0; i < recipients.size(); i++) {
            if (recipients.get(i).position() != i) {
                throw new IllegalArgumentException("recipients must stand in order");
            }
        }
    }

    /// Nobody is withheld.
    public NewMail(
            EmailId id,
            OrganisationId organisationId,
            EnvironmentId environmentId,
            Lane lane,
            Address from,
            Content content,
            List<Recipient> recipients,
            Set<Integer> suppressed,
            String messageId,
            List<String> tags,
            @Nullable String metadataJson,
            String policy,
            OnUnknown onUnknown,
            int retentionDays,
            @Nullable Instant scheduledAt,
            Instant expiresAt,
            @Nullable EmailId resendOf,
            Once once,
            Map<String, byte[]> files) {
        this(
                id,
                organisationId,
                environmentId,
                lane,
                from,
                content,
                recipients,
                suppressed,
                Set.of(),
                messageId,
                tags,
                metadataJson,
                policy,
                onUnknown,
                retentionDays,
                scheduledAt,
                expiresAt,
                resendOf,
                once,
                files);
    }

    /// In what state a recipient is born.
    public Status born(int position) {
        if (suppressed.contains(position) || withheld.contains(position)) {
            return Status.FAILED;
        }
        return scheduledAt == null ? Status.QUEUED : Status.SCHEDULED;
    }

    /// Why a recipient has failed at once, as it is recorded; null if it has not.
    public @Nullable String reason(int position) {
        if (suppressed.contains(position)) {
            return "suppressed";
        }
        return withheld.contains(position) ? WITHHELD : null;
    }

    /// About how many bytes go to the database; the batcher keeps a budget.
    long bytes() {
        long bytes = 1_000 + 200L * recipients.size() + content.subject().length();
        bytes += length(content.html()) + length(content.text());
        for (byte[] file : files.values()) {
            bytes += file.length;
        }
        return bytes;
    }

    private static long length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}

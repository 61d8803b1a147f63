package dev.mailswitch.api.accept;

import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Header;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.model.mail.Tracking;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A mail as somebody asked for it, in no vendor's words: fields are valid one by one, nothing is
/// looked up and no default filled in.
///
/// @param door           whose idempotency keys count, and a label of metrics
/// @param environment    by name; null: the key's own
/// @param from           null: the environment's sender
/// @param domain         the domain the sender must be of, or null
/// @param metadataJson   a JSON object with its names sorted, or null
/// @param policy         null: as the environment's lane asks
/// @param onUnknown      null: as the environment says
/// @param idempotencyKey the caller's, or null
/// @param tracking       what is put in beside what the sender wrote
/// @param files          the bytes of the attachments by their SHA-256 in hexadecimal
public record Submission(
        String door,
        @Nullable String environment,
        @Nullable Address from,
        @Nullable String domain,
        List<Address> to,
        List<Address> cc,
        List<Address> bcc,
        List<Address> replyTo,
        String subject,
        @Nullable String html,
        @Nullable String text,
        List<Header> headers,
        List<Attachment> attachments,
        List<String> tags,
        @Nullable String metadataJson,
        @Nullable Policy policy,
        @Nullable Instant scheduledAt,
        @Nullable Instant expiresAt,
        @Nullable OnUnknown onUnknown,
        @Nullable String idempotencyKey,
        Map<String, byte[]> files,
        Tracking tracking) {

    public Submission {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
        replyTo = List.copyOf(replyTo);
        headers = List.copyOf(headers);
        attachments = List.copyOf(attachments);
        tags = List.copyOf(tags);
        files = Map.copyOf(files);
    }

    /// Nothing is put in.
    public Submission(
            String door,
            @Nullable String environment,
            @Nullable Address from,
            @Nullable String domain,
            List<Address> to,
            List<Address> cc,
            List<Address> bcc,
            List<Address> replyTo,
            String subject,
            @Nullable String html,
            @Nullable String text,
            List<Header> headers,
            List<Attachment> attachments,
            List<String> tags,
            @Nullable String metadataJson,
            @Nullable Policy policy,
            @Nullable Instant scheduledAt,
            @Nullable Instant expiresAt,
            @Nullable OnUnknown onUnknown,
            @Nullable String idempotencyKey,
            Map<String, byte[]> files) {
        this(
                door,
                environment,
                from,
                domain,
                to,
                cc,
                bcc,
                replyTo,
                subject,
                html,
                text,
                headers,
                attachments,
                tags,
                metadataJson,
                policy,
                scheduledAt,
                expiresAt,
                onUnknown,
                idempotencyKey,
                files,
                Tracking.NONE);
    }
}

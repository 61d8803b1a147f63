package dev.mailswitch.api.dialect.emails;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What every view of a mail has: everything but recipients' fates, attempts and bodies.
///
/// @param status      word of [dev.mailswitch.model.lifecycle.Status]
/// @param environment its name
/// @param metadata    a JSON object, or null
/// @param templateId  what it was made of, or null; the template may be gone
record Frame(
        String id,
        String status,
        String environment,
        String from,
        String subject,
        List<String> to,
        List<String> cc,
        List<String> bcc,
        List<String> replyTo,
        List<String> tags,
        @JsonRawValue @Nullable String metadata,
        String policy,
        String createdAt,
        @Nullable String scheduledAt,
        String expiresAt,
        @Nullable String settledAt,
        String messageId,
        @Nullable String resendOf,
        @Nullable String templateId,
        List<File> attachments) {

    /// An attached file without its bytes.
    record File(
            String filename,
            String contentType,
            long size,
            String sha256,
            @Nullable String contentId,
            String disposition) {}

    /// One recipient and how far it has come.
    record Addressee(
            String id,
            String email,
            String kind,
            String status,
            @JsonProperty("class") @Nullable String bounceClass,
            @Nullable String reason,
            String updatedAt) {}
}

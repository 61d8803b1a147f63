package dev.mailswitch.api.dialect.emails;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The body of `POST /api/v1/emails`. A field that is null is absent.
record EmailRequest(
        @JsonPropertyDescription(EmailRequest.ADDRESSES) @Nullable List<String> to,
        @JsonPropertyDescription(EmailRequest.ADDRESSES) @Nullable List<String> cc,
        @JsonPropertyDescription(EmailRequest.ADDRESSES) @Nullable List<String> bcc,
        @JsonProperty("from_") @Nullable String from,
        @JsonPropertyDescription(EmailRequest.ADDRESSES) @Nullable List<String> replyTo,
        @Nullable String subject,
        @Nullable String html,
        @Nullable String text,
        @Nullable String templateId,
        @Nullable Map<String, JsonNode> templateVars,
        @Nullable String domainId,
        @Nullable Boolean trackOpens,
        @Nullable Boolean trackClicks,
        @Nullable Boolean enableUnsubscribe,
        @JsonPropertyDescription(EmailRequest.TIME) @Nullable String scheduledAt,
        @Nullable List<File> attachments,
        @Nullable String environment,
        @Nullable String policy,
        @JsonPropertyDescription("an object of strings") @Nullable Map<String, String> headers,
        @Nullable List<String> tags,
        @Nullable JsonNode metadata,
        @JsonPropertyDescription(EmailRequest.TIME) @Nullable String expiresAt,
        @Nullable String onUnknown) {

    static final String ADDRESSES = "a list of addresses";
    static final String TIME = "a time with Z or an offset, as 2026-01-31T12:00:00Z";

    /// An attached file.
    ///
    /// @param contentB64 base64 (RFC 4648 section 4)
    record File(
            @Nullable String filename,
            @Nullable String contentType,
            @Nullable String contentB64,
            @Nullable String contentId,
            @Nullable String disposition) {}
}

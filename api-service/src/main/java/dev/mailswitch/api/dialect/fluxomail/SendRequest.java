package dev.mailswitch.api.dialect.fluxomail;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The body of a send. A field that is null is absent; what is not here is not looked at.
///
/// @param cc        an address or a list of them; so are bcc and replyTo
/// @param variables an object
record SendRequest(
        @Nullable String to,
        @Nullable JsonNode cc,
        @Nullable JsonNode bcc,
        @Nullable String fromEmail,
        @Nullable String fromName,
        @Nullable JsonNode replyTo,
        @Nullable String subject,
        @Nullable String content,
        @Nullable String htmlContent,
        @Nullable String policyKey,
        @Nullable String identityId,
        @Nullable String templateId,
        @Nullable Map<String, JsonNode> variables,
        @Nullable Map<String, String> headers,
        @Nullable List<@Nullable File> attachments,
        @Nullable String idempotencyKey) {

    /// An attached file.
    ///
    /// @param contentBase64 base64 (RFC 4648 section 4)
    /// @param contentType   null: by the name's end
    record File(
            @Nullable String filename,
            @Nullable String contentBase64,
            @Nullable String contentType) {}
}

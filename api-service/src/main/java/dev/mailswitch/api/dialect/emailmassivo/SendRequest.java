package dev.mailswitch.api.dialect.emailmassivo;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// The body of both routes that send. A field that is null is absent.
///
/// @param attachments the document shows no place for them; they belong into `mail`
record SendRequest(
        @Nullable String idempotencyKey, @Nullable Mail mail, @Nullable JsonNode attachments) {

    /// What stands in `mail`. PHP writes an empty object as `[]`, and what may have several forms is
    /// looked at by the translator.
    ///
    /// @param cc             addresses in one text, with commas between them, or a list of such
    /// @param bcc            the same
    /// @param headers        an object whose values are texts, lists of texts or
    ///                       `{"prepared":…, "value":…}`
    /// @param attachments    `{"name.ext": base64}`, or a list of such
    /// @param params         variables of the template, an object
    /// @param idempotencyKey in the wrong place
    record Mail(
            @Nullable Party to,
            @Nullable Party from,
            @Nullable String subject,
            @Nullable String previewTitle,
            @Nullable JsonNode headers,
            @Nullable JsonNode cc,
            @Nullable JsonNode bcc,
            @Nullable String html,
            @Nullable String text,
            @Nullable JsonNode attachments,
            @Nullable JsonNode idTemplateMailUser,
            @Nullable JsonNode params,
            @Nullable JsonNode idempotencyKey) {}

    /// A sender or a recipient.
    record Party(@Nullable String email, @Nullable String name) {}
}

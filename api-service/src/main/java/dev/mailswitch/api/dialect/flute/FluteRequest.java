package dev.mailswitch.api.dialect.flute;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The body of `POST /v1/email`. A field that is null is absent.
///
/// @param environment looked at on the way in, as is the key
record FluteRequest(
        @Nullable String subject,
        @JsonPropertyDescription(FluteRequest.RECIPIENTS) @Nullable List<Person> to,
        @JsonPropertyDescription(FluteRequest.RECIPIENTS) @Nullable List<Person> cc,
        @JsonPropertyDescription(FluteRequest.RECIPIENTS) @Nullable List<Person> bcc,
        @Nullable String text,
        @Nullable String html,
        @Nullable List<File> attachments,
        @Nullable List<File> images,
        @Nullable String replyTo,
        @Nullable Map<String, String> headers,
        @Nullable String environment,
        @Nullable String accessToken) {

    static final String RECIPIENTS = "a list of objects with email and name";

    /// One recipient.
    record Person(@Nullable String name, @Nullable String email) {}

    /// An attached file or an image.
    ///
    /// @param type of its content, as `image/png`
    /// @param data base64 (RFC 4648 section 4)
    record File(@Nullable String name, @Nullable String type, @Nullable String data) {}
}

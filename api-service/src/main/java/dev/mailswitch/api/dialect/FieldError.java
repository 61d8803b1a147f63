package dev.mailswitch.api.dialect;

import java.nio.charset.StandardCharsets;

/// What is wrong with one field.
///
/// @param field   its path in the request, as `attachments[1].filename`, or a parameter's name
/// @param code    for programs
/// @param message for people, without the field's name in front; never quotes what was sent
public record FieldError(String field, String code, String message) {

    public FieldError {
        // Names of fields are the sender's text; half a surrogate pair cannot be answered.
        field = new String(field.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    public static FieldError invalid(String field, String message) {
        return new FieldError(field, "invalid", message);
    }

    public static FieldError required(String field) {
        return new FieldError(field, "required", "must be given");
    }
}

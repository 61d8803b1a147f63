package dev.mailswitch.api.dialect;

/// What is wrong with one field.
///
/// @param field   its path in the request, as `attachments[1].filename`, or a parameter's name
/// @param code    for programs
/// @param message for people, without the field's name in front; never quotes what was sent
public record FieldError(String field, String code, String message) {

    public static FieldError invalid(String field, String message) {
        return new FieldError(field, "invalid", message);
    }

    public static FieldError required(String field) {
        return new FieldError(field, "required", "must be given");
    }
}

package dev.mailswitch.api.dialect;

import java.util.List;
import java.util.Map;

/// A refusal as RFC 9457 writes it.
///
/// @param status  of HTTP
/// @param code    last part of the `type`, which is a page of our documentation
/// @param title   the same for every problem of the type
/// @param detail  about this one; never quotes what was sent
/// @param headers to be sent along
public record Problem(
        int status,
        String code,
        String title,
        String detail,
        List<FieldError> errors,
        Map<String, String> headers) {

    /// Where the documentation of problems lies.
    public static final String TYPES = "https://mailswitch.dev/docs/errors/";

    /// Seconds after which it makes sense to come again when something is away.
    public static final String RETRY_SECONDS = "2";

    public Problem {
        errors = List.copyOf(errors);
        headers = Map.copyOf(headers);
    }

    public static Problem of(int status, String code, String title, String detail) {
        return new Problem(status, code, title, detail, List.of(), Map.of());
    }

    public static Problem invalid(List<FieldError> errors) {
        return new Problem(
                400,
                "validation_error",
                "The request is not valid",
                errors.size() == 1
                        ? errors.getFirst().field() + " " + errors.getFirst().message()
                        : errors.size() + " fields are not valid",
                errors,
                Map.of());
    }

    public static Problem invalid(String field, String message) {
        return invalid(List.of(FieldError.invalid(field, message)));
    }

    public static Problem notFound() {
        return of(404, "not_found", "Not found", "There is nothing here for you");
    }

    public static Problem conflict(String detail) {
        return of(409, "conflict", "Conflict", detail);
    }

    public static Problem forbidden(String code, String detail) {
        return of(403, code, "Not allowed", detail);
    }

    public static Problem unavailable(String detail) {
        return of(503, "unavailable", "Not available at the moment", detail)
                .with("Retry-After", RETRY_SECONDS);
    }

    public Problem with(String header, String value) {
        Map<String, String> more = new java.util.HashMap<>(headers);
        more.put(header, value);
        return new Problem(status, code, title, detail, errors, more);
    }

    public Problem with(FieldError error) {
        return new Problem(status, code, title, detail, List.of(error), headers);
    }
}

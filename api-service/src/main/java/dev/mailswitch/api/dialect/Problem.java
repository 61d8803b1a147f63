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

    /// What our own routes say to each stop on the way in.
    public static Problem of(Stop stop) {
        return switch (stop) {
            case Stop.NotFound none -> notFound();
            case Stop.MethodNotAllowed not ->
                    of(405, "method_not_allowed", "Method not allowed", "Not with this method")
                            .with("Allow", not.allow());
            case Stop.NotAcceptable not ->
                    of(406, "not_acceptable", "Not acceptable", "Answers are JSON");
            case Stop.UriTooLong not -> of(414, "uri_too_long", "Too long", "The URI is too long");
            case Stop.TooLarge large ->
                    of(
                            413,
                            "payload_too_large",
                            "Too large",
                            "The body exceeds %d bytes".formatted(large.limit()));
            case Stop.NotJson not ->
                    of(
                            415,
                            "unsupported_media_type",
                            "Not JSON",
                            "The body must be application/json, not compressed");
            case Stop.TooSlow slow ->
                    of(408, "timeout", "Too slow", "The body did not come in time");
            case Stop.NoKey none -> unauthorised("An API key is needed");
            case Stop.BadKey bad -> unauthorised("The API key is not valid");
            case Stop.KeyGone gone -> unauthorised("The API key is not valid");
            case Stop.KeyInactive inactive ->
                    unauthorised("The API key is switched off or has expired");
            case Stop.KeyElsewhere elsewhere ->
                    forbidden("address_not_allowed", "The key may not be used from this address");
            case Stop.MissingScope missing ->
                    forbidden("missing_scope", "The key lacks the scope " + missing.scope().word());
            case Stop.EnvironmentUnknown unknown ->
                    of(404, "environment_not_found", "Not found", "No such environment")
                            .with(FieldError.invalid("environment", "is not known"));
            case Stop.EnvironmentForbidden forbidden ->
                    forbidden("environment_forbidden", "The key is bound to another environment")
                            .with(FieldError.invalid("environment", "is not the key's"));
            case Stop.RateLimited limited ->
                    of(
                                    429,
                                    "rate_limited",
                                    "Too many requests",
                                    "The key's cap for this minute is used up")
                            .with("Retry-After", Long.toString(limited.seconds()));
            case Stop.Paused paused ->
                    forbidden("organisation_paused", "The organisation is paused");
            case Stop.Malformed malformed ->
                    of(400, "malformed_json", "Not valid JSON", malformed.detail());
            case Stop.BadRequest bad ->
                    of(400, "bad_request", "The request cannot be read", bad.detail());
            case Stop.Invalid invalid -> invalid(invalid.errors());
            case Stop.Unavailable away -> unavailable(away.detail());
            case Stop.Failed failed ->
                    of(500, "internal_error", "Internal error", "This is our fault");
        };
    }

    private static Problem unauthorised(String detail) {
        return of(401, "invalid_api_key", "Not authenticated", detail)
                .with("WWW-Authenticate", "Bearer realm=\"mailswitch\"");
    }

    public static Problem invalid(List<FieldError> errors) {
        return new Problem(
                400,
                "validation_error",
                "The request is not valid",
                errors.size() == 1
                        ? errors.getFirst().field() + ": " + errors.getFirst().message()
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

package dev.mailswitch.api.dialect.fluxomail;

import dev.mailswitch.api.accept.Refusal;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Stop;
import java.util.List;
import java.util.stream.Collectors;

/// What this door says to each stop and each refusal. The words of the documented matrix are its
/// own.
final class Refusals {

    private static final String INVALID = "validation_error";
    private static final String KEY = "invalid_api_key";
    private static final String SCOPE = "missing_scope";
    private static final String NOT_FOUND = "not_found";

    private Refusals() {}

    static Fault of(Stop stop) {
        return switch (stop) {
            case Stop.NotFound none -> notFound("Not found");
            case Stop.MethodNotAllowed not ->
                    Fault.of(405, INVALID, "Method not allowed").with("Allow", not.allow());
            case Stop.NotAcceptable not -> Fault.of(406, INVALID, "Answers are JSON");
            case Stop.UriTooLong not -> Fault.of(414, INVALID, "The URI is too long");
            case Stop.TooLarge large ->
                    Fault.of(
                            413,
                            "payload_too_large",
                            "The body exceeds %d bytes".formatted(large.limit()));
            case Stop.NotJson not ->
                    Fault.of(
                            415,
                            "unsupported_media_type",
                            "The body must be application/json, not compressed");
            case Stop.TooSlow slow -> Fault.of(408, INVALID, "The body did not come in time");
            case Stop.NoKey none -> unknownKey();
            case Stop.BadKey bad -> unknownKey();
            case Stop.KeyGone gone -> unknownKey();
            case Stop.KeyInactive inactive -> unknownKey();
            case Stop.KeyElsewhere elsewhere ->
                    Fault.of(403, KEY, "The API key may not be used from this address");
            case Stop.MissingScope missing ->
                    Fault.of(403, SCOPE, "Missing scope " + word(missing.scope()));
            case Stop.EnvironmentUnknown unknown -> notFound("No such environment");
            case Stop.EnvironmentForbidden forbidden -> otherEnvironment();
            case Stop.RateLimited limited ->
                    Fault.of(429, "rate_limited", "Rate limit exceeded")
                            .with("Retry-After", Long.toString(limited.seconds()));
            case Stop.Paused paused -> paused();
            case Stop.Malformed malformed -> Fault.of(400, INVALID, malformed.detail());
            case Stop.BadRequest bad -> Fault.of(400, INVALID, bad.detail());
            case Stop.Invalid invalid -> invalid(invalid.errors());
            case Stop.Unavailable away -> away(away.detail());
            case Stop.Failed failed -> Fault.of(500, "internal_error", "Provider/internal error");
        };
    }

    static Fault of(Refusal refusal) {
        return switch (refusal) {
            case Refusal.Paused paused -> paused();
            case Refusal.NoEnvironment none ->
                    Fault.of(400, INVALID, "There is no active identity to send from");
            case Refusal.EnvironmentUnknown unknown -> notFound("No such identity");
            case Refusal.EnvironmentForbidden forbidden -> otherEnvironment();
            case Refusal.NoRecipients none -> missing("to");
            case Refusal.TooManyRecipients many ->
                    Fault.of(400, INVALID, "to must be at most 1,000 recipients with cc and bcc");
            case Refusal.RecipientsTooLarge large -> Fault.of(400, INVALID, "to " + large.words());
            case Refusal.SubjectTooLong subject ->
                    Fault.of(400, INVALID, "subject " + subject.words());
            case Refusal.SenderNotVerified unverified ->
                    Fault.of(400, INVALID, "fromEmail must be a verified identity");
            case Refusal.SenderOfOtherDomain other ->
                    Fault.of(400, INVALID, "identityId is of another domain than the sender");
            case Refusal.ScheduleOutOfBounds out ->
                    Fault.of(400, INVALID, "The time to send is out of bounds");
            case Refusal.ExpiryOutOfBounds out ->
                    Fault.of(400, INVALID, "The time to expire is out of bounds");
            case Refusal.PolicyUnknown unknown ->
                    Fault.of(400, INVALID, "policyKey " + unknown.words());
            case Refusal.DomainUnknown unknown -> notFound("No such identity");
            case Refusal.NoProvider none ->
                    Fault.of(400, INVALID, "The identity has no provider to send through");
            case Refusal.TemplateUnknown unknown -> notFound("No such template");
            case Refusal.TemplateArchived archived -> notFound("The template is archived");
            case Refusal.TemplateNotRendered not ->
                    Fault.of(
                            400,
                            INVALID,
                            not.missing().isEmpty()
                                    ? "variables: " + not.words()
                                    : "variables must have " + String.join(", ", not.missing()));
            case Refusal.OnSuppressionList suppressed ->
                    Fault.of(400, INVALID, "to is on the suppression list");
            case Refusal.QuotaExceeded exceeded ->
                    Fault.of(429, "quota_exceeded", exceeded.words())
                            .with(
                                    "Retry-After",
                                    Long.toString(exceeded.retryAfter().toSeconds() + 1));
            case Refusal.OtherPayload other ->
                    Fault.of(
                            409,
                            "idempotency_mismatch",
                            "Another send was accepted under this idempotency key");
            case Refusal.Busy busy -> away("More is coming in than can be written");
            case Refusal.Slow slow -> away("Writing takes longer than we wait");
            case Refusal.Away away -> away("The database does not answer");
        };
    }

    /// Fields that are not there are said before those that are wrong.
    private static Fault invalid(List<FieldError> errors) {
        String required =
                errors.stream()
                        .filter(error -> error.code().equals("required"))
                        .map(FieldError::field)
                        .collect(Collectors.joining(", "));
        return required.isEmpty()
                ? Fault.of(
                        400,
                        INVALID,
                        errors.stream()
                                .map(error -> error.field() + " " + error.message())
                                .collect(Collectors.joining("; ")))
                : missing(required);
    }

    private static Fault missing(String fields) {
        return Fault.of(400, "missing_required_fields", "Missing required fields: " + fields);
    }

    private static Fault unknownKey() {
        return Fault.of(401, KEY, "Invalid API key")
                .with("WWW-Authenticate", "Bearer realm=\"mailswitch\"");
    }

    private static Fault paused() {
        return Fault.of(403, "tenant_paused", "Tenant paused");
    }

    private static Fault otherEnvironment() {
        return Fault.of(403, SCOPE, "The API key is bound to another environment");
    }

    private static Fault notFound(String message) {
        return Fault.of(404, NOT_FOUND, message);
    }

    private static Fault away(String message) {
        return Fault.of(503, "unavailable", message).with("Retry-After", Problem.RETRY_SECONDS);
    }

    /// The vendor has a word of its own for one of them.
    private static String word(Scope scope) {
        return scope == Scope.EMAILS_SEND ? "send_email" : scope.word();
    }
}

package dev.mailswitch.api.dialect.flute;

import dev.mailswitch.api.accept.Refusal;
import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Shown;
import dev.mailswitch.api.dialect.Stop;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What the Flute door says to each stop on the way in and to each refusal. The statuses are those
/// of the document: a key that may not do it is a key that is not valid.
final class Refusals {

    private static final int MOST_NAMED = 5;

    private Refusals() {}

    static Shown shown(Stop stop) {
        return switch (stop) {
            case Stop.NotFound none -> plain(404, "Not found");
            case Stop.MethodNotAllowed not ->
                    FluteJson.failure(
                            405, "The method is not allowed here", Map.of("Allow", not.allow()));
            case Stop.NotAcceptable not -> plain(406, "Answers are JSON");
            case Stop.UriTooLong not -> plain(414, "The URI is too long");
            case Stop.TooLarge large -> plain(413, "Payload is too large (exceeds 6 MB)");
            case Stop.NotJson not -> plain(415, "Input is not in JSON format");
            case Stop.TooSlow slow -> plain(408, "The body did not come in time");
            case Stop.NoKey none -> plain(403, "Access token was not specified");
            case Stop.BadKey bad -> badToken();
            case Stop.KeyGone gone -> badToken();
            case Stop.KeyInactive inactive -> badToken();
            case Stop.KeyElsewhere elsewhere -> badToken();
            case Stop.MissingScope missing ->
                    unauthorised("Access token is not allowed to send email");
            case Stop.EnvironmentUnknown unknown -> noEnvironment();
            case Stop.EnvironmentForbidden forbidden -> otherEnvironment();
            case Stop.RateLimited limited ->
                    FluteJson.failure(
                            429,
                            "Too many requests",
                            Map.of("Retry-After", Long.toString(limited.seconds())));
            case Stop.Paused paused -> paused();
            case Stop.BadRequest bad -> plain(400, bad.detail());
            case Stop.Malformed malformed -> plain(400, malformed.detail());
            case Stop.Invalid invalid -> invalid(invalid.errors());
            case Stop.Unavailable away -> unavailable();
            case Stop.Failed failed -> plain(500, "Could not queue the email");
        };
    }

    static Shown shown(Refusal refusal) {
        return switch (refusal) {
            case Refusal.Paused paused -> paused();
            case Refusal.NoEnvironment none -> noEnvironment();
            case Refusal.EnvironmentUnknown unknown -> noEnvironment();
            case Refusal.EnvironmentForbidden forbidden -> otherEnvironment();
            case Refusal.NoProvider none ->
                    unauthorised("Environment does not have providers configured");
            case Refusal.NoRecipients none -> invalid(List.of(FieldError.required("to")));
            case Refusal.TooManyRecipients many ->
                    invalid("to", "must be at most 1,000 recipients with cc and bcc");
            case Refusal.RecipientsTooLarge large -> invalid("to", large.words());
            case Refusal.SubjectTooLong subject -> invalid("subject", subject.words());
            case Refusal.QuotaExceeded exceeded ->
                    FluteJson.failure(
                            422,
                            "One or more quotas exceeded",
                            Map.of(
                                    "Retry-After",
                                    Long.toString(exceeded.retryAfter().toSeconds() + 1)));
            case Refusal.OtherPayload other ->
                    plain(409, "Another email was sent under this idempotency key");
            case Refusal.Busy busy -> unavailable();
            case Refusal.Slow slow -> unavailable();
            case Refusal.Away away -> unavailable();
            // What nobody can ask for here.
            case Refusal.OnSuppressionList suppressed -> notHere();
            case Refusal.SenderNotVerified unverified -> notHere();
            case Refusal.SenderOfOtherDomain other -> notHere();
            case Refusal.PolicyUnknown unknown -> notHere();
            case Refusal.DomainUnknown unknown -> notHere();
            case Refusal.ScheduleOutOfBounds out -> notHere();
            case Refusal.ExpiryOutOfBounds out -> notHere();
            case Refusal.TemplateUnknown unknown -> notHere();
            case Refusal.TemplateArchived archived -> notHere();
            case Refusal.TemplateNotRendered not -> notHere();
        };
    }

    private static Shown plain(int status, String message) {
        return FluteJson.failure(status, message, Map.of());
    }

    private static Shown unauthorised(String message) {
        return FluteJson.failure(
                401, message, Map.of("WWW-Authenticate", "Basic realm=\"mailswitch\""));
    }

    private static Shown badToken() {
        return unauthorised("Access token is invalid");
    }

    private static Shown noEnvironment() {
        return unauthorised("Environment not found");
    }

    private static Shown otherEnvironment() {
        return unauthorised("Access token is of another environment");
    }

    private static Shown paused() {
        return plain(403, "The organisation is paused");
    }

    private static Shown notHere() {
        return plain(400, "This cannot be asked for here");
    }

    private static Shown unavailable() {
        return FluteJson.failure(
                503, "Not available at present", Map.of("Retry-After", Problem.RETRY_SECONDS));
    }

    private static Shown invalid(String field, String message) {
        return invalid(List.of(FieldError.invalid(field, message)));
    }

    private static Shown invalid(List<FieldError> errors) {
        String named =
                errors.stream()
                        .limit(MOST_NAMED)
                        .map(error -> error.field() + " " + error.message())
                        .collect(Collectors.joining("; "));
        int more = errors.size() - MOST_NAMED;
        return plain(400, more > 0 ? named + "; and %d more".formatted(more) : named);
    }
}

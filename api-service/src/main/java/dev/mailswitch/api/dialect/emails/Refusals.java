package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.api.accept.Refusal;
import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.Problem;
import java.util.List;

/// What the native door says to each refusal.
final class Refusals {

    private Refusals() {}

    static Problem problem(Refusal refusal) {
        return switch (refusal) {
            case Refusal.Paused paused ->
                    Problem.forbidden("organisation_paused", "The organisation is paused");
            case Refusal.NoEnvironment none ->
                    Problem.invalid(List.of(FieldError.required("environment")));
            case Refusal.EnvironmentUnknown unknown ->
                    Problem.of(404, "environment_not_found", "Not found", "No such environment")
                            .with(FieldError.invalid("environment", "is not known"));
            case Refusal.EnvironmentForbidden forbidden ->
                    Problem.forbidden(
                                    "environment_forbidden",
                                    "The key is bound to another environment")
                            .with(FieldError.invalid("environment", "is not the key's"));
            case Refusal.NoRecipients none -> Problem.invalid(List.of(FieldError.required("to")));
            case Refusal.TooManyRecipients many ->
                    Problem.invalid("to", "must be at most 1,000 recipients with cc and bcc");
            case Refusal.RecipientsTooLarge large -> Problem.invalid("to", large.words());
            case Refusal.SubjectTooLong subject -> Problem.invalid("subject", subject.words());
            case Refusal.SenderNotVerified unverified ->
                    Problem.invalid("from_", "must be of a domain the organisation has verified");
            case Refusal.SenderOfOtherDomain other ->
                    Problem.invalid("domain_id", "is another domain than the sender's");
            case Refusal.ScheduleOutOfBounds out ->
                    Problem.invalid(
                            "scheduled_at", "must be in the future and at most 30 days ahead");
            case Refusal.ExpiryOutOfBounds out ->
                    Problem.invalid(
                            "expires_at", "must be after the time to send, by at most 7 days");
            case Refusal.PolicyUnknown unknown -> Problem.invalid("policy", unknown.words());
            case Refusal.DomainUnknown unknown ->
                    Problem.invalid("domain_id", "is no verified domain of the organisation");
            // Not at this door, which asks for none: the mail waits.
            case Refusal.NoProvider none ->
                    Problem.of(
                            422,
                            "no_provider",
                            "No provider",
                            "The environment has no provider to send through");
            case Refusal.TemplateUnknown unknown ->
                    Problem.of(404, "template_not_found", "Not found", "No such template")
                            .with(FieldError.invalid("template_id", "is not known"));
            case Refusal.TemplateArchived archived ->
                    Problem.of(404, "template_not_found", "Not found", "The template is archived")
                            .with(FieldError.invalid("template_id", "is archived"));
            case Refusal.TemplateNotRendered not -> notRendered(not);
            case Refusal.OnSuppressionList suppressed ->
                    Problem.of(
                                    422,
                                    "suppressed",
                                    "Nobody is left",
                                    "Every recipient is on the suppression list")
                            .with(FieldError.invalid("to", "is on the suppression list"));
            case Refusal.QuotaExceeded exceeded ->
                    Problem.of(429, "quota_exceeded", "Quota used up", exceeded.words())
                            .with(
                                    "Retry-After",
                                    Long.toString(exceeded.retryAfter().toSeconds() + 1));
            case Refusal.OtherPayload other ->
                    Problem.of(
                            409,
                            "idempotency_mismatch",
                            "Conflict",
                            "Another mail was accepted under this idempotency key");
            case Refusal.Busy busy ->
                    Problem.unavailable("More is coming in than can be written: nothing was taken");
            case Refusal.Slow slow ->
                    Problem.unavailable(
                            "Writing takes longer than we wait: it is not known whether the mail"
                                    + " was taken");
            case Refusal.Away away -> Problem.unavailable("The database does not answer");
        };
    }

    /// A variable that is missing is named as a field of the request.
    private static Problem notRendered(Refusal.TemplateNotRendered not) {
        return not.missing().isEmpty()
                ? Problem.invalid("template_vars", not.words())
                : Problem.invalid(
                        not.missing().stream()
                                .map(name -> FieldError.required("template_vars." + name))
                                .toList());
    }
}

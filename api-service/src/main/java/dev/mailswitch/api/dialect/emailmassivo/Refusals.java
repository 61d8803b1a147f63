package dev.mailswitch.api.dialect.emailmassivo;

import dev.mailswitch.api.accept.Refusal;
import dev.mailswitch.api.accept.Suppressed;
import dev.mailswitch.api.dialect.Stop;

/// What EmailMassivo's door says to each refusal, in the document's own words where it has some.
final class Refusals {

    private Refusals() {}

    /// To what comes no further than the way in.
    static Reply reply(Stop stop) {
        return switch (stop) {
            case Stop.NotFound none -> Reply.of(404, "Not found");
            case Stop.MethodNotAllowed not ->
                    Reply.of(405, "Method not allowed").with("Allow", not.allow());
            case Stop.NotAcceptable not -> Reply.of(406, "Answers are JSON");
            case Stop.UriTooLong not -> Reply.of(414, "The URI is too long");
            case Stop.TooLarge large ->
                    Reply.of(413, "The body exceeds %d bytes".formatted(large.limit()));
            case Stop.NotJson not ->
                    Reply.of(415, "The body must be application/json, not compressed");
            case Stop.TooSlow slow -> Reply.of(408, "The body did not come in time");
            case Stop.NoKey none -> invalidKey();
            case Stop.BadKey bad -> invalidKey();
            case Stop.KeyGone gone -> Reply.of(404, "ExternalMailApiKey not found");
            case Stop.KeyInactive inactive -> Reply.inactiveKey();
            case Stop.KeyElsewhere elsewhere -> Reply.inactiveKey();
            case Stop.MissingScope missing -> Reply.inactiveKey();
            case Stop.EnvironmentUnknown unknown -> Reply.of(404, "Environment not found");
            case Stop.EnvironmentForbidden forbidden -> Reply.inactiveKey();
            case Stop.RateLimited limited ->
                    Reply.of(429, "Too many requests").after(limited.seconds());
            case Stop.Paused paused -> Reply.inactiveKey();
            case Stop.BadRequest bad -> Reply.of(400, bad.detail());
            case Stop.Malformed malformed -> Reply.of(400, malformed.detail());
            case Stop.Invalid invalid -> Reply.of(400, Translator.told(invalid.errors()));
            case Stop.Unavailable away -> Reply.unavailable();
            case Stop.Failed failed -> Reply.failed();
        };
    }

    private static Reply invalidKey() {
        return Reply.of(401, "Invalid API key")
                .with("WWW-Authenticate", "Bearer realm=\"mailswitch\"");
    }

    /// To a mail that is not accepted.
    static Reply reply(Refusal refusal) {
        return switch (refusal) {
            case Refusal.Paused paused -> Reply.inactiveKey();
            case Refusal.NoEnvironment none ->
                    Reply.of(400, "The API key is for no environment, and there is no default");
            case Refusal.EnvironmentUnknown unknown -> Reply.of(404, "Environment not found");
            case Refusal.EnvironmentForbidden forbidden -> Reply.inactiveKey();
            case Refusal.NoRecipients none -> Reply.of(400, "mail.to.email: must be given");
            case Refusal.TooManyRecipients many ->
                    Reply.of(400, "mail.cc: must be at most 1,000 recipients with to and bcc");
            case Refusal.RecipientsTooLarge large -> Reply.of(400, "mail.to: " + large.words());
            case Refusal.SubjectTooLong subject ->
                    Reply.of(400, "mail.subject: " + subject.words());
            case Refusal.SenderNotVerified unverified -> Reply.of(404, "User Domain not found");
            case Refusal.SenderOfOtherDomain other -> Reply.of(404, "User Domain not found");
            case Refusal.DomainUnknown unknown -> Reply.of(404, "User Domain not found");
            // The door has neither policies nor times.
            case Refusal.PolicyUnknown unknown -> Reply.of(400, "The policy is not valid");
            case Refusal.ScheduleOutOfBounds out -> Reply.of(400, "The time to send is not valid");
            case Refusal.ExpiryOutOfBounds out -> Reply.of(400, "The time to end is not valid");
            case Refusal.NoProvider none -> Reply.unavailable();
            case Refusal.TemplateUnknown unknown ->
                    Reply.of(404, "TemplateMailUser not found by id");
            case Refusal.TemplateArchived archived ->
                    Reply.of(422, "Template not found by templateId");
            case Refusal.TemplateNotRendered not -> Reply.of(400, "HTML template is not valid");
            case Refusal.OnSuppressionList suppressed -> Reply.of(422, words(suppressed.reason()));
            case Refusal.QuotaExceeded exceeded ->
                    Reply.of(402, "Not enough resources on the user balance")
                            .after(exceeded.retryAfter().toSeconds() + 1);
            // The door never asks for it: something else under a key is another mail.
            case Refusal.OtherPayload other -> Reply.failed();
            case Refusal.Busy busy -> Reply.unavailable();
            case Refusal.Slow slow -> Reply.unavailable();
            case Refusal.Away away -> Reply.unavailable();
        };
    }

    /// Why a recipient gets no mail.
    static String words(Suppressed reason) {
        return switch (reason) {
            case UNSUBSCRIBED -> "Email receiver unsubscribed from this API key mails";
            case COMPLAINED -> "Email receiver complained from this API key mails";
            case BOUNCED -> "Email receiver doesn't exist";
            case MAILBOX_DISABLED, MANUAL -> "Email receiver unavailable";
        };
    }
}

package dev.mailswitch.provider.sendgrid;

import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.Outcomes;
import dev.mailswitch.provider.Parcel;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What SendGrid answers, by the status and then by the words
/// ([responses](https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/errors),
/// [errors of a mail](https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors),
/// [4XX](https://support.sendgrid.com/hc/en-us/articles/18322114821403)). It takes or refuses a
/// call as a whole; recipients it does not want are told by an event later.
final class Reply {

    private Reply() {}

    static Map<Integer, Outcome> of(Parcel parcel, HttpAnswer answer, Instant now) {
        return Outcomes.all(parcel, outcome(parcel, answer, now));
    }

    private static Outcome outcome(Parcel parcel, HttpAnswer answer, Instant now) {
        ErrorBody error = ErrorBody.of(answer);
        String reply = Outcomes.reply(answer, error.field(), error.words());
        return switch (answer.status()) {
            case 202 ->
                    Outcomes.accepted(
                            answer.header("x-message-id")
                                    .map(String::strip)
                                    .filter(id -> !id.isEmpty())
                                    .orElse(null),
                            answer);
            // Documented as valid and not queued. No call of ours asks for that.
            case 200 ->
                    Outcomes.accepted(null, answer) instanceof Outcome.Unknown other
                            ? other
                            : Outcomes.account(
                                    "SendGrid checked the mail and did not send it", reply);
            // What our doors let through is well-formed. A 400 speaks of a rule of SendGrid's own,
            // such as one for names of headers, which another provider need not have.
            case 400 ->
                    unverified(error)
                            ? Outcomes.sender("this From is no verified sender at SendGrid", reply)
                            : Outcomes.message(BounceClass.PROTOCOL, reply);
            case 401 -> Outcomes.account(unauthorized(error), reply);
            case 403 ->
                    unverified(error)
                            ? Outcomes.sender("this From is no verified sender at SendGrid", reply)
                            : Outcomes.account(
                                    "the API key may not send, or the account is blocked", reply);
            case 406, 415 -> Outcomes.account("SendGrid does not understand the call", reply);
            case 429 -> Outcomes.throttled(wait(answer, now), reply, now);
            case 451 ->
                    Outcomes.account(
                            "the account's region does not allow it to send from here", reply);
            default -> Outcomes.byStatus(parcel, answer, reply, now);
        };
    }

    private static String unauthorized(ErrorBody error) {
        if (error.says("credits exceeded")) {
            return "the account's quota is used up";
        }
        return error.says("not authorized to send")
                ? "the API key may not send"
                : "SendGrid refuses the API key";
    }

    private static boolean unverified(ErrorBody error) {
        return error.says("sender identity") || error.says("not authorized to send from");
    }

    /// Until the window opens again, told in seconds since 1970; null if that is not ahead.
    private static @Nullable Duration wait(HttpAnswer answer, Instant now) {
        return answer.header("x-ratelimit-reset")
                .map(String::strip)
                .filter(text -> text.matches("\\d{1,12}"))
                .map(text -> Duration.between(now, Instant.ofEpochSecond(Long.parseLong(text))))
                .filter(Duration::isPositive)
                .orElseGet(() -> Outcomes.retryAfter(answer));
    }
}

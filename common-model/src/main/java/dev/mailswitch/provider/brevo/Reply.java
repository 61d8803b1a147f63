package dev.mailswitch.provider.brevo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.Outcomes;
import dev.mailswitch.provider.Parcel;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What Brevo answers, by the code of the error and then by the status
/// ([codes](https://developers.brevo.com/docs/how-it-works),
/// [limits](https://developers.brevo.com/docs/limit-headers)). An answer is about the whole call:
/// Brevo refuses no single recipient, it reports those it blocks later.
final class Reply {

    private Reply() {}

    static Map<Integer, Outcome> of(Parcel parcel, HttpAnswer answer, Instant now) {
        return Outcomes.all(parcel, outcome(parcel, answer, now));
    }

    private static Outcome outcome(Parcel parcel, HttpAnswer answer, Instant now) {
        JsonNode body = answer.json();
        if (answer.success()) {
            return Outcomes.accepted(MessageId.of(body.path("messageId")), answer);
        }
        String code = body.path("code").asText("");
        String message = body.path("message").asText("");
        String reply = Outcomes.reply(answer, code, message);
        return switch (code) {
            // The key is known, so the first try was taken. Its id comes with its events.
            case "duplicate_request" -> new Outcome.Accepted(null);
            case "unauthorized" ->
                    Outcomes.account(
                            "Brevo refuses the API key, or calls from this IP address", reply);
            case "permission_denied" ->
                    Outcomes.account("the account may not send, or is not activated", reply);
            case "account_under_validation" ->
                    Outcomes.account("Brevo is still checking the account", reply);
            case "not_enough_credits" ->
                    Outcomes.account("the account's credits are used up", reply);
            case "document_not_found", "method_not_allowed" ->
                    Outcomes.account("its API is not at this address", reply);
            case "not_acceptable" -> Outcomes.account("its API takes no such call", reply);
            case "invalid_parameter", "bad_request" -> invalid(message, reply);
            case "missing_parameter", "out_of_range", "duplicate_parameter" ->
                    Outcomes.wrong(reply);
            default -> byStatus(parcel, answer, reply, now);
        };
    }

    /// One code for whatever is wrong; whose fault it is stands in the words.
    private static Outcome invalid(String message, String reply) {
        String words = message.toLowerCase(Locale.ROOT);
        if (words.contains("sender")) {
            return Outcomes.sender("this From is not verified at Brevo", reply);
        }
        if (words.contains("too large") || words.contains("size")) {
            return Outcomes.message(BounceClass.MESSAGE_TOO_LARGE, reply);
        }
        // Its list of kinds is its own.
        if (words.contains("attachment") || words.contains("extension")) {
            return Outcomes.message(BounceClass.PROTOCOL, reply);
        }
        return Outcomes.wrong(reply);
    }

    private static Outcome byStatus(Parcel parcel, HttpAnswer answer, String reply, Instant now) {
        return switch (answer.status()) {
            case 402 -> Outcomes.account("the account's credits are used up", reply);
            case 406, 415 -> Outcomes.account("its API takes no such call", reply);
            case 429 -> Outcomes.throttled(untilReset(answer), reply, now);
            default -> Outcomes.byStatus(parcel, answer, reply, now);
        };
    }

    /// Until the limit starts anew: seconds, in a header of Brevo's own.
    private static @Nullable Duration untilReset(HttpAnswer answer) {
        return answer.header("x-sib-ratelimit-reset")
                .map(String::strip)
                .filter(text -> text.matches("\\d{1,9}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .orElseGet(() -> Outcomes.retryAfter(answer));
    }
}

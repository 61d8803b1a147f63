package dev.mailswitch.provider.resend;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.Outcomes;
import dev.mailswitch.provider.Parcel;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// What Resend answers, by the name of the error and then by the status
/// ([errors](https://resend.com/docs/api-reference/errors)).
final class Reply {

    /// How long the first try of a call may still run.
    private static final Duration RUNNING = Duration.ofSeconds(2);

    private Reply() {}

    static Map<Integer, Outcome> of(Parcel parcel, HttpAnswer answer, Instant now) {
        return Outcomes.all(parcel, outcome(parcel, answer, now));
    }

    private static Outcome outcome(Parcel parcel, HttpAnswer answer, Instant now) {
        JsonNode body = answer.json();
        if (answer.success()) {
            return Outcomes.accepted(body.path("id").textValue(), answer);
        }
        String name = body.path("name").asText("");
        String reply = Outcomes.reply(answer, name, body.path("message").asText(""));
        return switch (name) {
            case "missing_api_key", "invalid_api_key" ->
                    Outcomes.account("Resend refuses the API key", reply);
            case "restricted_api_key", "invalid_permission" ->
                    Outcomes.account("the API key may not send", reply);
            case "suspended_api_key", "security_error" ->
                    Outcomes.account("Resend has suspended the account", reply);
            case "daily_quota_exceeded", "monthly_quota_exceeded" ->
                    Outcomes.account("the account's quota is used up", reply);
            case "rate_limit_exceeded" ->
                    Outcomes.throttled(Outcomes.retryAfter(answer), reply, now);
            // The same name for two things. As 403: the domain is not verified, or is Resend's own
            // for testing.
            case "validation_error" ->
                    answer.status() == 403
                            ? Outcomes.sender("this From is not verified at Resend", reply)
                            : Outcomes.wrong(reply);
            case "missing_required_field",
                    "missing_required_parameter",
                    "invalid_parameter",
                    "invalid_attachment",
                    "invalid_from_address",
                    "invalid_to_address" ->
                    Outcomes.wrong(reply);
            // The first try has not ended: the same key is asked again.
            case "concurrent_idempotent_requests", "resource_locked" ->
                    Outcomes.throttled(RUNNING, reply, now);
            // Other bytes under a known key: the first may have been accepted, and a third variant
            // would be a double.
            case "invalid_idempotent_request" -> new Outcome.Unknown(Phase.ANSWER, reply);
            case "not_found", "method_not_allowed" ->
                    Outcomes.account("its API is not at this address", reply);
            case "application_error", "internal_server_error" -> Outcomes.trouble(parcel, reply);
            default -> Outcomes.byStatus(parcel, answer, reply, now);
        };
    }
}

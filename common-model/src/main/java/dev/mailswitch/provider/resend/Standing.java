package dev.mailswitch.provider.resend;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Readiness;
import dev.mailswitch.provider.Standings;
import java.util.Locale;

/// Asks for the domains of the account
/// ([API](https://resend.com/docs/api-reference/domains/list-domains)), which a key with full access
/// may read. One with sending access is refused by a name of its own
/// ([errors](https://resend.com/docs/api-reference/errors)): `restricted_api_key`.
final class Standing {

    private static final String NAME = "Resend";

    private Standing() {}

    static HttpCall account(Account account) {
        // Without a limit it lists them all.
        return HttpCall.get(account.under("/domains")).bearer(account.secret());
    }

    static Readiness account(HttpAnswer answer) {
        JsonNode body = answer.json();
        if (answer.success() && body.path("data").isArray()) {
            return Standings.ready();
        }
        return switch (body.path("name").asText("")) {
            case "restricted_api_key" -> Standings.ready();
            case "missing_api_key", "invalid_api_key" -> refused();
            // Every call but sending says so of a key that does not exist.
            case "validation_error" ->
                    body.path("message")
                                    .asText("")
                                    .toLowerCase(Locale.ROOT)
                                    .contains("api key is invalid")
                            ? refused()
                            : Standings.unclear(NAME, answer);
            case "suspended_api_key", "security_error" ->
                    Standings.notReady(
                            "Resend has suspended the account; write to Resend's support");
            default -> Standings.unclear(NAME, answer);
        };
    }

    private static Readiness refused() {
        return Standings.notReady("Resend refuses the API key; make one there and set it here");
    }
}

package dev.mailswitch.provider.brevo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Readiness;
import dev.mailswitch.provider.Standings;

/// Asks for the account ([its page](https://developers.brevo.com/reference/get-account)). Keys have
/// no permissions of their own: each may read it.
final class Standing {

    private static final String NAME = "Brevo";

    private Standing() {}

    static HttpCall account(Account account) {
        return HttpCall.get(account.under("/v3/account")).with("api-key", account.secret());
    }

    static Readiness account(HttpAnswer answer) {
        JsonNode body = answer.json();
        if (answer.success() && body.isObject()) {
            // Missing where the account has no transactional mail to speak of.
            return body.path("relay").path("enabled").asBoolean(true)
                    ? Standings.ready()
                    : Standings.notReady(
                            "transactional mail is not activated; ask Brevo's support for it");
        }
        return switch (answer.status()) {
            case 401 ->
                    Standings.notReady(
                            "Brevo refuses the API key, or calls from this IP address; check both"
                                    + " there");
            case 403 ->
                    Standings.notReady("the account is not activated; ask Brevo's support for it");
            default -> Standings.unclear(NAME, answer);
        };
    }
}

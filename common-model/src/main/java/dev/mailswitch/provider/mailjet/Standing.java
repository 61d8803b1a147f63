package dev.mailswitch.provider.mailjet;

import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Readiness;
import dev.mailswitch.provider.Standings;

/// Asks for the senders of the account
/// ([GET /sender](https://dev.mailjet.com/email/reference/sender-addresses-and-domains/sender/)).
/// Keys have no permissions of their own: each may read them.
final class Standing {

    private static final String NAME = "Mailjet";

    private Standing() {}

    static HttpCall account(Account account) {
        return asked(account, "?Limit=1");
    }

    static Readiness account(HttpAnswer answer) {
        if (answer.success() && answer.json().path("Data").isArray()) {
            return Standings.ready();
        }
        return answer.status() == 401
                ? Standings.notReady(
                        "Mailjet refuses the API key or its secret key, or has suspended them;"
                                + " check both there, and base_url for the region")
                : Standings.unclear(NAME, answer);
    }

    private static HttpCall asked(Account account, String query) {
        return HttpCall.get(account.under("/v3/REST/sender" + query))
                .basic(account.required("api_key"), account.secret());
    }
}

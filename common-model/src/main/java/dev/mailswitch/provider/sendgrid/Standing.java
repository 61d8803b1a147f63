package dev.mailswitch.provider.sendgrid;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.EventJson;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Readiness;
import dev.mailswitch.provider.Standings;

/// Asks what the key may do
/// ([scopes](https://www.twilio.com/docs/sendgrid/api-reference/api-key-permissions/retrieve-a-list-of-scopes-for-which-this-user-has-access)),
/// which every key may.
final class Standing {

    private static final String NAME = "SendGrid";

    private static final String SEND = "mail.send";

    private Standing() {}

    static HttpCall account(Account account) {
        return HttpCall.get(account.under("/v3/scopes")).bearer(account.secret());
    }

    static Readiness account(HttpAnswer answer) {
        JsonNode scopes = answer.json().path("scopes");
        if (answer.success() && scopes.isArray()) {
            return EventJson.texts(scopes).contains(SEND)
                    ? Standings.ready()
                    : Standings.notReady(
                            "the API key may not send; give it the scope Mail Send at SendGrid");
        }
        return switch (answer.status()) {
            case 401 ->
                    ErrorBody.of(answer).says("credits exceeded")
                            ? Standings.notReady(
                                    "the account's quota is used up; raise its plan at SendGrid")
                            : Standings.notReady(
                                    "SendGrid refuses the API key; make one there with the scope"
                                            + " Mail Send, and allow our address if it lists some");
            case 403 ->
                    Standings.notKnown(
                            "SendGrid does not tell this key what it may do, or the account is"
                                    + " under review");
            default -> Standings.unclear(NAME, answer);
        };
    }
}

package dev.mailswitch.provider.sparkpost;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Readiness;
import dev.mailswitch.provider.Standings;

/// Asks for the account ([API](https://developers.sparkpost.com/api/account/)), which takes a key
/// with the permission Account: Read. One that may only send is told apart from a wrong one.
final class Standing {

    private static final String NAME = "SparkPost";

    private Standing() {}

    static HttpCall account(Account account) {
        // The bare key, without a scheme.
        return HttpCall.get(account.under("/api/v1/account"))
                .with("Authorization", account.secret());
    }

    static Readiness account(HttpAnswer answer) {
        JsonNode results = answer.json().path("results");
        if (answer.success() && results.isObject()) {
            return status(results.path("status").asText(""));
        }
        return switch (answer.status()) {
            case 401 ->
                    Standings.notReady(
                            "SparkPost refuses the API key; the US and the EU each have their own,"
                                    + " check base_url");
            case 403 ->
                    Standings.notKnown(
                            "SparkPost knows the API key, which lacks the permission to read the"
                                    + " account");
            default -> Standings.unclear(NAME, answer);
        };
    }

    private static Readiness status(String status) {
        return switch (status) {
            // A cancellation that is pending lets mail through until its day.
            case "active", "pending_cancellation" -> Standings.ready();
            case "suspended", "terminated", "deprovisioning" ->
                    Standings.notReady("the account is suspended; write to SparkPost's support");
            default -> Standings.notKnown("SparkPost gives the account a status that is new");
        };
    }
}

package dev.mailswitch.provider.ses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Readiness;
import dev.mailswitch.provider.Standings;
import java.time.Instant;
import java.util.Optional;

/// Asks for the account's standing in its region
/// ([GetAccount](https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html)), which
/// takes `ses:GetAccount`.
final class Standing {

    private static final String NAME = "Amazon SES";

    private Standing() {}

    static HttpCall account(Account account, Instant now) {
        return asked(account, "/v2/email/account", now);
    }

    static Readiness account(HttpAnswer answer) {
        JsonNode body = answer.json();
        if (answer.success() && body.path("SendingEnabled").isBoolean()) {
            return account(body);
        }
        String type = Reply.type(answer);
        Optional<Refusal> refusal = Refusal.of(type);
        if (refusal.isPresent()) {
            return Standings.notReady(refusal.get().words() + "; check both settings and secret");
        }
        return denied(type)
                ? Standings.notKnown(
                        "Amazon knows the access key, which lacks the permission ses:GetAccount")
                : Standings.unclear(NAME, answer);
    }

    private static Readiness account(JsonNode body) {
        if (body.path("EnforcementStatus").asText("").equals("SHUTDOWN")) {
            return Standings.notReady(
                    "Amazon has suspended the account's sending; answer its case in the console");
        }
        if (!body.path("SendingEnabled").booleanValue()) {
            return Standings.notReady(
                    "sending is paused for the account; resume it at Amazon SES");
        }
        return body.path("ProductionAccessEnabled").asBoolean(true)
                ? Standings.ready()
                : Standings.notReady(
                        "the account is in the SES sandbox of its region, which sends to verified"
                                + " addresses only; request production access");
    }

    private static boolean denied(String type) {
        return switch (type) {
            case "AccessDenied", "AccessDeniedException", "NotAuthorized" -> true;
            default -> false;
        };
    }

    private static HttpCall asked(Account account, String path, Instant now) {
        Endpoint endpoint = Endpoint.of(account);
        return endpoint.signed(HttpCall.get(endpoint.under(path)), now);
    }
}

package dev.mailswitch.provider.mailjet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Inquiry;
import dev.mailswitch.provider.Readiness;
import dev.mailswitch.provider.Standings;
import java.time.Instant;
import java.util.Optional;

/// Asks for the senders of the account
/// ([GET /sender](https://dev.mailjet.com/email/reference/sender-addresses-and-domains/sender/)).
/// Keys have no permissions of their own: each may read them. A sender is an address, or
/// [all of a domain](https://github.com/mailjet/api-documentation/blob/master/guides/_domain-dns.md)
/// as `*@example.com`. A main account may share others with its subaccounts, which are not among
/// them: a From that is not listed is not known.
final class Standing implements Inquiry {

    private static final String NAME = "Mailjet";

    /// A sender has about 250 bytes; this many are below [HttpAnswer#MAX_BODY]. The list is not
    /// filtered by domain, as nothing says that this keeps what stands for all of it.
    private static final int MOST = 500;

    @Override
    public HttpCall accountQuestion(Account account, Instant now) {
        return asked(account, "?Limit=1");
    }

    @Override
    public Readiness accountReady(HttpAnswer answer) {
        if (answer.success() && answer.json().path("Data").isArray()) {
            return Standings.ready();
        }
        return answer.status() == 401
                ? Standings.notReady(
                        "Mailjet refuses the API key or its secret key, or has suspended them;"
                                + " check both there, and base_url for the region")
                : Standings.unclear(NAME, answer);
    }

    @Override
    public Optional<HttpCall> senderQuestion(String from, Account account, Instant now) {
        return Optional.of(asked(account, "?Limit=" + MOST));
    }

    @Override
    public Readiness senderReady(String from, HttpAnswer answer) {
        JsonNode senders = answer.json().path("Data");
        if (answer.success() && senders.isArray()) {
            return listed(from, senders);
        }
        return switch (answer.status()) {
            case 401, 403 -> Standings.mayNotAsk(NAME, "a key that Mailjet takes");
            default -> Standings.unclear(NAME, answer);
        };
    }

    private static Readiness listed(String from, JsonNode senders) {
        String domain = Standings.domain(from);
        boolean inactive = false;
        for (JsonNode sender : senders) {
            String email = sender.path("Email").asText("");
            if (email.equalsIgnoreCase(from) || email.equalsIgnoreCase("*@" + domain)) {
                String status = sender.path("Status").asText("");
                if (status.equals("Active")) {
                    return Standings.ready();
                }
                inactive |= status.equals("Inactive");
            }
        }
        if (senders.size() >= MOST) {
            return Standings.notKnown("Mailjet has more senders than it tells at once");
        }
        return inactive
                ? Standings.notReady(
                        domain + " or the address is not validated at Mailjet; validate it there")
                : Standings.notKnown(
                        "Mailjet lists neither "
                                + domain
                                + " nor the address; add one there, unless the main account shares"
                                + " it");
    }

    private static HttpCall asked(Account account, String query) {
        return HttpCall.get(account.under("/v3/REST/sender" + query))
                .basic(account.required("api_key"), account.secret());
    }
}

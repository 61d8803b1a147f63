package dev.mailswitch.provider.brevo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Inquiry;
import dev.mailswitch.provider.Readiness;
import dev.mailswitch.provider.Standings;
import java.time.Instant;
import java.util.Optional;

/// Asks for the account ([its page](https://developers.brevo.com/reference/get-account)), and about
/// a From for its domain ([its page](https://developers.brevo.com/reference/get-domain-configuration)).
/// Keys have no permissions of their own: each may read both.
///
/// Where the domain is not authenticated, the address alone may be a sender: that is not known.
final class Standing implements Inquiry {

    private static final String NAME = "Brevo";

    @Override
    public HttpCall accountQuestion(Account account, Instant now) {
        return HttpCall.get(account.under("/v3/account")).with("api-key", account.secret());
    }

    @Override
    public Readiness accountReady(HttpAnswer answer) {
        JsonNode body = answer.json();
        if (answer.success() && body.path("email").isTextual()) {
            // Only where it says so.
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
                    body.path("code").isTextual()
                            ? Standings.notReady(
                                    "the account is not activated; ask Brevo's support for it")
                            : Standings.unclear(NAME, answer);
            default -> Standings.unclear(NAME, answer);
        };
    }

    @Override
    public Optional<HttpCall> senderQuestion(String from, Account account, Instant now) {
        String domain = Standings.encoded(Standings.domain(from));
        return Optional.of(
                HttpCall.get(account.under("/v3/senders/domains/" + domain))
                        .with("api-key", account.secret()));
    }

    @Override
    public Readiness senderReady(String from, HttpAnswer answer) {
        String domain = Standings.domain(from);
        JsonNode body = answer.json();
        if (answer.success() && body.path("authenticated").isBoolean()) {
            return body.path("authenticated").booleanValue()
                    ? Standings.ready()
                    : Standings.notKnown(
                            domain
                                    + " is not authenticated yet at Brevo; add its DNS records,"
                                    + " unless this address is an active sender there");
        }
        return switch (answer.status()) {
            case 401, 403 -> Standings.mayNotAsk(NAME, "a key that Brevo takes from this address");
            case 400, 404 ->
                    body.path("code").isTextual()
                            ? Standings.notKnown(
                                    domain
                                            + " is no domain of the account at Brevo; add it there,"
                                            + " unless this address is an active sender")
                            : Standings.unclear(NAME, answer);
            default -> Standings.unclear(NAME, answer);
        };
    }
}

package dev.mailswitch.provider.sendgrid;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.EventJson;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Inquiry;
import dev.mailswitch.provider.Readiness;
import dev.mailswitch.provider.Standings;
import java.time.Instant;
import java.util.Optional;

/// Asks what the key may do
/// ([scopes](https://www.twilio.com/docs/sendgrid/api-reference/api-key-permissions/retrieve-a-list-of-scopes-for-which-this-user-has-access)),
/// which every key may, and about a From for its domain
/// ([authenticated domains](https://www.twilio.com/docs/sendgrid/api-reference/domain-authentication/list-all-authenticated-domains)).
///
/// An authenticated domain makes each of its addresses
/// [a verified sender](https://www.twilio.com/docs/sendgrid/api-reference/senders). Where it is
/// none, the address alone may be one, or the domain may be a parent account's: that is not known.
final class Standing implements Inquiry {

    private static final String NAME = "SendGrid";

    private static final String SEND = "mail.send";

    @Override
    public HttpCall accountQuestion(Account account, Instant now) {
        return HttpCall.get(account.under("/v3/scopes")).bearer(account.secret());
    }

    @Override
    public Readiness accountReady(HttpAnswer answer) {
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

    @Override
    public Optional<HttpCall> senderQuestion(String from, Account account, Instant now) {
        // It searches; what it finds may be more than the domain itself.
        String query = "?limit=50&domain=" + Standings.encoded(Standings.domain(from));
        return Optional.of(
                HttpCall.get(account.under("/v3/whitelabel/domains" + query))
                        .bearer(account.secret()));
    }

    @Override
    public Readiness senderReady(String from, HttpAnswer answer) {
        JsonNode found = answer.json();
        if (answer.success() && found.isArray()) {
            return domain(Standings.domain(from), found);
        }
        return switch (answer.status()) {
            case 401, 403 -> Standings.mayNotAsk(NAME, "read access to Sender Authentication");
            default -> Standings.unclear(NAME, answer);
        };
    }

    private static Readiness domain(String domain, JsonNode found) {
        boolean listed = false;
        for (JsonNode authentication : found) {
            if (domain.equalsIgnoreCase(authentication.path("domain").asText(""))) {
                listed = true;
                if (authentication.path("valid").asBoolean(false)) {
                    return Standings.ready();
                }
            }
        }
        return Standings.notKnown(
                listed
                        ? domain
                                + " is not authenticated yet at SendGrid; add its DNS records,"
                                + " unless this address is a verified single sender there"
                        : domain
                                + " is no domain of this account at SendGrid; authenticate it"
                                + " there, unless this address is a verified single sender");
    }
}

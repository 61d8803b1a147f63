package dev.mailswitch.provider.ses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Inquiry;
import dev.mailswitch.provider.Readiness;
import dev.mailswitch.provider.Standings;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// Asks for the account's standing in its region
/// ([GetAccount](https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html)), which
/// takes `ses:GetAccount`, and about a From for all identities
/// ([ListEmailIdentities](https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListEmailIdentities.html)),
/// which takes `ses:ListEmailIdentities`: one that is verified may be the address, its domain or
/// [any domain above](https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html).
final class Standing implements Inquiry {

    private static final String NAME = "Amazon SES";

    /// The most there may be; with names as they are, that is half of [HttpAnswer#MAX_BODY].
    private static final int PAGE = 1_000;

    @Override
    public HttpCall accountQuestion(Account account, Instant now) {
        return asked(account, "/v2/email/account", now);
    }

    @Override
    public Readiness accountReady(HttpAnswer answer) {
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
            return Standings.notReady("sending is paused for the account; resume it at Amazon SES");
        }
        return body.path("ProductionAccessEnabled").asBoolean(true)
                ? Standings.ready()
                // Mail to those is sent, so nothing is refused outright.
                : Standings.notKnown(
                        "the account is in the sandbox of Amazon SES: only verified recipients get"
                                + " mail; request production access");
    }

    @Override
    public Optional<HttpCall> senderQuestion(String from, Account account, Instant now) {
        return Optional.of(asked(account, "/v2/email/identities?PageSize=" + PAGE, now));
    }

    @Override
    public Readiness senderReady(String from, HttpAnswer answer) {
        JsonNode body = answer.json();
        JsonNode identities = body.path("EmailIdentities");
        if (answer.success() && identities.isArray()) {
            return listed(from, identities, body.path("NextToken").isTextual());
        }
        String type = Reply.type(answer);
        return denied(type) || Refusal.of(type).isPresent()
                ? Standings.mayNotAsk(NAME, "the permission ses:ListEmailIdentities")
                : Standings.unclear(NAME, answer);
    }

    private static Readiness listed(String from, JsonNode identities, boolean more) {
        String domain = Standings.domain(from);
        boolean checking = false;
        for (JsonNode identity : identities) {
            if (covers(identity.path("IdentityName").asText(""), from)) {
                if (verified(identity)) {
                    return Standings.ready();
                }
                checking |= status(identity).equals("TEMPORARY_FAILURE");
            }
        }
        if (more) {
            return Standings.notKnown("Amazon SES has more identities than it tells at once");
        }
        return checking
                ? Standings.notKnown(
                        "Amazon SES cannot check " + domain + " now; look at its DNS records")
                : Standings.notReady(
                        domain
                                + " is not verified at Amazon SES in the account's region; create"
                                + " the identity there and add its DNS records");
    }

    /// Whether what is verified for an identity is so for the From.
    private static boolean covers(String identity, String from) {
        String name = identity.toLowerCase(Locale.ROOT);
        return name.equals(from)
                || !name.isEmpty() && ("." + Standings.domain(from)).endsWith("." + name);
    }

    private static boolean verified(JsonNode identity) {
        // The status came later than the other.
        String status = status(identity);
        return identity.path("SendingEnabled").asBoolean(false)
                && (status.isEmpty() || status.equals("SUCCESS"));
    }

    private static String status(JsonNode identity) {
        return identity.path("VerificationStatus").asText("");
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

package dev.mailswitch.provider.mailgun;

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

/// Asks for the domain that sends
/// ([API](https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/domains)). A
/// [domain sending key](https://documentation.mailgun.com/docs/mailgun/api-reference/authentication)
/// may send and do nothing else, and is refused here like a wrong one.
///
/// Nothing at Mailgun ties a From to the domain, so about a From the same is asked; mail is signed
/// as the domain, which fits a From at it, below it or above it.
final class Standing implements Inquiry {

    private static final String NAME = "Mailgun";

    @Override
    public HttpCall accountQuestion(Account account, Instant now) {
        String domain = Standings.encoded(account.required("domain"));
        return HttpCall.get(account.under("/v4/domains/" + domain)).basic("api", account.secret());
    }

    @Override
    public Readiness accountReady(HttpAnswer answer) {
        JsonNode domain = answer.json().path("domain");
        if (answer.success() && domain.isObject()) {
            return state(domain);
        }
        return switch (answer.status()) {
            case 401, 403 ->
                    Standings.notKnown(
                            "Mailgun refuses the API key for this question, as it does with one"
                                    + " that is wrong or may only send");
            case 404 ->
                    answer.json().path("message").isTextual()
                            ? Standings.notReady(
                                    "Mailgun does not know the domain; check domain, and base_url"
                                            + " for its region")
                            : Standings.unclear(NAME, answer);
            default -> Standings.unclear(NAME, answer);
        };
    }

    @Override
    public Optional<HttpCall> senderQuestion(String from, Account account, Instant now) {
        return Optional.of(accountQuestion(account, now));
    }

    @Override
    public Readiness senderReady(String from, HttpAnswer answer) {
        Readiness account = accountReady(answer);
        String signed = answer.json().path("domain").path("name").asText("");
        return switch (account) {
            case Readiness.Ready ready when !fits(Standings.domain(from), signed) ->
                    Standings.notKnown(
                            "Mailgun takes mail from "
                                    + Standings.domain(from)
                                    + ", but signs it as another domain, so that hosts may refuse"
                                    + " it; set up that domain there");
            case Readiness.Ready ready -> ready;
            case Readiness.NotReady not -> not;
            case Readiness.NotKnown not -> not;
            case Readiness.Unanswered not -> not;
        };
    }

    private static boolean fits(String domain, String signed) {
        return !signed.isEmpty() && (within(domain, signed) || within(signed, domain));
    }

    private static boolean within(String domain, String other) {
        return ("." + domain)
                .toLowerCase(Locale.ROOT)
                .endsWith("." + other.toLowerCase(Locale.ROOT));
    }

    private static Readiness state(JsonNode domain) {
        // Beside the state, in one of two forms.
        if (domain.path("is_disabled").asBoolean(false)
                || !domain.path("disabled").path("code").asText("").isEmpty()) {
            return disabled();
        }
        return switch (domain.path("state").asText("")) {
            case "active" -> Standings.ready();
            case "unverified" ->
                    Standings.notReady(
                            "the account's domain is not verified at Mailgun; add its DNS records"
                                    + " and have it verified there");
            case "disabled" -> disabled();
            default -> Standings.notKnown("Mailgun gives the domain a state that is new");
        };
    }

    private static Readiness disabled() {
        return Standings.notReady("the account's domain is disabled; write to Mailgun's support");
    }
}

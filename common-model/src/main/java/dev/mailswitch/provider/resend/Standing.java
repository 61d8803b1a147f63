package dev.mailswitch.provider.resend;

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

/// Asks for the domains of the account
/// ([API](https://resend.com/docs/api-reference/domains/list-domains)), which a key with full access
/// may read. One with sending access is refused by a name of its own
/// ([errors](https://resend.com/docs/api-reference/errors)): `restricted_api_key`. A From has to be
/// at one of the domains, not below it, and that has to have
/// [a status](https://resend.com/docs/dashboard/domains/manage-domains) that lets mail out.
final class Standing implements Inquiry {

    private static final String NAME = "Resend";

    @Override
    public HttpCall accountQuestion(Account account, Instant now) {
        // Without a limit it lists them all.
        return HttpCall.get(account.under("/domains")).bearer(account.secret());
    }

    @Override
    public Readiness accountReady(HttpAnswer answer) {
        JsonNode body = answer.json();
        if (answer.success() && body.path("data").isArray()) {
            return Standings.ready();
        }
        return switch (body.path("name").asText("")) {
            case "restricted_api_key" -> Standings.ready();
            case "missing_api_key", "invalid_api_key" -> refused();
            // Every call but sending says so of a key that does not exist.
            case "validation_error" ->
                    body.path("message")
                                    .asText("")
                                    .toLowerCase(Locale.ROOT)
                                    .contains("api key is invalid")
                            ? refused()
                            : Standings.unclear(NAME, answer);
            case "suspended_api_key", "security_error" ->
                    Standings.notReady(
                            "Resend has suspended the account; write to Resend's support");
            default -> Standings.unclear(NAME, answer);
        };
    }

    @Override
    public Optional<HttpCall> senderQuestion(String from, Account account, Instant now) {
        return Optional.of(accountQuestion(account, now));
    }

    @Override
    public Readiness senderReady(String from, HttpAnswer answer) {
        String domain = Standings.domain(from);
        JsonNode body = answer.json();
        JsonNode domains = body.path("data");
        if (answer.success() && domains.isArray()) {
            for (JsonNode each : domains) {
                if (domain.equalsIgnoreCase(each.path("name").asText(""))) {
                    return domain(domain, each);
                }
            }
            return body.path("has_more").asBoolean(false)
                    ? Standings.notKnown("Resend has more domains than it tells at once")
                    : Standings.notReady(
                            domain + " is no domain of the account at Resend; add it there");
        }
        return switch (answer.status()) {
            case 401, 403 -> Standings.mayNotAsk(NAME, "full access");
            default -> Standings.unclear(NAME, answer);
        };
    }

    private static Readiness domain(String domain, JsonNode found) {
        if (found.path("capabilities").path("sending").asText("").equals("disabled")) {
            return Standings.notReady(
                    "sending is disabled for " + domain + " at Resend; enable it there");
        }
        return switch (found.path("status").asText("")) {
            case "verified" -> Standings.ready();
            case "not_started", "pending", "failed" ->
                    Standings.notReady(
                            domain + " is not verified at Resend; add its DNS records there");
            // One of sending and receiving, and the answer does not say which.
            case "partially_verified", "partially_failed", "temporary_failure" ->
                    Standings.notKnown(
                            "Resend finds some DNS records of "
                                    + domain
                                    + " and misses others; look there which");
            default -> Standings.notKnown("Resend gives " + domain + " a status that is new");
        };
    }

    private static Readiness refused() {
        return Standings.notReady("Resend refuses the API key; make one there and set it here");
    }
}

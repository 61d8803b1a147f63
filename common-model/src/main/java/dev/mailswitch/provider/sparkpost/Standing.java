package dev.mailswitch.provider.sparkpost;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Inquiry;
import dev.mailswitch.provider.Readiness;
import dev.mailswitch.provider.Standings;
import java.time.Instant;
import java.util.Optional;

/// Asks for the account ([API](https://developers.sparkpost.com/api/account/)), which takes a key
/// with the permission to read it; one that may only send is told apart from a wrong one. About a
/// From it asks for its [sending domain](https://developers.sparkpost.com/api/sending-domains/).
final class Standing implements Inquiry {

    private static final String NAME = "SparkPost";

    @Override
    public HttpCall accountQuestion(Account account, Instant now) {
        return asked(account, "/api/v1/account");
    }

    @Override
    public Readiness accountReady(HttpAnswer answer) {
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
                    answer.json().path("errors").isArray()
                            ? Standings.notKnown(
                                    "SparkPost knows the API key and does not show it the account:"
                                            + " the key lacks the permission, or the account is"
                                            + " suspended")
                            : Standings.unclear(NAME, answer);
            default -> Standings.unclear(NAME, answer);
        };
    }

    private static Readiness status(String status) {
        return switch (status) {
            case "active" -> Standings.ready();
            case "suspended", "terminated" ->
                    Standings.notReady("the account is suspended; write to SparkPost's support");
            default -> Standings.notKnown("SparkPost gives the account a status that is new");
        };
    }

    /// Nothing for a subaccount: it may use domains that the main account shares with it, and no page
    /// says whether its question finds these too.
    @Override
    public Optional<HttpCall> senderQuestion(String from, Account account, Instant now) {
        if (account.setting("subaccount").isPresent()) {
            return Optional.empty();
        }
        String path = "/api/v1/sending-domains/" + Standings.encoded(Standings.domain(from));
        return Optional.of(asked(account, path));
    }

    @Override
    public Readiness senderReady(String from, HttpAnswer answer) {
        String domain = Standings.domain(from);
        JsonNode results = answer.json().path("results");
        if (answer.success() && results.path("status").isObject()) {
            return domain(domain, results);
        }
        return switch (answer.status()) {
            case 401, 403 -> Standings.mayNotAsk(NAME, "the permission Sending Domains");
            case 404 ->
                    answer.json().path("errors").isArray()
                            ? Standings.notReady(
                                    domain
                                            + " is no sending domain of this account at SparkPost;"
                                            + " add and verify it there")
                            : Standings.unclear(NAME, answer);
            default -> Standings.unclear(NAME, answer);
        };
    }

    private static Readiness domain(String domain, JsonNode results) {
        JsonNode status = results.path("status");
        if (status.path("compliance_status").asText("").equals("blocked")) {
            return Standings.notReady(
                    domain + " is blocked at SparkPost; write to SparkPost's support");
        }
        if (!status.path("ownership_verified").asBoolean(false)) {
            return Standings.notReady(
                    domain
                            + " is not verified at SparkPost; add its DNS records and have it"
                            + " verified there");
        }
        return results.hasNonNull("subaccount_id")
                ? Standings.notKnown(
                        domain + " belongs to a subaccount at SparkPost, which alone may use it")
                : Standings.ready();
    }

    private static HttpCall asked(Account account, String path) {
        // The bare key, without a scheme.
        return HttpCall.get(account.under(path)).with("Authorization", account.secret());
    }
}

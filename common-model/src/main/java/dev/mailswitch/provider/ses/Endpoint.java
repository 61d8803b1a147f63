package dev.mailswitch.provider.ses;

import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.HttpCall;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// Where an account's calls go, and for which region they are signed.
///
/// @param account with a `base_url`
record Endpoint(Account account, String region) {

    /// It becomes part of the host that gets the signed call.
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");

    /// @throws IllegalArgumentException if the region is missing or none
    static Endpoint of(Account account) {
        String region = account.required("region");
        if (!REGION.matcher(region).matches()) {
            throw new IllegalArgumentException(
                    "the setting region must be one of AWS's, such as eu-west-1");
        }
        return new Endpoint(located(account, region), region);
    }

    /// The account with its `base_url`, which follows from the region if it is not set.
    private static Account located(Account account, String region) {
        if (account.setting("base_url").isPresent()) {
            return account;
        }
        Map<String, String> settings = new HashMap<>(account.settings());
        settings.put("base_url", "https://email." + region + ".amazonaws.com");
        return new Account(settings, account.secret());
    }

    URI under(String path) {
        return account.under(path);
    }

    HttpCall signed(HttpCall call, Instant now) {
        return SigV4.signed(call, account, region, now);
    }
}

package dev.mailswitch.provider.postmark;

import dev.mailswitch.provider.Authenticity;
import dev.mailswitch.provider.Webhook;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;

/// Postmark signs no webhook. What shows that one is its own is the user and password it was told
/// to send (RFC 7617; [Postmark's page](
/// https://postmarkapp.com/developer/webhooks/webhooks-overview#protecting-your-webhook)). They say
/// nothing about the body: whoever knows them can write anything.
final class BasicCredentials {

    private static final String SCHEME = "Basic ";

    private BasicCredentials() {}

    /// @param secrets each `user:password`
    static Authenticity verify(Webhook webhook, List<String> secrets) {
        String header = webhook.header("authorization").orElse("").strip();
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return new Authenticity.Forged("no user and password");
        }
        byte[] given;
        try {
            given = Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
        } catch (IllegalArgumentException no) {
            return new Authenticity.Forged("no base64");
        }
        boolean known = false;
        for (String secret : secrets) {
            known |=
                    usable(secret)
                            & MessageDigest.isEqual(secret.getBytes(StandardCharsets.UTF_8), given);
        }
        return known
                ? new Authenticity.Genuine()
                : new Authenticity.Forged("another user or password");
    }

    /// A secret without a password would let in everybody who can guess a name.
    private static boolean usable(String secret) {
        int colon = secret.indexOf(':');
        return colon >= 0 && colon < secret.length() - 1;
    }
}

package dev.mailswitch.provider.sparkpost;

import dev.mailswitch.provider.Authenticity;
import dev.mailswitch.provider.Webhook;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// SparkPost signs nothing. It can be told to send a user and a password with each webhook
/// (`auth_type` `basic`,
/// [its page](https://support.sparkpost.com/docs/tech-resources/webhook-authentication)), and
/// whoever knows them is believed: RFC 7617, in UTF-8.
final class Credentials {

    private static final String SCHEME = "Basic ";

    private Credentials() {}

    /// @param secrets `user:password`; what has no user opens to nobody
    static Authenticity verify(Webhook webhook, List<String> secrets) {
        Optional<byte[]> given = webhook.header("authorization").flatMap(Credentials::pair);
        if (given.isEmpty()) {
            return new Authenticity.Forged("no user and password");
        }
        boolean known = false;
        for (String secret : secrets) {
            byte[] pair = secret.getBytes(StandardCharsets.UTF_8);
            // Not left early: how long it takes must not tell which secret it was.
            known |= secret.indexOf(':') > 0 && MessageDigest.isEqual(pair, given.get());
        }
        return known
                ? new Authenticity.Genuine()
                : new Authenticity.Forged("another user or password");
    }

    private static Optional<byte[]> pair(String authorization) {
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        try {
            String base64 = authorization.substring(SCHEME.length()).strip();
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}

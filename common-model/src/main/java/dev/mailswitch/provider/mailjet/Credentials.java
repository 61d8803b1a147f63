package dev.mailswitch.provider.mailjet;

import dev.mailswitch.provider.Authenticity;
import dev.mailswitch.provider.Webhook;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Mailjet signs nothing. What tells its webhooks from others are the user and the password that
/// stand in the address it was given (`https://user:password@host/…`), which it sends as Basic
/// credentials (RFC 7617). They say nothing of the body: only HTTPS keeps that as it was sent.
final class Credentials {

    private static final String SCHEME = "basic ";

    private Credentials() {}

    /// @param secrets each `user:password`; one that is not is never matched
    static Authenticity verify(Webhook webhook, List<String> secrets) {
        Optional<byte[]> given = webhook.header("authorization").flatMap(Credentials::pair);
        if (given.isEmpty()) {
            return new Authenticity.Forged("no Basic credentials");
        }
        boolean known = false;
        for (String secret : secrets) {
            boolean same =
                    MessageDigest.isEqual(
                            secret.getBytes(StandardCharsets.UTF_8), given.get());
            known |= same && secret.indexOf(':') > 0 && !secret.endsWith(":");
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
            return Optional.of(
                    Base64.getDecoder().decode(authorization.substring(SCHEME.length()).strip()));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}

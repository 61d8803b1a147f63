package dev.mailswitch.provider.brevo;

import dev.mailswitch.provider.Authenticity;
import dev.mailswitch.provider.Webhook;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Brevo signs nothing; a webhook can be told to send `Authorization: Basic`, from its URL, or
/// `Bearer` ([its page](https://developers.brevo.com/docs/secured-webhooks)). It proves who calls,
/// not that the body came through unchanged: that is up to TLS.
final class Credential {

    private Credential() {}

    /// @param secrets `user:password`, or a token; empty ones are left out
    static Authenticity verify(Webhook webhook, List<String> secrets) {
        Optional<byte[]> given = webhook.header("authorization").flatMap(Credential::given);
        if (given.isEmpty()) {
            return new Authenticity.Forged("no credential");
        }
        boolean known = false;
        for (String secret : secrets) {
            byte[] expected = secret.getBytes(StandardCharsets.UTF_8);
            // All are compared, so that the time does not tell which one it is.
            known |= MessageDigest.isEqual(expected, given.get()) && !secret.isEmpty();
        }
        return known ? new Authenticity.Genuine() : new Authenticity.Forged("another credential");
    }

    private static Optional<byte[]> given(String header) {
        int space = header.indexOf(' ');
        String scheme = header.substring(0, Math.max(0, space)).toLowerCase(Locale.ROOT);
        String value = header.substring(space + 1).strip();
        return switch (scheme) {
            case "basic" -> decoded(value);
            case "bearer" -> Optional.of(value.getBytes(StandardCharsets.UTF_8));
            default -> Optional.empty();
        };
    }

    private static Optional<byte[]> decoded(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}

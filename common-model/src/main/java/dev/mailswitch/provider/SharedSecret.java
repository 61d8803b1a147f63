package dev.mailswitch.provider;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Webhooks of vendors that sign nothing but send what they were told to: `Authorization: Basic`
/// (RFC 7617, in UTF-8), from user and password in the webhook's address, or `Bearer` (RFC 6750).
/// It shows who calls and says nothing of the body: only TLS keeps that as it was sent.
public final class SharedSecret {

    private SharedSecret() {}

    /// @param secrets `user:password`; one that lacks either matches nothing, since whoever guesses a
    ///     name would be believed
    public static Authenticity basic(Webhook webhook, List<String> secrets) {
        return verified(webhook, secrets, false);
    }

    /// @param secrets `user:password` or a token; empty ones match nothing
    public static Authenticity basicOrBearer(Webhook webhook, List<String> secrets) {
        return verified(webhook, secrets, true);
    }

    private static Authenticity verified(Webhook webhook, List<String> secrets, boolean bearer) {
        String header = webhook.header("authorization").orElse("").strip();
        int space = header.indexOf(' ');
        String scheme = header.substring(0, Math.max(0, space)).toLowerCase(Locale.ROOT);
        String value = header.substring(space + 1).strip();
        boolean token = bearer && scheme.equals("bearer");
        Optional<byte[]> given =
                token
                        ? Optional.of(value.getBytes(StandardCharsets.UTF_8))
                        : scheme.equals("basic") ? decoded(value) : Optional.empty();
        if (given.isEmpty()) {
            return new Authenticity.Forged("no credentials");
        }
        boolean known = false;
        for (String secret : secrets) {
            // All are compared, so that the time does not tell which one it is.
            known |=
                    MessageDigest.isEqual(secret.getBytes(StandardCharsets.UTF_8), given.get())
                            & (token ? !secret.isEmpty() : pair(secret));
        }
        return known ? new Authenticity.Genuine() : new Authenticity.Forged("other credentials");
    }

    private static boolean pair(String secret) {
        return secret.indexOf(':') > 0 && !secret.endsWith(":");
    }

    private static Optional<byte[]> decoded(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}

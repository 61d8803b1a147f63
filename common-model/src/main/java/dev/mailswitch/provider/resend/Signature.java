package dev.mailswitch.provider.resend;

import dev.mailswitch.provider.Authenticity;
import dev.mailswitch.provider.Webhook;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Resend's webhooks are signed by Svix
/// ([its page](https://docs.svix.com/receiving/verifying-payloads/how-manual)): HMAC-SHA256 over
/// id, time and raw body.
final class Signature {

    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private Signature() {}

    static Authenticity verify(Webhook webhook, List<String> secrets, Instant now) {
        Optional<String> id = header(webhook, "id");
        Optional<String> time = header(webhook, "timestamp");
        Optional<String> signatures = header(webhook, "signature");
        if (id.isEmpty() || time.isEmpty() || signatures.isEmpty()) {
            return new Authenticity.Forged("no signature");
        }
        if (!time.get().matches("\\d{1,12}")) {
            return new Authenticity.Forged("no time");
        }
        Instant signed = Instant.ofEpochSecond(Long.parseLong(time.get()));
        if (Duration.between(signed, now).abs().compareTo(TOLERANCE) > 0) {
            return new Authenticity.Forged("signed at another time");
        }
        byte[] head = (id.get() + "." + time.get() + ".").getBytes(StandardCharsets.UTF_8);
        for (String secret : secrets) {
            byte[] expected = hmac(secret, head, webhook.body());
            for (String signature : signatures.get().split(" ", 20)) {
                if (signature.startsWith("v1,") && same(expected, signature.substring(3))) {
                    return new Authenticity.Genuine();
                }
            }
        }
        return new Authenticity.Forged("another signature");
    }

    /// Svix' own name of a header, or that of the standard it is part of.
    private static Optional<String> header(Webhook webhook, String name) {
        return webhook.header("svix-" + name).or(() -> webhook.header("webhook-" + name));
    }

    private static boolean same(byte[] expected, String base64) {
        try {
            return MessageDigest.isEqual(expected, Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException no) {
            return false;
        }
    }

    /// @param secret `whsec_` and base64
    private static byte[] hmac(String secret, byte[] head, byte[] body) {
        try {
            byte[] key =
                    Base64.getDecoder()
                            .decode(secret.startsWith("whsec_") ? secret.substring(6) : secret);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(head);
            return mac.doFinal(body);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

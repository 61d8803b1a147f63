package dev.mailswitch.provider.sendgrid;

import dev.mailswitch.provider.Authenticity;
import dev.mailswitch.provider.Webhook;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// SendGrid signs with a key of each webhook's own
/// ([its page](https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features)):
/// ECDSA on P-256 with SHA-256 over time and raw body, of which the line break at the end is part.
/// The secrets are public keys as SendGrid shows them, base64 of a SubjectPublicKeyInfo (RFC 5280
/// section 4.1).
final class Signature {

    private static final String SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature";

    /// Seconds since 1970.
    static final String TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp";

    private Signature() {}

    static Authenticity verify(Webhook webhook, List<String> secrets) {
        Optional<String> signature = webhook.header(SIGNATURE);
        Optional<String> time = webhook.header(TIMESTAMP);
        if (signature.isEmpty() || time.isEmpty()) {
            return new Authenticity.Forged("no signature");
        }
        Optional<byte[]> der = decoded(signature.get());
        if (der.isEmpty()) {
            return new Authenticity.Forged("a signature that is no base64");
        }
        List<PublicKey> keys = secrets.stream().flatMap(secret -> key(secret).stream()).toList();
        if (keys.isEmpty()) {
            return new Authenticity.Forged("none of the secrets is a public key");
        }
        byte[] head = time.get().getBytes(StandardCharsets.UTF_8);
        return keys.stream().anyMatch(key -> signed(key, head, webhook.body(), der.get()))
                ? new Authenticity.Genuine()
                : new Authenticity.Forged("another signature");
    }

    private static boolean signed(PublicKey key, byte[] head, byte[] body, byte[] der) {
        try {
            java.security.Signature signature =
                    java.security.Signature.getInstance("SHA256withECDSA");
            signature.initVerify(key);
            signature.update(head);
            signature.update(body);
            return signature.verify(der);
        } catch (SignatureException noSignature) {
            return false;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Optional<PublicKey> key(String secret) {
        return decoded(secret).flatMap(Signature::key);
    }

    private static Optional<PublicKey> key(byte[] der) {
        try {
            return Optional.of(
                    KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der)));
        } catch (GeneralSecurityException none) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> decoded(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64.strip()));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}

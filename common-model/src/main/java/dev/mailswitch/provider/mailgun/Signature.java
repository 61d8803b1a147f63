package dev.mailswitch.provider.mailgun;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.provider.Authenticity;
import dev.mailswitch.provider.EventJson;
import dev.mailswitch.provider.Webhook;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Mailgun signs within the body: HMAC-SHA256 over time and token with the account's webhook
/// signing key
/// ([its page](https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks)).
///
/// **The event itself is not signed.** Who has seen one signature can put any event below it. So
/// the token is the event's key: below a known token nothing is believed any more. Beyond that the
/// address of the endpoint must not be guessable, and the way to it encrypted.
final class Signature {

    /// Mailgun repeats for eight hours, and it is not known whether with the time of the first try.
    private static final Duration OLDEST = Duration.ofHours(12);

    private static final Duration AHEAD = Duration.ofMinutes(5);

    private Signature() {}

    static Authenticity verify(Webhook webhook, List<String> secrets, Instant now) {
        List<JsonNode> deliveries;
        try {
            deliveries = EventJson.each(webhook.body());
        } catch (IllegalArgumentException none) {
            return new Authenticity.Forged("no JSON");
        }
        if (deliveries.isEmpty()) {
            return new Authenticity.Forged("no signature");
        }
        return deliveries.stream()
                .map(delivery -> objection(delivery.path("signature"), secrets, now))
                .flatMap(Optional::stream)
                .findFirst()
                .<Authenticity>map(Authenticity.Forged::new)
                .orElseGet(Authenticity.Genuine::new);
    }

    private static Optional<String> objection(
            JsonNode signature, List<String> secrets, Instant now) {
        String time = signature.path("timestamp").asText("");
        String token = signature.path("token").asText("");
        if (!time.matches("\\d{1,11}") || token.isEmpty()) {
            return Optional.of("no signature");
        }
        Instant signed = Instant.ofEpochSecond(Long.parseLong(time));
        if (signed.isBefore(now.minus(OLDEST)) || signed.isAfter(now.plus(AHEAD))) {
            return Optional.of("signed at another time");
        }
        byte[] message = (time + token).getBytes(StandardCharsets.UTF_8);
        // The second is made with the key of the account that owns a subaccount.
        boolean genuine =
                Stream.of("signature", "parent-signature")
                        .map(name -> signature.path(name).asText(""))
                        .anyMatch(given -> madeWithOneOf(secrets, message, given));
        return genuine ? Optional.empty() : Optional.of("another signature");
    }

    private static boolean madeWithOneOf(List<String> secrets, byte[] message, String hex) {
        byte[] given;
        try {
            given = HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException none) {
            return false;
        }
        return secrets.stream()
                .filter(secret -> !secret.isEmpty())
                .anyMatch(secret -> MessageDigest.isEqual(hmac(secret, message), given));
    }

    private static byte[] hmac(String secret, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

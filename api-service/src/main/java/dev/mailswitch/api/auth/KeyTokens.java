package dev.mailswitch.api.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mailswitch.crypto.KeyRing;
import dev.mailswitch.model.id.ApiKeyId;
import dev.mailswitch.model.id.OrganisationId;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Keys as signed tokens: JWT (RFC 7519) with HS256, and nothing but HS256. There is one header
/// for every signing key, written by us; a token whose header is not one of these, byte for byte,
/// is no key, so no field of a stranger's header is ever believed.
public final class KeyTokens {

    /// What the secrets are called in the environment.
    public static final String SETTING = "MAILSWITCH_KEY_SECRETS";

    private static final int MIN_SECRET_BYTES = 32;
    private static final int MAX_SECRET_BYTES = 128;
    private static final String ALGORITHM = "HmacSHA256";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    /// The payload as we write it, and the only one we read.
    private static final Pattern PAYLOAD =
            Pattern.compile(
                    "\\{\"iss\":\"mailswitch\",\"sub\":\"([0-9a-f-]{36})\","
                            + "\"org\":\"([0-9a-f-]{36})\",\"iat\":\\d{1,12}}");

    private final Map<String, Mac> macByHeader;
    private final String firstHeader;

    public KeyTokens(KeyRing secrets) {
        Map<String, Mac> byHeader = new HashMap<>();
        for (String kid : secrets.names()) {
            byte[] secret = secrets.key(kid).orElseThrow();
            byHeader.put(header(kid), mac(secret));
        }
        this.macByHeader = Map.copyOf(byHeader);
        this.firstHeader = header(secrets.first());
    }

    /// Reads `kid:base64,…`, each of at least 32 bytes (RFC 7518 section 3.2); the first signs.
    ///
    /// @throws IllegalArgumentException in words for the operator
    public static KeyTokens parse(String secrets) {
        return new KeyTokens(KeyRing.parse(SETTING, secrets, MIN_SECRET_BYTES, MAX_SECRET_BYTES));
    }

    /// A new token for a key.
    public String issue(ApiKeyId key, OrganisationId organisation, Instant now) {
        String payload =
                "{\"iss\":\"mailswitch\",\"sub\":\"%s\",\"org\":\"%s\",\"iat\":%d}"
                        .formatted(key, organisation, now.getEpochSecond());
        String signed = firstHeader + "." + ENCODER.encodeToString(payload.getBytes(UTF_8));
        Mac mac = Optional.ofNullable(macByHeader.get(firstHeader)).orElseThrow();
        return signed + "." + ENCODER.encodeToString(sign(mac, signed));
    }

    /// The key a token stands for; empty if we did not sign it just so.
    public Optional<ApiKeyId> verify(String token) {
        int first = token.indexOf('.');
        int last = token.lastIndexOf('.');
        Mac mac = first <= 0 ? null : macByHeader.get(token.substring(0, first));
        if (mac == null || last <= first) {
            return Optional.empty();
        }
        try {
            byte[] signature = DECODER.decode(token.substring(last + 1));
            byte[] expected = sign(mac, token.substring(0, last));
            if (!MessageDigest.isEqual(expected, signature)) {
                return Optional.empty();
            }
            String payload = new String(DECODER.decode(token.substring(first + 1, last)), UTF_8);
            Matcher matcher = PAYLOAD.matcher(payload);
            return matcher.matches()
                    ? Optional.of(ApiKeyId.parse(matcher.group(1)))
                    : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /// What is stored of a token: its SHA-256.
    public static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
        } catch (GeneralSecurityException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    private static String header(String kid) {
        String json = "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"%s\"}".formatted(kid);
        return ENCODER.encodeToString(json.getBytes(UTF_8));
    }

    private static Mac mac(byte[] secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    /// By a copy: looking the algorithm up and preparing the key costs more than the signature.
    private static byte[] sign(Mac prepared, String text) {
        try {
            return ((Mac) prepared.clone()).doFinal(text.getBytes(US_ASCII));
        } catch (CloneNotSupportedException everyPlatformCan) {
            throw new IllegalStateException(everyPlatformCan);
        }
    }
}

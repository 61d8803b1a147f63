package dev.mailswitch.api.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.mailswitch.crypto.KeyRing;
import dev.mailswitch.directory.Environment;
import dev.mailswitch.model.id.ApiKeyId;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Short-lived stand-ins for an API key, for programs that can send no header: a browser's
/// EventSource. Whoever has one may open streams of events until it runs out, and nothing else: it
/// is no key, and no route but that one reads it.
///
/// URL-safe base64 of `version (1) | key id (16) | end in seconds (8) | environment (0 to 64) | MAC
/// (32)`. The MAC's secrets are made of those that sign keys, so that neither can pass for the
/// other.
public final class StreamTokens {

    /// How long one is good.
    public static final Duration LIFE = Duration.ofMinutes(10);

    private static final byte VERSION = 1;
    private static final int HEAD = 1 + 16 + 8;
    private static final int MAC_BYTES = 32;
    private static final int MOST_CHARS = 200;
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PURPOSE = "mailswitch stream token";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    /// @param named the environment named beside the key, or null
    public record Holder(ApiKeyId key, @Nullable String named) {}

    private final List<SecretKeySpec> secrets = new ArrayList<>();

    private StreamTokens(KeyRing ring) {
        for (String name : ring.names()) {
            byte[] secret = ring.key(name).orElseThrow();
            byte[] own = mac(new SecretKeySpec(secret, ALGORITHM), PURPOSE.getBytes(US_ASCII));
            secrets.add(new SecretKeySpec(own, ALGORITHM));
        }
    }

    /// Of the secrets of API keys; the first signs.
    ///
    /// @throws IllegalArgumentException in words for the operator
    public static StreamTokens parse(String keySecrets) {
        return new StreamTokens(KeyRing.parse(KeyTokens.SETTING, keySecrets, 32, 128));
    }

    /// A token for whoever has this key, good until [#LIFE] from now.
    public String issue(Holder holder, Instant now) {
        String named = holder.named();
        byte[] name = named == null ? new byte[0] : named.getBytes(US_ASCII);
        UUID id = holder.key().value();
        byte[] content =
                ByteBuffer.allocate(HEAD + name.length)
                        .put(VERSION)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .putLong(now.plus(LIFE).getEpochSecond())
                        .put(name)
                        .array();
        byte[] token = Arrays.copyOf(content, content.length + MAC_BYTES);
        byte[] mac = mac(secrets.getFirst(), content);
        System.arraycopy(mac, 0, token, content.length, MAC_BYTES);
        return ENCODER.encodeToString(token);
    }

    /// Whose token it is; empty if it is none of ours or has run out.
    public Optional<Holder> read(String token, Instant now) {
        if (token.length() > MOST_CHARS) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = DECODER.decode(token);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (bytes.length < HEAD + MAC_BYTES || bytes[0] != VERSION || !signed(bytes)) {
            return Optional.empty();
        }
        ByteBuffer content = ByteBuffer.wrap(bytes, 1, bytes.length - MAC_BYTES - 1);
        ApiKeyId key = new ApiKeyId(new UUID(content.getLong(), content.getLong()));
        if (now.getEpochSecond() >= content.getLong()) {
            return Optional.empty();
        }
        String named = US_ASCII.decode(content).toString();
        boolean none = named.isEmpty();
        return none || Environment.NAME.matcher(named).matches()
                ? Optional.of(new Holder(key, none ? null : named))
                : Optional.empty();
    }

    private boolean signed(byte[] token) {
        byte[] content = Arrays.copyOf(token, token.length - MAC_BYTES);
        byte[] given = Arrays.copyOfRange(token, content.length, token.length);
        return secrets.stream()
                .anyMatch(secret -> MessageDigest.isEqual(mac(secret, content), given));
    }

    private static byte[] mac(SecretKeySpec secret, byte[] content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return mac.doFinal(content);
        } catch (GeneralSecurityException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}

package dev.mailswitch.model.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// One secret, and what is derived from it. Seals as AES-SIV does (RFC 5297: the nonce is a MAC of
/// all that is sealed, and is what authenticates it), with HMAC-SHA-256 cut to 128 bits in the
/// place of CMAC, which the JDK does not have, and AES-256-CTR.
final class TokenKey {

    static final int TAG_BYTES = 2;
    static final int NONCE_BYTES = 16;

    private static final int MIN_SECRET_BYTES = 32;
    private static final String HMAC = "HmacSHA256";

    private final short tag;
    private final SecretKeySpec mac;
    private final SecretKeySpec encryption;

    private TokenKey(short tag, SecretKeySpec mac, SecretKeySpec encryption) {
        this.tag = tag;
        this.mac = mac;
        this.encryption = encryption;
    }

    static TokenKey of(byte[] secret) {
        if (secret.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException("a secret for tokens has at least 32 bytes");
        }
        SecretKeySpec root = new SecretKeySpec(secret, HMAC);
        return new TokenKey(
                ByteBuffer.wrap(hmac(root, label("tag"))).getShort(),
                new SecretKeySpec(hmac(root, label("mac")), HMAC),
                new SecretKeySpec(hmac(root, label("encryption")), "AES"));
    }

    private static byte[] label(String use) {
        return ("mailswitch token " + use).getBytes(StandardCharsets.US_ASCII);
    }

    /// Names the key in its tokens without telling anything of it.
    short tag() {
        return tag;
    }

    /// The nonce and the sealed payload.
    byte[] seal(byte version, byte kind, byte[] payload) {
        byte[] nonce = nonce(version, kind, payload);
        byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + payload.length);
        System.arraycopy(crypt(nonce, payload), 0, sealed, NONCE_BYTES, payload.length);
        return sealed;
    }

    /// The payload, if nobody has changed anything.
    Optional<byte[]> open(byte version, byte kind, byte[] sealed) {
        byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
        byte[] payload = crypt(nonce, Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length));
        return MessageDigest.isEqual(nonce, nonce(version, kind, payload))
                ? Optional.of(payload)
                : Optional.empty();
    }

    private byte[] nonce(byte version, byte kind, byte[] payload) {
        byte[] signed =
                ByteBuffer.allocate(2 + payload.length).put(version).put(kind).put(payload).array();
        return Arrays.copyOf(hmac(mac, signed), NONCE_BYTES);
    }

    private byte[] crypt(byte[] nonce, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, encryption, new IvParameterSpec(nonce));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    private static byte[] hmac(SecretKeySpec key, byte[] text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(text);
        } catch (GeneralSecurityException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}

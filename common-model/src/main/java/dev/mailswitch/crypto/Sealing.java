package dev.mailswitch.crypto;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.Provider.SealedSecret;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals secrets with AES-256-GCM (NIST SP 800-38D). The id of the row they lie in is authenticated
/// with them, so that a secret copied to another row does not open.
///
/// Stored form: one byte of version (1), 12 bytes of nonce, ciphertext, 16 bytes of tag.
public final class Sealing {

    /// What the keys are called in the environment.
    public static final String SETTING = "MAILSWITCH_SEALING_KEYS";

    private static final byte VERSION = 1;
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HEAD_BYTES = 1 + NONCE_BYTES;

    private final KeyRing keys;
    private final SecureRandom random;

    public Sealing(KeyRing keys, SecureRandom random) {
        this.keys = keys;
        this.random = random;
    }

    /// Reads `id:base64,…`, each of 32 bytes; the first seals.
    ///
    /// @throws IllegalArgumentException in words for the operator
    public static Sealing parse(String keys) {
        return new Sealing(KeyRing.parse(SETTING, keys, KEY_BYTES, KEY_BYTES), new SecureRandom());
    }

    /// Seals with the first key and a fresh nonce.
    public SealedSecret seal(ProviderId provider, byte[] secret) {
        return seal(provider.value(), secret);
    }

    /// The same for another owner than a provider.
    ///
    /// @param owner id of the row the secret lies in
    public SealedSecret seal(UUID owner, byte[] secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, keys.first(), owner, nonce).doFinal(secret);
            return new SealedSecret(
                    keys.first(),
                    ByteBuffer.allocate(HEAD_BYTES + sealed.length)
                            .put(VERSION)
                            .put(nonce)
                            .put(sealed)
                            .array());
        } catch (GeneralSecurityException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    /// Opens a secret of this provider.
    ///
    /// @throws IllegalStateException if its key is not among ours, or it was changed or belongs to
    ///     another provider
    public byte[] open(ProviderId provider, SealedSecret secret) {
        return open(provider.value(), secret);
    }

    /// The same for another owner than a provider.
    ///
    /// @throws IllegalStateException as there
    public byte[] open(UUID owner, SealedSecret secret) {
        byte[] stored = secret.bytes();
        if (stored.length <= HEAD_BYTES || stored[0] != VERSION) {
            throw new IllegalStateException("the secret of %s is damaged".formatted(owner));
        }
        byte[] nonce = Arrays.copyOfRange(stored, 1, HEAD_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, secret.keyId(), owner, nonce)
                    .doFinal(stored, HEAD_BYTES, stored.length - HEAD_BYTES);
        } catch (GeneralSecurityException changed) {
            throw new IllegalStateException(
                    "the secret of %s does not open".formatted(owner), changed);
        }
    }

    /// Whether it should be sealed again, because another key is first now.
    public boolean stale(SealedSecret secret) {
        return !secret.keyId().equals(keys.first());
    }

    private Cipher cipher(int mode, String keyId, UUID owner, byte[] nonce)
            throws GeneralSecurityException {
        byte[] key =
                keys.key(keyId)
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "%s has no key %s".formatted(SETTING, keyId)));
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(bytes(owner));
        return cipher;
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}

package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.UUID;

/// What makes two requests one: the caller's key in its scope, and the digest of what was asked.
///
/// @param key     16 bytes
/// @param payload 32 bytes; another payload under the same key is a mistake of the caller's
public record IdempotencyKey(byte[] key, byte[] payload) implements Comparable<IdempotencyKey> {

    private static final int KEY_BYTES = 16;

    public IdempotencyKey {
        if (key.length != KEY_BYTES || payload.length != 32) {
            throw new IllegalArgumentException("a key has 16 bytes, a payload 32");
        }
    }

    /// The key of a request.
    ///
    /// @param door    doors do not share keys
    /// @param text    the caller's key
    /// @param payload SHA-256 of the translated mail
    public static IdempotencyKey of(
            OrganisationId organisation,
            EnvironmentId environment,
            String door,
            String text,
            byte[] payload) {
        MessageDigest digest = scope(organisation, environment, door, Kind.TEXT);
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        return new IdempotencyKey(Arrays.copyOf(digest.digest(), KEY_BYTES), payload);
    }

    /// The same, but another payload makes another key.
    static IdempotencyKey withPayload(
            OrganisationId organisation,
            EnvironmentId environment,
            String door,
            String text,
            byte[] payload) {
        MessageDigest digest = scope(organisation, environment, door, Kind.TEXT_AND_PAYLOAD);
        digest.update(payload);
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        return new IdempotencyKey(Arrays.copyOf(digest.digest(), KEY_BYTES), payload);
    }

    /// The key of a request that brought none.
    static IdempotencyKey ofContent(
            OrganisationId organisation, EnvironmentId environment, String door, byte[] payload) {
        MessageDigest digest = scope(organisation, environment, door, Kind.CONTENT);
        digest.update(payload);
        return new IdempotencyKey(Arrays.copyOf(digest.digest(), KEY_BYTES), payload);
    }

    /// What follows the scope; its number ends the door's name, in which no such byte can be.
    private enum Kind {
        TEXT,
        TEXT_AND_PAYLOAD,
        CONTENT
    }

    private static MessageDigest scope(
            OrganisationId organisation, EnvironmentId environment, String door, Kind kind) {
        MessageDigest digest = sha256();
        digest.update(bytes(organisation.value()));
        digest.update(bytes(environment.value()));
        digest.update(door.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) kind.ordinal());
        return digest;
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    /// The order PostgreSQL sorts bytea by: writers that insert in one order do not deadlock.
    @Override
    public int compareTo(IdempotencyKey other) {
        return Arrays.compareUnsigned(key, other.key);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IdempotencyKey that
                && Arrays.equals(key, that.key)
                && Arrays.equals(payload, that.payload);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(key) + Arrays.hashCode(payload);
    }

    @Override
    public String toString() {
        return "IdempotencyKey";
    }
}

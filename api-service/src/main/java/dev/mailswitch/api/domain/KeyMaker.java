package dev.mailswitch.api.domain;

import dev.mailswitch.crypto.Sealing;
import dev.mailswitch.model.id.Uuids;
import dev.mailswitch.provider.Provider.SealedSecret;
import jakarta.inject.Singleton;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Makes DKIM keys. RSA of 2048 bits: what every receiver can check (RFC 8301 section 3.2).
@Singleton
class KeyMaker {

    private static final int BITS = 2048;

    private final Sealing sealing;
    private final RandomGenerator random;

    KeyMaker(Sealing sealing, RandomGenerator random) {
        this.sealing = sealing;
        this.random = random;
    }

    /// @param secret the private half, sealed for the key's id
    record Made(DomainKey key, SealedSecret secret) {}

    /// A key that waits for its record. Takes some tenths of a second.
    Made make(Instant now) {
        KeyPair pair = pair();
        UUID id = Uuids.mint(now, random);
        // By chance: two installations may share a domain.
        String selector = "ms" + HexFormat.of().toHexDigits(random.nextInt());
        return new Made(
                new DomainKey(
                        id,
                        selector,
                        Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()),
                        null,
                        null,
                        null,
                        now),
                sealing.seal(id, pair.getPrivate().getEncoded()));
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}

package dev.mailswitch.model.id;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Ids of mails in the form of UUIDs of version 4, for a door whose mails can be read by whoever
/// has the id. It is the mail's own id under a keyed permutation of the 122 bits that are free in a
/// UUID (LEDGER §7), so no table is needed, and nobody who knows a mail's id knows this one, nor the
/// other way round.
///
/// The permutation is a Feistel network of four rounds over two halves of 61 bits, whose round
/// function is HMAC-SHA-256 (Luby and Rackoff: four rounds of a pseudorandom function cannot be told
/// from a random permutation). Whoever guesses an id hits a mail with a chance of mails / 2^122.
public final class FluteIds {

    private static final int ROUNDS = 4;
    private static final int MIN_SECRET_BYTES = 32;
    private static final String HMAC = "HmacSHA256";
    private static final long HALF = (1L << 61) - 1;
    private static final long LOW_62 = (1L << 62) - 1;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long VERSION_4 = 0x4000L;
    private static final long VERSION_7 = 0x7000L;

    private record Halves(long left, long right) {}

    private final List<SecretKeySpec> keys;

    /// @param secrets of at least 32 bytes each; the first makes new ids, all of them read
    /// @throws IllegalArgumentException if there is none or one is short
    public FluteIds(List<byte[]> secrets) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("there is no secret for ids");
        }
        keys = secrets.stream().map(FluteIds::key).toList();
    }

    /// A key of its own of a secret that has other uses too.
    private static SecretKeySpec key(byte[] secret) {
        if (secret.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException("a secret for ids has at least 32 bytes");
        }
        byte[] label = "mailswitch flute id".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return new SecretKeySpec(hmac(new SecretKeySpec(secret, HMAC), label), HMAC);
    }

    /// The id of a mail in this form.
    public UUID of(EmailId mail) {
        Halves halves = halves(mail.value());
        Mac mac = mac(keys.getFirst());
        for (int round = 0; round < ROUNDS; round++) {
            halves =
                    new Halves(
                            halves.right(), halves.left() ^ scrambled(mac, round, halves.right()));
        }
        return uuid(halves, VERSION_4);
    }

    /// The mails it may be the id of, at most one for each secret and nearly always one or none:
    /// which of them there is, only a look-up tells. Empty for what is no UUID of version 4 in the
    /// text form, or was not made here.
    public List<EmailId> mails(String text) {
        UUID id;
        try {
            id = Uuids.parse(text);
        } catch (IllegalArgumentException mangled) {
            return List.of();
        }
        List<EmailId> mails = new ArrayList<>();
        if (id.version() == 4 && id.variant() == 2) {
            for (SecretKeySpec key : keys) {
                try {
                    mails.add(new EmailId(back(key, id)));
                } catch (IllegalArgumentException notOfThisKey) {
                    // Ten bits of a mail's id are zero; those of a stranger are not.
                }
            }
        }
        return mails;
    }

    private static UUID back(SecretKeySpec key, UUID id) {
        Halves halves = halves(id);
        Mac mac = mac(key);
        for (int round = ROUNDS - 1; round >= 0; round--) {
            halves =
                    new Halves(
                            halves.right() ^ scrambled(mac, round, halves.left()), halves.left());
        }
        return uuid(halves, VERSION_7);
    }

    /// The 122 bits that are neither version nor variant.
    private static Halves halves(UUID id) {
        long high = id.getMostSignificantBits();
        long high60 = (high >>> 16) << 12 | (high & 0xFFFL);
        long low62 = id.getLeastSignificantBits() & LOW_62;
        return new Halves(high60 << 1 | low62 >>> 61, low62 & HALF);
    }

    private static UUID uuid(Halves halves, long version) {
        long high60 = halves.left() >>> 1;
        long low62 = (halves.left() & 1) << 61 | halves.right();
        return new UUID((high60 >>> 12) << 16 | version | (high60 & 0xFFFL), VARIANT | low62);
    }

    private static long scrambled(Mac mac, int round, long half) {
        byte[] block = ByteBuffer.allocate(1 + Long.BYTES).put((byte) round).putLong(half).array();
        return ByteBuffer.wrap(mac.doFinal(block)).getLong() & HALF;
    }

    private static byte[] hmac(SecretKeySpec key, byte[] text) {
        return mac(key).doFinal(text);
    }

    private static Mac mac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}

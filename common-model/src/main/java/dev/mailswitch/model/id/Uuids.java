package dev.mailswitch.model.id;

import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// UUIDs of version 7 (RFC 9562 section 5.7): 48 bits of milliseconds, then random bits, so that
/// ids made later sort later.
public final class Uuids {

    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long RANDOM_62 = 0x3FFF_FFFF_FFFF_FFFFL;

    /// Forty-eight bits of milliseconds.
    private static final Instant LATEST = Instant.ofEpochMilli((1L << 48) - 1);

    private Uuids() {}

    /// A new id with the time of `now`.
    public static UUID mint(Instant now, RandomGenerator random) {
        long high = (now.toEpochMilli() << 16) | VERSION_7 | (random.nextLong() & 0xFFFL);
        return new UUID(high, VARIANT | (random.nextLong() & RANDOM_62));
    }

    /// The smallest id of version 7 with this time; a bound for searches by time. Times before 1970
    /// and after what an id can hold (the year 10889) are the ends of the range.
    public static UUID floor(Instant at) {
        long millis =
                at.isBefore(Instant.EPOCH)
                        ? 0
                        : at.isAfter(LATEST) ? LATEST.toEpochMilli() : at.toEpochMilli();
        return new UUID((millis << 16) | VERSION_7, VARIANT);
    }

    /// The time inside an id of version 7, to the millisecond.
    public static Instant time(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    /// Reads the 36 characters of the text form, and nothing else: `UUID.fromString` also takes
    /// shortened groups, which would give one id many spellings.
    ///
    /// @throws IllegalArgumentException if it is not that form
    public static UUID parse(String text) {
        UUID id = text.length() == 36 ? UUID.fromString(text) : null;
        if (id == null || !id.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException("not a UUID");
        }
        return id;
    }

    /// The order PostgreSQL sorts by: unsigned, byte by byte. `UUID.compareTo` is signed, and two
    /// writers that sort differently lock each other out.
    public static int compare(UUID one, UUID other) {
        int high =
                Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(
                        one.getLeastSignificantBits(), other.getLeastSignificantBits());
    }
}

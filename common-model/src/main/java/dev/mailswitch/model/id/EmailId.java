package dev.mailswitch.model.id;

import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// The id of a mail: a UUID of version 7 whose ten lowest bits are zero. Recipient n of the mail
/// has the id plus n, so a recipient's id needs no look-up to find its mail, and the first
/// recipient shares the mail's own id. 64 random bits remain.
public record EmailId(UUID value) implements Comparable<EmailId> {

    /// How many recipients the ten bits leave room for.
    public static final int MAX_RECIPIENTS = 1_000;

    private static final long POSITION_BITS = 0x3FFL;

    public EmailId {
        if (value.version() != 7 || (value.getLeastSignificantBits() & POSITION_BITS) != 0) {
            throw new IllegalArgumentException("not the id of a mail");
        }
    }

    /// A new id; `now` is the database's time, so that the id falls into the leaf of its week.
    public static EmailId mint(Instant now, RandomGenerator random) {
        return ofRecipient(Uuids.mint(now, random));
    }

    /// The mail that a recipient's id (or the mail's own) belongs to.
    public static EmailId ofRecipient(UUID id) {
        return new EmailId(
                new UUID(
                        id.getMostSignificantBits(),
                        id.getLeastSignificantBits() & ~POSITION_BITS));
    }

    /// Reads the text form of a mail's or a recipient's id.
    ///
    /// @throws IllegalArgumentException if it is neither
    public static EmailId parse(String text) {
        return ofRecipient(Uuids.parse(text));
    }

    /// The id of the recipient at `position`, from 0.
    public UUID recipient(int position) {
        if (position < 0 || position >= MAX_RECIPIENTS) {
            throw new IllegalArgumentException("no such recipient: " + position);
        }
        return new UUID(value.getMostSignificantBits(), value.getLeastSignificantBits() | position);
    }

    /// When the mail was accepted, by the database's clock, to the millisecond.
    public Instant time() {
        return Uuids.time(value);
    }

    @Override
    public int compareTo(EmailId other) {
        return Uuids.compare(value, other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

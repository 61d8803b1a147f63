package dev.mailswitch.model.wire;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.mail.Lane;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/// "Look at this mail": a record of the sends topics. It carries nothing that the database does
/// not know better, so one that is lost, doubled or late does no harm.
///
/// On the wire 45 bytes, big-endian: `W`, major, minor, mail (16), due (8, microseconds since
/// 1970), flow (16), lane, flags (0). A newer minor version may append.
///
/// @param dueAt the `work.due_at` it was woken with, to the microsecond as PostgreSQL keeps it;
///     finer digits are cut off
/// @param flow  the environment; fairness is over flows
public record Wake(EmailId emailId, Instant dueAt, EnvironmentId flow, Lane lane) {

    private static final byte MAGIC = 'W';
    private static final byte MAJOR = 1;
    private static final byte MINOR = 0;
    private static final int BYTES = 45;
    private static final long MICROS = 1_000_000L;

    public Wake {
        dueAt = dueAt.truncatedTo(ChronoUnit.MICROS);
        if (!WireTime.possible(dueAt)) {
            throw new IllegalArgumentException("not a time a mail can be due at");
        }
    }

    public byte[] encode() {
        UUID mail = emailId.value();
        UUID environment = flow.value();
        return ByteBuffer.allocate(BYTES)
                .put(MAGIC)
                .put(MAJOR)
                .put(MINOR)
                .putLong(mail.getMostSignificantBits())
                .putLong(mail.getLeastSignificantBits())
                .putLong(dueAt.getEpochSecond() * MICROS + dueAt.getNano() / 1_000)
                .putLong(environment.getMostSignificantBits())
                .putLong(environment.getLeastSignificantBits())
                .put((byte) lane.code())
                .put((byte) 0)
                .array();
    }

    public static Decoded<Wake> decode(byte[] bytes) {
        if (bytes.length < 3 || bytes[0] != MAGIC) {
            return new Decoded.Garbage<>("not a wake record");
        }
        if (bytes[1] != MAJOR) {
            return bytes[1] > MAJOR
                    ? new Decoded.TooNew<>(bytes[1])
                    : new Decoded.Garbage<>("no such version");
        }
        if (bytes.length < BYTES) {
            return new Decoded.Garbage<>("cut short");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 3, BYTES - 3);
        UUID mail = new UUID(in.getLong(), in.getLong());
        long due = in.getLong();
        UUID environment = new UUID(in.getLong(), in.getLong());
        int lane = in.get();
        if (lane < 0 || lane >= Lane.values().length) {
            return new Decoded.Garbage<>("no such lane");
        }
        try {
            return new Decoded.Value<>(
                    new Wake(
                            new EmailId(mail),
                            WireTime.ofMicros(due),
                            new EnvironmentId(environment),
                            Lane.of(lane)));
        } catch (IllegalArgumentException impossible) {
            return new Decoded.Garbage<>("impossible values");
        }
    }
}

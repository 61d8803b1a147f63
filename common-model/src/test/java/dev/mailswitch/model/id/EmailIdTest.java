package dev.mailswitch.model.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmailIdTest {

    private static final long YEAR_9999 = 253_402_300_799_999L;

    @Property
    void aRecipientsIdLeadsBackToItsMail(
            @ForAll @LongRange(min = 0, max = YEAR_9999) long millis,
            @ForAll long seed,
            @ForAll @IntRange(max = 999) int position) {
        EmailId mail = EmailId.mint(Instant.ofEpochMilli(millis), new Random(seed));
        UUID recipient = mail.recipient(position);

        assertThat(EmailId.ofRecipient(recipient)).isEqualTo(mail);
        assertThat(EmailId.parse(recipient.toString())).isEqualTo(mail);
        assertThat(recipient.getLeastSignificantBits() - mail.value().getLeastSignificantBits())
                .isEqualTo(position);
        assertThat(mail.time()).isEqualTo(Instant.ofEpochMilli(millis));
        assertThat(recipient.version()).isEqualTo(7);
        assertThat(recipient.variant()).isEqualTo(2);
    }

    @Property
    void laterIdsSortLater(
            @ForAll @LongRange(min = 0, max = YEAR_9999 - 1) long millis,
            @ForAll @LongRange(min = 1, max = 1_000_000) long later,
            @ForAll long seed) {
        Random random = new Random(seed);
        Instant now = Instant.ofEpochMilli(millis);
        EmailId first = EmailId.mint(now, random);
        EmailId second = EmailId.mint(now.plusMillis(later), random);

        assertThat(first).isLessThan(second);
        assertThat(Uuids.compare(Uuids.floor(now), first.value())).isNotPositive();
        assertThat(Uuids.compare(Uuids.floor(now.plusMillis(later)), first.value())).isPositive();
    }

    /// PostgreSQL compares UUIDs with memcmp.
    @Property
    void theOrderIsThatOfTheBytes(
            @ForAll long high1, @ForAll long low1, @ForAll long high2, @ForAll long low2) {
        UUID one = new UUID(high1, low1);
        UUID other = new UUID(high2, low2);

        assertThat(Integer.signum(Uuids.compare(one, other)))
                .isEqualTo(Integer.signum(Arrays.compareUnsigned(bytes(one), bytes(other))));
        assertThat(Integer.signum(Uuids.compare(one, new UUID(high1, low2))))
                .isEqualTo(
                        Integer.signum(
                                Arrays.compareUnsigned(bytes(one), bytes(new UUID(high1, low2)))));
    }

    @Test
    void theOrderIsUnsigned() {
        UUID low = UUID.fromString("7fffffff-ffff-7fff-8000-000000000000");
        UUID high = UUID.fromString("80000000-0000-7000-8000-000000000000");

        assertThat(Uuids.compare(low, high)).isNegative();
        assertThat(low.compareTo(high)).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1_000, 1_023, 1_024})
    void thereAreAThousandRecipients(int position) {
        EmailId mail = EmailId.mint(Instant.EPOCH, new Random(1));

        assertThatThrownBy(() -> mail.recipient(position))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1-1-7001-8001-400",
                "019a0000-0000-4abc-8def-012345678800",
                "019a0000-0000-7abc-8def-01234567880",
                "019a0000-0000-7abc-8def-0123456788zz",
                "019a0000000007abc-8def-0123456788000",
                "{19a0000-0000-7abc-8def-01234567880}"
            })
    void otherTextIsNoId(String text) {
        assertThatThrownBy(() -> EmailId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 50)
    void mintedIdsDiffer(@ForAll long seed) {
        Random random = new Random(seed);
        assertThat(EmailId.mint(Instant.EPOCH, random))
                .isNotEqualTo(EmailId.mint(Instant.EPOCH, random));
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}

package dev.mailswitch.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.mail.Lane;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WakeTest {

    private static final EmailId MAIL = EmailId.parse("019a0000-0000-7abc-8def-012345678800");
    private static final EnvironmentId FLOW =
            EnvironmentId.parse("00000000-0000-0000-0000-000000000e01");
    private static final Wake BULK =
            new Wake(MAIL, Instant.parse("2026-02-03T04:05:06.789012Z"), FLOW, Lane.BULK);

    @Test
    void theGoldenBytesStayTheSame() {
        assertThat(BULK.encode()).isEqualTo(WireFiles.hex("wake-1.0.hex"));
        assertThat(Wake.decode(WireFiles.hex("wake-1.0.hex"))).isEqualTo(value(BULK));
    }

    @Test
    void isSmall() {
        assertThat(BULK.encode()).hasSizeLessThanOrEqualTo(100);
    }

    @Test
    void keepsMicrosecondsAndCutsOffTheRest() {
        Wake wake =
                new Wake(MAIL, Instant.parse("2026-02-03T04:05:06.789012999Z"), FLOW, Lane.BULK);

        assertThat(wake).isEqualTo(BULK);
    }

    @Test
    void refusesTimesThatNoColumnHolds() {
        assertThatThrownBy(() -> new Wake(MAIL, Instant.MAX, FLOW, Lane.BULK))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Wake(MAIL, Instant.EPOCH.minusNanos(1), FLOW, Lane.BULK))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsWhatANewerMinorVersionAppends() {
        byte[] newer = Arrays.copyOf(BULK.encode(), 60);
        newer[2] = 9;
        newer[50] = 77;

        assertThat(Wake.decode(newer)).isEqualTo(value(BULK));
    }

    @Test
    void saysThatANewerMajorVersionIsTooNew() {
        byte[] newer = BULK.encode();
        newer[1] = 2;

        assertThat(Wake.decode(newer)).isEqualTo(new Decoded.TooNew<Wake>(2));
    }

    @Test
    void aLaneThatDoesNotExistIsGarbage() {
        byte[] wrong = BULK.encode();
        wrong[43] = 2;

        assertThat(Wake.decode(wrong)).isInstanceOf(Decoded.Garbage.class);
    }

    @Test
    void anIdThatIsNoMailsIsGarbage() {
        byte[] wrong = BULK.encode();
        wrong[18] = 1;

        assertThat(Wake.decode(wrong)).isInstanceOf(Decoded.Garbage.class);
    }

    @Property
    void everythingComesBack(
            @ForAll long seed,
            @ForAll @LongRange(min = 0, max = 4_000_000_000_000_000L) long micros,
            @ForAll long flowHigh,
            @ForAll Lane lane) {
        Wake wake =
                new Wake(
                        EmailId.mint(Instant.ofEpochMilli(micros / 1_000), new Random(seed)),
                        WireTime.ofMicros(micros),
                        new EnvironmentId(new UUID(flowHigh, seed)),
                        lane);

        assertThat(Wake.decode(wake.encode())).isEqualTo(value(wake));
    }

    @Property
    void garbageNeverThrows(@ForAll @Size(max = 80) byte[] bytes, @ForAll boolean disguised) {
        if (disguised && bytes.length > 2) {
            bytes[0] = 'W';
            bytes[1] = 1;
        }

        assertThat(Wake.decode(bytes)).isNotNull();
    }

    @Property
    void everyCutIsGarbage(@ForAll @IntRange(max = 44) int length) {
        assertThat(Wake.decode(Arrays.copyOf(BULK.encode(), length)))
                .isInstanceOf(Decoded.Garbage.class);
    }

    private static Decoded<Wake> value(Wake wake) {
        return new Decoded.Value<>(wake);
    }
}

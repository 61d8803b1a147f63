package dev.mailswitch.model.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ChecksumTest {

    private static final byte[] DIGITS = "123456789".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NONE = new byte[0];

    /// The check value of CRC-32C.
    @Test
    void isTheOneThatTheStandardSays() {
        assertThat(Checksum.of(NONE, DIGITS, DIGITS.length).rest()).isEqualTo(0xE3069283);
    }

    @Test
    void aSignatureIsSeenAlsoIfItsSumIsZero() {
        // Four bytes whose CRC-32C is zero.
        byte[] zero = {(byte) 0xab, (byte) 0x9b, (byte) 0xe0, (byte) 0x9b};
        assertThat(Checksum.of(NONE, zero, zero.length).rest()).isZero();
        assertThat(Checksum.of(zero, DIGITS, DIGITS.length).signed()).isTrue();
        assertThat(Checksum.of(NONE, DIGITS, DIGITS.length).signed()).isFalse();
    }

    @Test
    void countsNoMoreBytesThanItIsTold() {
        assertThat(Checksum.of(NONE, DIGITS, 3))
                .isEqualTo(Checksum.of(NONE, new byte[] {'1', '2', '3'}, 3));
    }

    @Property
    void comesBackAsItWasStored(@ForAll int signature, @ForAll int rest) {
        Checksum checksum = new Checksum(signature, rest);
        assertThat(Checksum.unpacked(checksum.packed())).isEqualTo(checksum);
    }
}

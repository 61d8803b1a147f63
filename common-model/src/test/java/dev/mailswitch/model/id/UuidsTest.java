package dev.mailswitch.model.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class UuidsTest {

    @Test
    void boundsGrowWithTimeAlsoBeyondWhatAnIdCanHold() {
        assertThat(
                        java.util.stream.Stream.of(
                                        Instant.MIN,
                                        Instant.parse("1960-01-01T00:00:00Z"),
                                        Instant.EPOCH,
                                        Instant.parse("2026-11-25T00:00:00Z"),
                                        Instant.parse("9999-12-31T23:59:59Z"),
                                        Instant.MAX)
                                .map(Uuids::floor)
                                .toList())
                .isSortedAccordingTo(Uuids::compare)
                .element(1)
                .isEqualTo(Uuids.floor(Instant.EPOCH));
    }
}

package dev.mailswitch.delivery.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.ProviderId;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final BreakerKey KEY = BreakerKey.of(new ProviderId(new UUID(0, 1)));

    @Property
    void waitDoublesFromFiveSecondsToTenMinutes(
            @ForAll @IntRange(min = 1, max = 400) int openings, @ForAll long seed) {
        double base = Math.min(5 * Math.pow(2, openings - 1.0), 600);
        assertThat(Breaker.pause(openings, new Random(seed)))
                .isBetween(
                        Duration.ofMillis((long) (base * 799)),
                        Duration.ofMillis((long) (base * 1_201)));
    }

    @Test
    void probeIsHandedOutOnceUntilItsTimeIsOver() {
        Breaker open = Breaker.open(KEY, "down", NOW, new Random(1));
        assertThat(open.mayProbe(NOW)).isFalse();
        assertThat(open.mayProbe(open.probeAt())).isTrue();
        Breaker probing = open.probe(open.probeAt());
        assertThat(probing.halfOpen()).isTrue();
        assertThat(probing.mayProbe(open.probeAt())).isFalse();
        assertThat(probing.mayProbe(open.probeAt().plus(Breaker.PROBE))).isTrue();
        assertThat(probing.version()).isEqualTo(open.version() + 1);
    }

    @Test
    void failedProbeOpensAgainForLonger() {
        Breaker probing = Breaker.open(KEY, "down", NOW, new Random(1)).probe(NOW);
        Breaker again = probing.reopen("still down", NOW, new Random(1));
        assertThat(again.halfOpen()).isFalse();
        assertThat(again.openings()).isEqualTo(2);
        assertThat(again.probeAt()).isAfterOrEqualTo(NOW.plusSeconds(8));
        assertThat(again.openedAt()).isEqualTo(NOW);
    }
}

package dev.mailswitch.delivery.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EnvironmentId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final EnvironmentId ONE = new EnvironmentId(new UUID(0, 1));
    private static final EnvironmentId OTHER = new EnvironmentId(new UUID(0, 2));

    private final Pace pace = new Pace();

    private void tick(EnvironmentId flow, int went, int putBack) {
        for (int i = 0; i < went; i++) {
            pace.looked(flow, false);
        }
        for (int i = 0; i < putBack; i++) {
            pace.looked(flow, true);
        }
        pace.tick();
    }

    @Test
    void aFlowWithoutAnOpenRouteIsBroughtUpOneByOne() {
        tick(ONE, 0, 200);
        assertThat(pace.allowance(ONE)).isEqualTo(1);
        assertThat(pace.allowance(OTHER)).isEqualTo(Pace.USUAL);
    }

    @Test
    void itIsBackAtFullPaceASecondAfterTheRouteIs() {
        tick(ONE, 0, 200);
        for (int i = 0; i < 12; i++) {
            tick(ONE, pace.allowance(ONE), 0);
        }
        assertThat(pace.allowance(ONE)).isGreaterThanOrEqualTo(Pace.USUAL);
    }

    @Test
    void aNarrowRouteGetsALittleMoreThanItTakes() {
        for (int i = 0; i < 100; i++) {
            int brought = pace.allowance(ONE);
            tick(ONE, Math.min(20, brought), Math.max(0, brought - 20));
        }
        assertThat(pace.perTick(ONE)).isBetween(15.0, 20.0);
        assertThat(pace.allowance(ONE)).isBetween(15, 40);
    }

    @Test
    void whatFallsBackNowAndThenDoesNotSlowAFlowDown() {
        for (int i = 0; i < 100; i++) {
            tick(ONE, 300, 10);
        }
        assertThat(pace.allowance(ONE)).isGreaterThan(500);
    }
}

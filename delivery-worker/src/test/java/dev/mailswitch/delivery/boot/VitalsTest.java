package dev.mailswitch.delivery.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class VitalsTest {

    private boolean reachable = true;
    private long nanos;
    private final Vitals vitals = new Vitals(() -> reachable, () -> nanos);

    private void pass(Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            nanos += Duration.ofSeconds(1).toNanos();
            vitals.look();
        }
    }

    @Test
    void aLoopThatHangsWithADatabaseIsStuck() {
        pass(Duration.ofMinutes(2));
        assertThat(vitals.counted(Duration.ofMinutes(2))).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void aLoopThatWaitsForTheDatabaseIsNot() {
        reachable = false;
        pass(Duration.ofMinutes(30));
        assertThat(vitals.counted(Duration.ofMinutes(30))).isZero();
        reachable = true;
        pass(Duration.ofSeconds(3));
        assertThat(vitals.counted(Duration.ofMinutes(30))).isEqualTo(Duration.ofSeconds(3));
    }
}

package dev.mailswitch.delivery.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SimulationTest {
    @Test
    void runs() {
        System.out.println(World.run(Long.getLong("simulation.seed", 1), 100_000, java.time.Duration.ofDays(3)));
        assertThat(1).isEqualTo(1);
    }
}

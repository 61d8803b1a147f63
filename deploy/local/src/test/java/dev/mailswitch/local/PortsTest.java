package dev.mailswitch.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void whatDiffersIsSaidByTheVariablesThatChooseIt() {
        Ports others = new Ports(18080, 9000, 8081, 5442, 9193);
        assertThat(Ports.USUAL.different(others))
                .isEqualTo(
                        "MAILSWITCH_API_PORT is 8080, not 18080,"
                                + " MAILSWITCH_KAFKA_PORT is 9192, not 9193");
        assertThat(Ports.USUAL.different(Ports.USUAL)).isEmpty();
    }

    @Test
    void noPortIsGivenOutTwiceNorOneThatAConnectionMayTake() {
        Set<Integer> given = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            Ports ports = Ports.free();
            Ports second = ports.withFreeWorker();
            assertThat(second.kafka()).isEqualTo(ports.kafka());
            for (int port :
                    new int[] {
                        ports.api(),
                        ports.management(),
                        ports.worker(),
                        ports.postgres(),
                        ports.kafka(),
                        second.worker()
                    }) {
                assertThat(given.add(port)).as("given out for the first time").isTrue();
                assertThat(port).isBetween(1_024, 32_767);
            }
        }
    }
}

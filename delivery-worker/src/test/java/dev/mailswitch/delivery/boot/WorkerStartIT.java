package dev.mailswitch.delivery.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mailswitch.ledger.Schema;
import dev.mailswitch.stack.TestStack;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

/// Starting that does not succeed leaves nothing behind, so that it can be tried again.
class WorkerStartIT {

    @Test
    void aKafkaThatCannotBeFoundLeavesNoLeaseAndNoConnection() throws Exception {
        TestStack.TestDatabase database = TestStack.freshDatabase();
        try (AgroalDataSource hot = TestPools.hot(database);
                AgroalDataSource readers = TestPools.readers(database);
                AgroalDataSource lease = TestPools.lease(database)) {
            Schema.migrate(readers);
            TestConfig config =
                    new TestConfig(
                            "nowhere.invalid:9092", 4, 4, Duration.ofSeconds(1), Duration.ZERO);
            var pools = new Worker.Pools(hot, readers, lease);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> new Worker(config, pools, new SimpleMeterRegistry()))
                        .isInstanceOf(KafkaException.class);
            }
            assertThat(workers(readers)).isZero();
            assertThat(hot.getMetrics().activeCount()).isZero();
            // The loop that renews has ended too: it would bring the row back.
            await().during(Duration.ofSeconds(6))
                    .atMost(Duration.ofSeconds(8))
                    .untilAsserted(() -> assertThat(workers(readers)).isZero());
        }
    }

    private static long workers(AgroalDataSource readers) throws SQLException {
        try (Connection connection = readers.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM worker")) {
            row.next();
            return row.getLong(1);
        }
    }
}

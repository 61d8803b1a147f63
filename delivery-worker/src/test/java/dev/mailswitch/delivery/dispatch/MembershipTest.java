package dev.mailswitch.delivery.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.mail.Lane;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.Test;

class MembershipTest {

    private boolean safe = true;
    private long nanos;
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final Membership membership =
            new Membership(
                    consumer,
                    "topic",
                    new Announced(
                            Lane.BULK,
                            consumer,
                            partitions -> new CompletableFuture<>(),
                            (lane, read) -> {},
                            () -> nanos),
                    () -> safe,
                    () -> nanos);

    @Test
    void aWorkerThatIsCutOffFromTheDatabaseLeavesAfterAWhileAndComesBack() {
        assertThat(membership.keep()).isTrue();
        assertThat(consumer.subscription()).containsExactly("topic");
        safe = false;
        nanos += Membership.PATIENCE.toNanos();
        assertThat(membership.keep()).isTrue();
        nanos++;
        assertThat(membership.overdue()).isTrue();
        assertThat(membership.keep()).isFalse();
        assertThat(consumer.subscription()).isEmpty();
        safe = true;
        assertThat(membership.keep()).isTrue();
        assertThat(consumer.subscription()).containsExactly("topic");
    }

    @Test
    void aShortAbsenceCostsNobodyARebalance() {
        membership.keep();
        for (int i = 0; i < 10; i++) {
            safe = i % 2 == 0;
            nanos += Membership.PATIENCE.toNanos() / 2;
            assertThat(membership.keep()).isTrue();
        }
    }
}

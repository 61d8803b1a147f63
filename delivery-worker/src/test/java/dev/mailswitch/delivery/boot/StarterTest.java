package dev.mailswitch.delivery.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class StarterTest {

    private static final Starter.Pauses SHORT =
            new Starter.Pauses(Duration.ofMillis(1), Duration.ofMillis(5));

    private final AtomicInteger attempts = new AtomicInteger();

    private Starter<String> begun(Starter.Attempt<String> attempt) {
        Starter<String> starter = new Starter<>(attempt, SHORT);
        starter.begin();
        return starter;
    }

    @Test
    void whatIsAwayIsWaitedFor() throws InterruptedException {
        Starter<String> starter =
                begun(
                        () ->
                                switch (attempts.incrementAndGet()) {
                                    case 1 -> throw new SQLException("no database", "08001");
                                    case 2 -> throw new KafkaException("no such host");
                                    case 3 -> throw new IllegalStateException("a bug, once");
                                    default -> "started";
                                });
        await().untilAsserted(() -> assertThat(starter.started()).contains("started"));
        assertThat(starter.failed()).isFalse();
        assertThat(starter.stop()).contains("started");
    }

    @Test
    void aSettingThatCannotBeUsedFailsAtOnce() {
        Starter<String> starter =
                begun(
                        () -> {
                            attempts.incrementAndGet();
                            throw new IllegalArgumentException("no key");
                        });
        await().untilAsserted(() -> assertThat(starter.failed()).isTrue());
        assertThat(attempts).hasValue(1);
    }

    @Test
    void anErrorOrABugThatStaysFailsForGood() {
        Starter<String> error =
                begun(
                        () -> {
                            throw new NoClassDefFoundError("half an update");
                        });
        await().untilAsserted(() -> assertThat(error.failed()).isTrue());
        Starter<String> bug =
                begun(
                        () -> {
                            throw new IllegalStateException("a bug");
                        });
        await().untilAsserted(() -> assertThat(bug.failed()).isTrue());
    }

    @Test
    void itStopsWhileItWaits() throws InterruptedException {
        Starter<String> starter =
                begun(
                        () -> {
                            attempts.incrementAndGet();
                            throw new SQLException("no database", "08001");
                        });
        await().untilAsserted(() -> assertThat(attempts).hasValueGreaterThan(2));
        assertThat(starter.stop()).isEmpty();
        int then = attempts.get();
        await().pollDelay(Duration.ofMillis(50)).until(() -> true);
        assertThat(attempts).hasValue(then);
    }
}

package dev.mailswitch.delivery.worklist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoopTest {

    private static final Duration PAUSE = Duration.ofMillis(5);

    @Test
    void noFailureEndsIt() {
        AtomicInteger turns = new AtomicInteger();
        try (Loop loop =
                new Loop(
                        "failing",
                        PAUSE,
                        () -> {
                            switch (turns.incrementAndGet()) {
                                case 1 -> throw new IllegalStateException("a bug");
                                case 2 -> throw new StackOverflowError();
                                case 3 -> throw new InterruptedException("not by us");
                                case 4 -> throw new NoClassDefFoundError("half an update");
                                default -> {}
                            }
                        })) {
            await().untilAsserted(() -> assertThat(turns).hasValueGreaterThan(5));
            assertThat(loop.overdue()).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void aTurnThatHangsShows() {
        CountDownLatch never = new CountDownLatch(1);
        try (Loop loop = new Loop("hanging", PAUSE, never::await)) {
            await().untilAsserted(
                            () -> assertThat(loop.overdue()).isGreaterThan(Duration.ofMillis(100)));
        }
    }

    @Test
    void aPauseIsNotAHang() {
        try (Loop loop = new Loop("hourly", Duration.ofHours(1), () -> {})) {
            await().pollDelay(Duration.ofMillis(100)).until(() -> true);
            assertThat(loop.overdue()).isZero();
        }
    }

    @Test
    void afterItsEndNothingIsDone() {
        AtomicInteger turns = new AtomicInteger();
        Loop loop = new Loop("ending", Duration.ZERO, turns::incrementAndGet);
        await().untilAsserted(() -> assertThat(turns).hasPositiveValue());
        loop.close();
        int then = turns.get();
        await().pollDelay(Duration.ofMillis(50)).until(() -> true);
        assertThat(turns).hasValue(then);
    }
}

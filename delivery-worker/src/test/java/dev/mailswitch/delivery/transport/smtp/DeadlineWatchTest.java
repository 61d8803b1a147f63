package dev.mailswitch.delivery.transport.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeadlineWatchTest {

    @Test
    void whatOneItemThrowsCostsTheOthersNothing() {
        AtomicInteger thrown = new AtomicInteger();
        AtomicInteger ticks = new AtomicInteger();
        DeadlineWatch.Watched broken =
                now -> {
                    thrown.incrementAndGet();
                    throw new StackOverflowError("bug");
                };
        DeadlineWatch.Watched sound = now -> ticks.incrementAndGet();
        try (DeadlineWatch watch = new DeadlineWatch()) {
            watch.add(broken);
            watch.add(sound);

            await().untilAsserted(() -> assertThat(thrown).hasValueGreaterThan(1));
            int before = ticks.get();
            await().untilAsserted(() -> assertThat(ticks).hasValueGreaterThan(before + 1));
            assertThat(watch.sinceTurn()).isLessThan(Duration.ofSeconds(10));
            watch.remove(broken);
            watch.remove(sound);
        }
    }

    @Test
    void aTurnThatHangsIsSeen() throws InterruptedException {
        var hold = new java.util.concurrent.CountDownLatch(1);
        DeadlineWatch.Watched hanging =
                now -> {
                    try {
                        hold.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                };
        try (DeadlineWatch watch = new DeadlineWatch()) {
            watch.add(hanging);

            await().untilAsserted(
                            () ->
                                    assertThat(watch.sinceTurn())
                                            .isGreaterThan(Duration.ofMillis(700)));
            watch.remove(hanging);
            hold.countDown();
        }
    }
}

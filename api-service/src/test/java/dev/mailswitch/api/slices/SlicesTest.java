package dev.mailswitch.api.slices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SlicesTest {

    private static final Instant MIDNIGHT = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private Instant now = MIDNIGHT.minusSeconds(1);
    private final Ledger ledger = new Ledger();
    private final Slices slices = new Slices(ledger, () -> now);

    /// As the ledger's allowances do it, in memory.
    private static final class Ledger implements Slices.Source {
        private final Map<String, Long> leased = new HashMap<>();
        private int asked;

        @Override
        public long lease(String name, Instant start, long limit, long wanted) {
            asked++;
            long before = leased.getOrDefault(name + start, 0L);
            long granted = Math.max(0, Math.min(wanted, limit - before));
            leased.put(name + start, before + granted);
            return granted;
        }
    }

    private static Slices.Period day(Instant start, long limit) {
        return new Slices.Period("quota", start, start.plus(DAY), limit);
    }

    private boolean take(Slices.Period period, long wanted) throws SQLException {
        return slices.take(period, wanted).granted();
    }

    @Test
    void aSmallLimitIsExactAndALargeOneCostsAStatementAThousandthOfIt() throws SQLException {
        Slices.Period small = day(MIDNIGHT, 3);
        assertThat(List.of(take(small, 1), take(small, 1), take(small, 1), take(small, 1)))
                .containsExactly(true, true, true, false);
        ledger.asked = 0;
        Slices.Period large = new Slices.Period("large", MIDNIGHT, MIDNIGHT.plus(DAY), 100_000);
        for (int i = 0; i < 1_000; i++) {
            assertThat(take(large, 1)).isTrue();
        }
        assertThat(ledger.asked).isEqualTo(10);
        assertThat(slices.take(large, 1).remaining()).isEqualTo(98_999);
    }

    @Test
    void aLimitUsedUpIsNotAskedForAgainUntilThePeriodEndsOrItIsRaised() throws SQLException {
        Slices.Period today = day(MIDNIGHT, 2);
        assertThat(take(today, 3)).isFalse(); // two are leased, and no more can be
        assertThat(take(today, 2)).isTrue();
        ledger.asked = 0;
        for (int i = 0; i < 100; i++) {
            assertThat(slices.take(today, 1)).isEqualTo(new Slices.Grant(false, 0));
        }
        assertThat(ledger.asked).isZero();
        assertThat(take(day(MIDNIGHT, 5), 3)).isTrue();
        assertThat(take(day(MIDNIGHT.plus(DAY), 2), 2)).isTrue();
    }

    @Test
    void whatIsGivenBackCanBeTakenEvenWhenTheLimitIsUsedUp() throws SQLException {
        Slices.Period today = day(MIDNIGHT, 1);
        assertThat(take(today, 1)).isTrue();
        assertThat(take(today, 1)).isFalse();
        slices.giveBack(today, 1);
        assertThat(take(today, 1)).isTrue();
    }

    @Test
    void whoBeganBeforeMidnightLeavesTheNewPeriodAsItIs() throws SQLException {
        Slices.Period yesterday = day(MIDNIGHT.minus(DAY), 1_000_000);
        Slices.Period today = day(MIDNIGHT, 1_000_000);
        assertThat(take(yesterday, 1)).isTrue();
        assertThat(take(today, 1)).isTrue();
        ledger.asked = 0;
        slices.giveBack(yesterday, 500);
        assertThat(slices.take(today, 1)).isEqualTo(new Slices.Grant(true, 999_998));
        assertThat(ledger.asked).isZero();
        assertThat(take(yesterday, 7)).isTrue();
        assertThat(ledger.leased).containsEntry("quota" + MIDNIGHT.minus(DAY), 1_007L);
        ledger.asked = 0;
        assertThat(slices.take(today, 1)).isEqualTo(new Slices.Grant(true, 999_997));
        assertThat(ledger.asked).isZero();
    }

    @Test
    void onlyWhatHasEndedIsForgotten() throws SQLException {
        Slices.Period month =
                new Slices.Period("month", MIDNIGHT, MIDNIGHT.plus(DAY.multipliedBy(31)), 100_000);
        now = MIDNIGHT;
        assertThat(take(month, 1)).isTrue();
        ledger.asked = 0;
        for (int minute = 0; minute < 20; minute++) {
            now = MIDNIGHT.plus(Duration.ofMinutes(minute));
            for (int key = 0; key < 1_000; key++) {
                take(new Slices.Period("cap/" + key, now, now.plusSeconds(60), 10), 1);
                take(
                        new Slices.Period(
                                "cap/" + minute + "/" + key, now, now.plusSeconds(60), 10),
                        1);
            }
        }
        assertThat(slices.size()).isBetween(2_001, 4_001);
        ledger.asked = 0;
        assertThat(take(month, 1)).isTrue();
        assertThat(ledger.asked).as("the month's slice is still here").isZero();
    }

    @Test
    void nobodyWaitsForEverAndOnlySoManyWaitAtAll() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        Slices stuck =
                new Slices(
                        (name, start, limit, wanted) -> {
                            asked.incrementAndGet();
                            awaited(answer);
                            return wanted;
                        },
                        () -> now);
        AtomicInteger granted = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            threads.add(
                    Thread.startVirtualThread(
                            () -> {
                                try {
                                    stuck.take(day(MIDNIGHT, 10), 1);
                                    granted.incrementAndGet();
                                } catch (SQLException busy) {
                                    refused.incrementAndGet();
                                }
                            }));
        }
        await("those that are too many")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(refused).hasValueBetween(450, 1_499));
        await("the others have had enough")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(refused).hasValue(1_499));
        answer.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(granted).hasValue(1);
        assertThat(asked).hasValue(1);
    }

    @Test
    void aDatabaseThatIsAwayIsNoUsedUpLimit() throws SQLException {
        boolean[] away = {true};
        Slices some =
                new Slices(
                        (name, start, limit, wanted) -> {
                            if (away[0]) {
                                throw new SQLException("away", "08006");
                            }
                            return wanted;
                        },
                        () -> now);
        assertThatThrownBy(() -> some.take(day(MIDNIGHT, 1), 1)).isInstanceOf(SQLException.class);
        away[0] = false;
        assertThat(some.take(day(MIDNIGHT, 1), 1).granted()).isTrue();
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}

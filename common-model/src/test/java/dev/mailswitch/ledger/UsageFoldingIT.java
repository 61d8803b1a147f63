package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.ledger.UsageDeltas.Delta;
import dev.mailswitch.ledger.reading.UsageReader;
import dev.mailswitch.model.id.EnvironmentId;
import io.agroal.api.AgroalDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Deltas become totals, and whoever sums up notices nothing.
class UsageFoldingIT {

    private static final LocalDate FIRST = LocalDate.parse("2026-01-30");
    private static final LocalDate SECOND = LocalDate.parse("2026-01-31");

    private final EnvironmentId other = new EnvironmentId(new UUID(7, 7));
    private TestLedger ledger;
    private UsageDeltas deltas;
    private UsageFolding folding;
    private UsageReader reader;

    @BeforeEach
    void open() throws Exception {
        ledger = TestLedger.open();
        deltas = new UsageDeltas(ledger.pool);
        folding = new UsageFolding(ledger.pool);
        reader = new UsageReader(ledger.pool);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void eachDayAndEnvironmentHasOneTotalThatLaterDeltasAreAddedTo() throws Exception {
        deltas.add(
                List.of(
                        delta(FIRST, ledger.environment, 1),
                        delta(FIRST, ledger.environment, 2),
                        delta(FIRST, other, 4),
                        delta(SECOND, other, 8)));
        List<UsageReader.Day> before = days();
        assertThat(folding.turn()).isEqualTo(4);
        assertThat(days()).isEqualTo(before).hasSize(3);
        assertThat(rows()).containsExactlyInAnyOrder("3 true", "4 true", "8 true");

        deltas.add(List.of(delta(FIRST, ledger.environment, 16), delta(SECOND, other, 32)));
        before = days();
        assertThat(folding.turn()).isEqualTo(2);
        assertThat(days()).isEqualTo(before);
        assertThat(rows()).containsExactlyInAnyOrder("19 true", "4 true", "40 true");

        assertThat(folding.turn()).isZero();
        assertThat(rows()).containsExactlyInAnyOrder("19 true", "4 true", "40 true");
    }

    @Test
    void aBatchIsBoundedAndTakesTheOldest() throws Exception {
        for (int i = 0; i < 5; i++) {
            deltas.add(Collections.nCopies(5, delta(FIRST, other, 1L << i)));
        }
        assertThat(folding.fold(10)).isEqualTo(10);
        assertThat(rows())
                .hasSize(16)
                .contains("15 true", "4 false", "8 false", "16 false")
                .doesNotContain("1 false", "2 false");
        assertThat(folding.fold(10)).isEqualTo(10);
        assertThat(folding.fold(10)).isEqualTo(5);
        assertThat(rows()).containsExactly("155 true");
    }

    @Test
    void aTurnGoesOnUntilNothingIsLeft() throws Exception {
        deltas.add(Collections.nCopies(2_500, delta(FIRST, other, 1)));
        assertThat(folding.turn()).isEqualTo(2_500);
        assertThat(rows()).containsExactly("2500 true");
    }

    /// A reader finds at least what was committed before it looked, and no more than what had been
    /// begun when it was done, and never less than a reader before it.
    @Test
    void whoReadsWhileManyWriteAndFoldFindsEachDeltaOnce() throws Exception {
        AtomicLong begun = new AtomicLong();
        AtomicLong committed = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < 3; writer++) {
                int seed = writer;
                writers.add(
                        threads.submit(
                                () -> {
                                    write(new Random(seed), begun, committed);
                                    return null;
                                }));
            }
            List<Future<Long>> folders = new ArrayList<>();
            for (int folder = 0; folder < 3; folder++) {
                folders.add(threads.submit(() -> foldUntil(over)));
            }
            Future<Long> reads = threads.submit(() -> readUntil(over, begun, committed));
            try {
                for (Future<?> writer : writers) {
                    writer.get();
                }
            } finally {
                over.set(true);
            }
            long folded = 0;
            for (Future<Long> folder : folders) {
                folded += folder.get();
            }
            assertThat(folded).isPositive();
            assertThat(reads.get()).isPositive();
        }
        folding.turn();
        assertThat(sum()).isEqualTo(committed.get());
        assertThat(rows()).hasSize(4).allMatch(row -> row.endsWith(" true"));
    }

    private void write(Random random, AtomicLong begun, AtomicLong committed) throws SQLException {
        for (int i = 0; i < 100; i++) {
            List<Delta> some = new ArrayList<>();
            for (LocalDate day : List.of(FIRST, SECOND)) {
                for (EnvironmentId environment : List.of(ledger.environment, other)) {
                    some.add(delta(day, environment, 1 + random.nextInt(9)));
                }
            }
            Collections.shuffle(some, random);
            long amount = some.stream().mapToLong(Delta::amount).sum();
            begun.addAndGet(amount);
            deltas.add(some);
            committed.addAndGet(amount);
        }
    }

    private long foldUntil(AtomicBoolean over) throws SQLException {
        long folded = 0;
        while (!over.get()) {
            folded += folding.fold(7);
        }
        return folded;
    }

    private long readUntil(AtomicBoolean over, AtomicLong begun, AtomicLong committed)
            throws SQLException {
        long reads = 0;
        long last = 0;
        while (!over.get()) {
            long least = Math.max(last, committed.get());
            last = sum();
            assertThat(last).isBetween(least, begun.get());
            reads++;
        }
        return reads;
    }

    @Test
    void aFoldThatIsKilledHalfWayHasTakenNothing() throws Exception {
        deltas.add(List.of(delta(FIRST, other, 1)));
        folding.turn();
        deltas.add(Collections.nCopies(5, delta(FIRST, other, 10)));
        try (AgroalDataSource patient =
                        TestPool.open(
                                ledger.database,
                                1,
                                " -c lock_timeout=0 -c statement_timeout=0"
                                        + " -c transaction_timeout=0");
                Connection holder = ledger.database.connect();
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            holder.setAutoCommit(false);
            holder.createStatement()
                    .executeQuery("SELECT id FROM usage_delta WHERE folded FOR UPDATE");
            Future<Integer> fold = threads.submit(() -> new UsageFolding(patient).fold(10));
            // The deltas are taken away; the total they go to is in other hands.
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(20))
                    .untilAsserted(() -> assertThat(waiting()).hasSize(1));
            assertThat(sum()).isEqualTo(51);
            ledger.strings("SELECT pg_terminate_backend(?)", waiting().getFirst());
            assertThatThrownBy(fold::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(SQLException.class);
            holder.rollback();
        }
        assertThat(rows())
                .containsExactlyInAnyOrder(
                        "1 true", "10 false", "10 false", "10 false", "10 false", "10 false");
        assertThat(folding.turn()).isEqualTo(5);
        assertThat(rows()).containsExactly("51 true");
    }

    /// The sessions that fold and wait for a row.
    private List<Integer> waiting() throws SQLException {
        return ledger
                .strings(
                        """
                        SELECT pid FROM pg_stat_activity
                         WHERE datname = current_database() AND wait_event_type = 'Lock'
                           AND query LIKE '%DELETE FROM usage_delta%'""")
                .stream()
                .map(Integer::valueOf)
                .toList();
    }

    private Delta delta(LocalDate day, EnvironmentId environment, long amount) {
        return new Delta(
                day, ledger.organisation, environment, UsageDeltas.GLOBAL_ENDPOINT_SENDS, amount);
    }

    private List<UsageReader.Day> days() throws SQLException {
        return reader.days(ledger.organisation, null, FIRST, SECOND, 100);
    }

    private long sum() throws SQLException {
        return days().stream().mapToLong(UsageReader.Day::globalEndpointSends).sum();
    }

    private List<String> rows() throws SQLException {
        return ledger.strings("SELECT amount || ' ' || folded FROM usage_delta");
    }
}

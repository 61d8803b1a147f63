package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.mailswitch.model.id.EmailId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Group commit: full, with bad units, and when it stops.
class BatcherIT {

    private TestLedger ledger;

    @BeforeEach
    void open() throws Exception {
        ledger = TestLedger.open();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void aBadMailIsFoundOutAndTheOthersOfItsBatchAreAccepted() throws Exception {
        List<NewMail> mails = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            MailDraft draft = ledger.mail();
            mails.add((i == 7 ? draft.metadata("{not json") : draft).build());
        }
        // One transaction at a time, held up until all twenty wait for the next.
        Batcher.Limits limits = new Batcher.Limits(200, 4L << 20, 256L << 10, 1, 100);
        try (Accepting accepting = ledger.accepting(ledger.pool, limits);
                Connection blocker = ledger.database.connect();
                Statement statement = blocker.createStatement();
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            blocker.setAutoCommit(false);
            statement.execute("LOCK TABLE work IN EXCLUSIVE MODE");
            Future<Acceptance> first =
                    callers.submit(() -> accepting.accept(ledger.mail().build()));
            List<Future<Acceptance>> answers = new ArrayList<>();
            org.awaitility.Awaitility.await()
                    .untilAsserted(() -> assertThat(accepting.waiting()).isZero());
            for (NewMail mail : mails) {
                answers.add(callers.submit(() -> accepting.accept(mail)));
            }
            blocker.rollback();
            first.get(10, TimeUnit.SECONDS);
            for (int i = 0; i < 20; i++) {
                Future<Acceptance> answer = answers.get(i);
                if (i == 7) {
                    assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
                            .isInstanceOf(ExecutionException.class)
                            .hasCauseInstanceOf(IllegalStateException.class);
                } else {
                    assertThat(answer.get(10, TimeUnit.SECONDS))
                            .isInstanceOf(Acceptance.Accepted.class);
                }
            }
        }
        assertThat(ledger.number("SELECT count(*) FROM email")).isEqualTo(20);
    }

    @Test
    void aBadMailDoesNotStopTheOthersOfItsClaim() throws Exception {
        List<EmailId> ids = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            ids.add(ledger.accept());
        }
        EmailId bad = ids.get(4);
        List<Claimed> claimed =
                ledger.claiming.claim(
                        ledger.epoch,
                        ids,
                        (mail, now) -> {
                            Plan plan = new SendAll(ledger.first).decide(mail, now);
                            Plan.Call call = plan.calls().getFirst();
                            // Two attempts of one number: the database refuses the second.
                            return mail.id().equals(bad)
                                    ? new Plan(List.of(call, call), List.of(), List.of())
                                    : plan;
                        });
        assertThat(claimed).hasSize(8).noneMatch(c -> c.mail().id().equals(bad));
        assertThat(ledger.number("SELECT count(*) FROM work WHERE holder IS NOT NULL"))
                .isEqualTo(8);
        assertThat(
                        ledger.number(
                                "SELECT count(*) FROM work WHERE due_at > now() + interval '50 min'"))
                .as("it rests")
                .isEqualTo(1);
    }

    @Test
    void aDecisionThatFailsCostsThatMailAMinuteNotItsBatch() throws Exception {
        EmailId bad = ledger.accept();
        EmailId good = ledger.accept();
        List<Claimed> claimed =
                ledger.claiming.claim(
                        ledger.epoch,
                        List.of(bad, good),
                        (mail, now) -> {
                            if (mail.id().equals(bad)) {
                                throw new IllegalStateException("a bug");
                            }
                            return new SendAll(ledger.first).decide(mail, now);
                        });
        assertThat(claimed).hasSize(1);
        assertThat(
                        ledger.number(
                                """
                                SELECT count(*) FROM work WHERE email_id = ? AND holder IS NULL
                                   AND due_at BETWEEN now() + interval '50 s' AND now() + interval '61 s'""",
                                bad.value()))
                .isEqualTo(1);
    }

    @Test
    void aFullWaitingRoomSaysSoAtOnce() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Batcher.Limits limits = new Batcher.Limits(1, 1_000, 100, 1, 3);
        try (Batcher<Integer, Integer> batcher =
                new Batcher<>(
                        "test",
                        ledger.pool,
                        limits,
                        unit -> 1,
                        (connection, units) -> {
                            running.countDown();
                            await(go);
                            return units;
                        })) {
            List<CompletableFuture<Integer>> answers = new ArrayList<>();
            answers.add(batcher.offer(0));
            assertThat(running.await(5, TimeUnit.SECONDS)).isTrue();
            for (int i = 1; i <= 3; i++) {
                answers.add(batcher.offer(i));
            }
            assertThat(batcher.waiting()).isEqualTo(3);
            assertThatThrownBy(() -> batcher.offer(4)).isInstanceOf(LedgerBusy.class);
            go.countDown();
            for (int i = 0; i <= 3; i++) {
                assertThat(answers.get(i).get(5, TimeUnit.SECONDS)).isEqualTo(i);
            }
        }
    }

    @Test
    void whoHasWaitedInVainIsToldWhetherItMayBeWritten() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        List<Integer> written = new CopyOnWriteArrayList<>();
        Batcher.Limits limits = new Batcher.Limits(1, 1_000, 100, 1, 3);
        try (Batcher<Integer, Integer> batcher =
                new Batcher<>(
                        "test",
                        ledger.pool,
                        limits,
                        unit -> 1,
                        (connection, units) -> {
                            running.countDown();
                            await(go);
                            written.addAll(units);
                            return units;
                        })) {
            CompletableFuture<Throwable> first =
                    CompletableFuture.supplyAsync(
                            () -> catchThrowable(() -> batcher.submit(0, Duration.ofMillis(500))));
            assertThat(running.await(5, TimeUnit.SECONDS)).isTrue();

            assertThatThrownBy(() -> batcher.submit(1, Duration.ofMillis(1)))
                    .as("it has not begun")
                    .isInstanceOf(LedgerBusy.class);
            assertThat(batcher.waiting()).isZero();
            assertThat(first.get(5, TimeUnit.SECONDS))
                    .as("it is on its way")
                    .isInstanceOfSatisfying(
                            LedgerUnavailable.class, slow -> assertThat(slow.slow()).isTrue());
            go.countDown();
        }
        assertThat(written).containsExactly(0);
    }

    @Test
    void whatTookTooLongIsNotADatabaseThatIsAway() throws Exception {
        for (String state : List.of("57014", "08006")) {
            try (Batcher<Integer, Integer> batcher =
                    new Batcher<>(
                            "test",
                            ledger.pool,
                            new Batcher.Limits(1, 1_000, 100, 1, 3),
                            unit -> 1,
                            (connection, units) -> {
                                throw new SQLException("no", state);
                            })) {
                assertThatThrownBy(() -> batcher.submit(0))
                        .isInstanceOfSatisfying(
                                LedgerUnavailable.class,
                                told -> assertThat(told.slow()).isEqualTo(state.equals("57014")));
            }
        }
    }

    @Test
    void closingWritesWhatWaitsAndInterruptsNothing() throws Exception {
        Batcher.Limits limits = new Batcher.Limits(5, 1_000_000, 100_000, 2, 200);
        Batcher<Integer, Integer> batcher =
                new Batcher<>(
                        "test",
                        ledger.pool,
                        limits,
                        unit -> 1,
                        (connection, units) -> {
                            try (Statement statement = connection.createStatement()) {
                                statement.execute("SELECT pg_sleep(0.02)");
                            }
                            return units;
                        });
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(batcher.offer(i));
        }
        batcher.close();
        assertThat(answers).allMatch(CompletableFuture::isDone);
        for (int i = 0; i < 100; i++) {
            assertThat(answers.get(i).get()).isEqualTo(i);
        }
        assertThatThrownBy(() -> batcher.offer(1)).isInstanceOf(LedgerBusy.class);
    }

    @Test
    void batchesKeepTheirLimits() throws Exception {
        List<Integer> sizes = java.util.Collections.synchronizedList(new ArrayList<>());
        CountDownLatch go = new CountDownLatch(1);
        Batcher.Limits limits = new Batcher.Limits(4, 100, 60, 1, 100);
        try (Batcher<Integer, Integer> batcher =
                new Batcher<>(
                        "test",
                        ledger.pool,
                        limits,
                        unit -> unit,
                        (connection, units) -> {
                            await(go);
                            sizes.add(units.size());
                            return units;
                        })) {
            List<CompletableFuture<Integer>> answers = new ArrayList<>();
            // The first goes alone; then four, then one that is too large, then by bytes.
            for (int bytes : new int[] {1, 1, 1, 1, 1, 61, 50, 50, 50}) {
                answers.add(batcher.offer(bytes));
                if (answers.size() == 1) {
                    org.awaitility.Awaitility.await()
                            .untilAsserted(() -> assertThat(batcher.waiting()).isZero());
                }
            }
            go.countDown();
            for (CompletableFuture<Integer> answer : answers) {
                answer.get(5, TimeUnit.SECONDS);
            }
        }
        assertThat(sizes).containsExactly(1, 4, 1, 2, 1);
    }

    @Test
    void anAnswerIsWrittenWhenWhatFollowsFromItCannotBe() throws Exception {
        EmailId id = ledger.accept();
        Claimed claimed = ledger.claimOne(id);
        ledger.run("ALTER TABLE event ADD CONSTRAINT no_more CHECK (type <> 3) NOT VALID");
        assertThat(ledger.settle(claimed, TestLedger.accepted())).isEqualTo(Settlement.Result.LATE);
        assertThat(ledger.strings("SELECT provider_message_id FROM attempt"))
                .containsExactly("provider-id");
        assertThat(ledger.number("SELECT count(*) FROM work WHERE holder = ?", ledger.epoch))
                .as("for the sweeper")
                .isEqualTo(1);
    }

    @Test
    void anAnswerWaitsWhileTheDatabaseDoesNotUnderstandUs() throws Exception {
        EmailId id = ledger.accept();
        Claimed claimed = ledger.claimOne(id);
        ledger.run("ALTER TABLE work RENAME COLUMN deaths TO dead");
        try (ExecutorService caller = Executors.newSingleThreadExecutor()) {
            Future<Settlement.Result> settled =
                    caller.submit(() -> ledger.settle(claimed, TestLedger.accepted()));
            assertThatThrownBy(() -> settled.get(1, TimeUnit.SECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            ledger.run("ALTER TABLE work RENAME COLUMN dead TO deaths");
            assertThat(settled.get(10, TimeUnit.SECONDS)).isEqualTo(Settlement.Result.DONE);
        }
        assertThat(ledger.mailState(id)).isEqualTo("sent");
    }

    @Test
    void anAnswerAboutAMailNoLongerKeptHoldsNobodyUp() throws Exception {
        EmailId old =
                EmailId.mint(java.time.Instant.parse("2024-01-01T00:00:00Z"), TestLedger.RANDOM);
        assertThat(
                        ledger.settling.settle(
                                new Settlement(
                                        old,
                                        ledger.epoch,
                                        1,
                                        List.of(
                                                new Settlement.Answer(
                                                        0, 1, TestLedger.accepted(), false)))))
                .isEqualTo(Settlement.Result.LATE);
    }

    @Test
    void whoWaitsForAUnitThatDidNotFitIsToldWhenItStops() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Batcher<Integer, Integer> batcher =
                new Batcher<>(
                        "test",
                        ledger.pool,
                        new Batcher.Limits(4, 100, 60, 1, 100),
                        unit -> unit,
                        (connection, units) -> {
                            if (running.getCount() > 0) {
                                running.countDown();
                                await(go);
                                return units;
                            }
                            throw new SQLException("away", "08006");
                        },
                        (unit, refusal) -> Optional.empty());
        batcher.offer(1);
        assertThat(running.await(5, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Integer> small = batcher.offer(1);
        CompletableFuture<Integer> large = batcher.offer(61);
        go.countDown();
        Awaitility.await().untilAsserted(() -> assertThat(batcher.waiting()).isZero());
        batcher.close();
        for (CompletableFuture<Integer> answer : List.of(small, large)) {
            assertThatThrownBy(() -> answer.get(2, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(LedgerUnavailable.class);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }
}

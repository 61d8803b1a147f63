package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Several processes that write the same mails and keys in opposite orders.
class ReplicasIT {

    private TestLedger one;
    private TestLedger two;

    @BeforeEach
    void open() throws Exception {
        one = TestLedger.open();
        two = one.replica(Duration.ZERO);
    }

    @AfterEach
    void close() {
        two.close();
        one.close();
    }

    @Test
    void crossingKeysNeverDeadlockAndEachIsOneMail() throws Exception {
        int keys = 40;
        int rounds = 12;
        for (int round = 0; round < rounds; round++) {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < keys; i++) {
                names.add(round + "-" + i);
            }
            accept(names);
        }
        assertThat(one.number("SELECT count(*) FROM email")).isEqualTo((long) keys * rounds);
        assertNoDeadlocks();
    }

    /// Both replicas take all keys, one backwards; callers of a replica gather into batches.
    private void accept(List<String> names) throws Exception {
        List<String> backwards = names.reversed();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Acceptance>> answers = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                String forward = names.get(i);
                String backward = backwards.get(i);
                answers.add(
                        callers.submit(
                                () -> one.accepting.accept(one.mail().key(forward).build())));
                answers.add(
                        callers.submit(
                                () -> two.accepting.accept(two.mail().key(backward).build())));
            }
            for (Future<Acceptance> answer : answers) {
                answer.get();
            }
        }
    }

    @Test
    void claimsSettlesAndReportsInAnyOrderNeverDeadlock() throws Exception {
        List<EmailId> ids = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            ids.add(one.accept(one.mail().to("a@x.test", "b@x.test", "c@x.test")));
        }
        for (int round = 0; round < 8; round++) {
            one.run("UPDATE work SET due_at = now(), holder = NULL");
            try (ExecutorService workers = Executors.newFixedThreadPool(6)) {
                List<Callable<Object>> work = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    TestLedger mine = i % 2 == 0 ? one : two;
                    List<EmailId> shuffled = new ArrayList<>(ids);
                    Collections.shuffle(shuffled, new java.util.Random(round * 10L + i));
                    work.add(() -> claimAndRefuse(mine, shuffled));
                }
                for (Future<Object> done : workers.invokeAll(work)) {
                    done.get();
                }
            }
        }
        assertNoDeadlocks();
    }

    private static Object claimAndRefuse(TestLedger mine, List<EmailId> ids) throws Exception {
        List<Claimed> claimed = mine.claiming.claim(mine.epoch, ids, new SendAll(mine.first));
        mine.reporting.apply(
                ids.stream()
                        .map(
                                id ->
                                        new Report(
                                                id,
                                                1,
                                                1,
                                                mine.first,
                                                dev.mailswitch.model.lifecycle.EventType.OPENED,
                                                null,
                                                false,
                                                "",
                                                "o" + TestLedger.RANDOM.nextLong(),
                                                false,
                                                null))
                        .toList());
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Collections.shuffle(claimed = new ArrayList<>(claimed));
            for (Claimed mail : claimed) {
                callers.submit(() -> mine.settle(mail, TestLedger.unavailable()));
            }
        }
        return claimed;
    }

    private void assertNoDeadlocks() throws Exception {
        two.close();
        one.close();
        assertThat(one.deadlocks()).isZero();
    }
}

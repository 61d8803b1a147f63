package dev.mailswitch.api.dialect.fluxomail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.Status;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HandoversTest {

    private static final Duration BETWEEN = Duration.ofMillis(5);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Random RANDOM = new Random(1);

    private final Map<EmailId, List<Status>> record = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();

    private Handovers.Source source() {
        return ids -> {
            asked.incrementAndGet();
            return Map.copyOf(record);
        };
    }

    @Test
    void whoeverIsOverIsToldAtOnceAndTheOthersWhenTheyAre() throws Exception {
        Handovers handovers = new Handovers(source(), BETWEEN, 10);
        EmailId sent = id();
        EmailId late = id();
        record.put(sent, List.of(Status.SENT));
        record.put(late, List.of(Status.SENT, Status.QUEUED));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Status> waiting = threads.submit(() -> handovers.await(late, LONG));
            assertThat(handovers.await(sent, LONG)).isEqualTo(Status.SENT);
            assertThat(waiting).isNotDone();
            record.put(late, List.of(Status.BOUNCED, Status.BOUNCED));
            assertThat(waiting.get()).isEqualTo(Status.BOUNCED);
        }
    }

    @Test
    void manyWaitInOneQuestion() throws Exception {
        List<EmailId> ids = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            ids.add(id());
        }
        CountDownLatch first = new CountDownLatch(1);
        AtomicInteger most = new AtomicInteger();
        Handovers handovers =
                new Handovers(
                        some -> {
                            most.accumulateAndGet(some.size(), Math::max);
                            asked.incrementAndGet();
                            first.countDown();
                            return Map.copyOf(record);
                        },
                        Duration.ofMillis(100),
                        1_000);
        List<Future<Status>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ids.forEach(id -> answers.add(threads.submit(() -> handovers.await(id, LONG))));
            first.await();
            Awaitility.await().until(() -> most.get() == 500);
            ids.forEach(id -> record.put(id, List.of(Status.SENT)));
            for (Future<Status> answer : answers) {
                assertThat(answer.get()).isEqualTo(Status.SENT);
            }
        }
        assertThat(asked.get()).isLessThan(100);
    }

    @Test
    void nobodyIsAskedWhileNobodyWaits() throws Exception {
        Handovers handovers = new Handovers(source(), BETWEEN, 10);
        EmailId id = id();
        record.put(id, List.of(Status.FAILED));
        assertThat(handovers.await(id, LONG)).isEqualTo(Status.FAILED);
        int before = asked.get();
        Awaitility.await()
                .during(Duration.ofMillis(100))
                .atMost(Duration.ofSeconds(2))
                .until(() -> asked.get() <= before + 1);
        // And somebody is again when the next one comes.
        assertThat(handovers.await(id, LONG)).isEqualTo(Status.FAILED);
    }

    @Test
    void patienceEndsAndABrokenQuestionIsAskedAgain() throws Exception {
        Handovers handovers =
                new Handovers(
                        ids -> {
                            if (asked.incrementAndGet() < 3) {
                                throw new SQLException("away");
                            }
                            return Map.copyOf(record);
                        },
                        BETWEEN,
                        10);
        EmailId id = id();
        assertThat(handovers.await(id, Duration.ofMillis(1))).isEqualTo(Status.QUEUED);
        record.put(id, List.of(Status.SENT));
        assertThat(handovers.await(id, LONG)).isEqualTo(Status.SENT);
        assertThat(asked.get()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void thoseBeyondTheBoundDoNotWait() throws Exception {
        Handovers handovers = new Handovers(source(), BETWEEN, 1);
        EmailId id = id();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Status> waiting = threads.submit(() -> handovers.await(id, LONG));
            Awaitility.await().until(() -> asked.get() > 0);
            assertThat(handovers.await(id(), LONG)).isEqualTo(Status.QUEUED);
            handovers.close();
            assertThat(waiting.get()).isEqualTo(Status.QUEUED);
        }
        assertThat(handovers.await(id, LONG)).isEqualTo(Status.QUEUED);
    }

    private static EmailId id() {
        return EmailId.mint(Instant.now(), RANDOM);
    }
}

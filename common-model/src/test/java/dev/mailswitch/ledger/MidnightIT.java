package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Idempotency keys around midnight, in sessions that live before and after it.
class MidnightIT {

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
    void twinsOnBothSidesOfMidnightMeet() throws Exception {
        try (TestLedger before = at(Duration.ofMinutes(-2));
                TestLedger after = at(Duration.ofMinutes(1));
                ExecutorService worker = Executors.newSingleThreadExecutor();
                Connection open = before.pool.getConnection()) {
            open.setAutoCommit(false);
            NewMail early = before.mail().key("k").build();
            // The earlier twin has written its key and is slow to commit.
            assertThat(Idempotency.sieve(open, List.of(early), before.clock.instant())).isEmpty();

            Future<Acceptance> late =
                    worker.submit(() -> after.accepting.accept(after.mail().key("k").build()));
            awaitBlocked();
            open.commit();
            open.setAutoCommit(true);
            assertThat(late.get(10, TimeUnit.SECONDS))
                    .isEqualTo(new Acceptance.Replayed(early.id()));
        }
    }

    @Test
    void aKeyOfYesterdayStillCountsToday() throws Exception {
        try (TestLedger before = at(Duration.ofHours(-5));
                TestLedger after = at(Duration.ofHours(5))) {
            EmailId first = before.accept(before.mail().key("k"));
            assertThat(after.accepting.accept(after.mail().key("k").build()))
                    .isEqualTo(new Acceptance.Replayed(first));
            assertThat(after.accepting.accept(after.mail().key("k", "other").build()))
                    .isEqualTo(new Acceptance.Mismatch(first));
        }
    }

    @Test
    void aKeyIsFreeAgainAfterTwentyFourHours() throws Exception {
        // A minute after midnight, and so again a day and a minute later.
        try (TestLedger first = at(Duration.ofMinutes(1));
                TestLedger second = at(Duration.ofMinutes(1).plusDays(1).plusMinutes(1))) {
            EmailId one = first.accept(first.mail().key("k"));
            Acceptance again = second.accepting.accept(second.mail().key("k").build());
            assertThat(again).isInstanceOf(Acceptance.Accepted.class);
            assertThat(again.id()).isNotEqualTo(one);
            assertThat(second.accepting.accept(second.mail().key("k").build()))
                    .isEqualTo(new Acceptance.Replayed(again.id()));
        }
    }

    @Test
    void theKeyOfAScheduledMailStandsUntilADayAfterItsTime() throws Exception {
        Instant at = ledger.clock.instant().plus(Duration.ofDays(3));
        EmailId id = ledger.accept(ledger.mail().scheduled(at).key("k"));
        try (TestLedger later = ledger.replica(Duration.ofDays(3).plusHours(23))) {
            assertThat(later.accepting.accept(later.mail().key("k").build()))
                    .isEqualTo(new Acceptance.Replayed(id));
        }
        try (TestLedger muchLater = ledger.replica(Duration.ofDays(4).plusMinutes(5))) {
            new Leaves(muchLater.pool).ensure(muchLater.clock.instant());
            assertThat(muchLater.accepting.accept(muchLater.mail().key("k").build()))
                    .isInstanceOf(Acceptance.Accepted.class);
        }
    }

    @Test
    void aClockThatIsADayWrongIsSetRightByTheDatabase() throws Exception {
        DatabaseClock wrong = new DatabaseClock(() -> Instant.now().plus(Duration.ofHours(30)));
        try (Accepting accepting =
                new Accepting(
                        ledger.pool,
                        wrong,
                        TestLedger.RANDOM,
                        Batcher.Limits.STANDARD,
                        lane -> true)) {
            EmailId id = ledger.accept(ledger.mail().key("k"));
            assertThat(accepting.accept(ledger.mail().key("k").build()))
                    .isEqualTo(new Acceptance.Replayed(id));
            assertThat(Duration.between(wrong.instant(), ledger.clock.instant()).abs())
                    .isLessThan(Duration.ofMinutes(1));
        }
    }

    @Test
    void twinsInOneBatchAreOneMail() throws Exception {
        NewMail one = ledger.mail().key("k").build();
        NewMail two = ledger.mail().key("k").build();
        try (Connection connection = ledger.pool.getConnection()) {
            Map<EmailId, Acceptance> answers =
                    Idempotency.sieve(connection, List.of(one, two), ledger.clock.instant());
            assertThat(answers).hasSize(1);
        }
    }

    @Test
    void theSameContentIsOneMailForAnHour() throws Exception {
        Duration noon = Duration.ofHours(12);
        try (TestLedger first = at(noon);
                TestLedger soon = at(noon.plusMinutes(58));
                TestLedger later = at(noon.plusMinutes(62))) {
            EmailId one = first.accept(first.mail().twins("c"));
            assertThat(soon.accepting.accept(soon.mail().twins("c").build()))
                    .isEqualTo(new Acceptance.Replayed(one));
            EmailId two = later.accept(later.mail().twins("c"));
            assertThat(two).isNotEqualTo(one);
            assertThat(later.accepting.accept(later.mail().twins("c").build()))
                    .as("the hour began anew")
                    .isEqualTo(new Acceptance.Replayed(two));
        }
    }

    @Test
    void theSameContentOnBothSidesOfMidnightIsOneMail() throws Exception {
        for (int minutes : new int[] {2, 30}) {
            try (TestLedger before = at(Duration.ofMinutes(-20));
                    TestLedger after = at(Duration.ofMinutes(minutes))) {
                EmailId one = before.accept(before.mail().twins("c" + minutes));
                assertThat(after.accepting.accept(after.mail().twins("c" + minutes).build()))
                        .isEqualTo(new Acceptance.Replayed(one));
            }
        }
        try (TestLedger before = at(Duration.ofMinutes(-58));
                TestLedger after = at(Duration.ofMinutes(4))) {
            before.accept(before.mail().twins("old"));
            assertThat(after.accepting.accept(after.mail().twins("old").build()))
                    .isInstanceOf(Acceptance.Accepted.class);
        }
    }

    @Test
    void theSameContentTwiceInOneBatchIsOneMail() throws Exception {
        NewMail one = ledger.mail().twins("c").build();
        NewMail two = ledger.mail().twins("c").build();
        try (Connection connection = ledger.pool.getConnection()) {
            connection.setAutoCommit(false);
            assertThat(Idempotency.sieve(connection, List.of(one, two), ledger.clock.instant()))
                    .containsExactlyEntriesOf(Map.of(two.id(), new Acceptance.Replayed(one.id())));
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    @Test
    void theFirstAnswerToAKeyIsTheAnswer() throws Exception {
        IdempotencyKey now = ((Once.Key) ledger.mail().key("k").once).key();
        IdempotencyKey later = ((Once.Key) ledger.mail().key("s").once).key();
        try (Answers answers = new Answers(ledger.pool)) {
            assertThat(answers.fix(now, new byte[] {1})).as("nobody holds it").isEmpty();
            ledger.accept(ledger.mail().key("k"));
            ledger.accept(
                    ledger.mail()
                            .scheduled(ledger.clock.instant().plus(Duration.ofDays(3)))
                            .key("s"));
            for (IdempotencyKey key : List.of(now, later)) {
                assertThat(answers.find(key)).isEmpty();
                assertThat(answers.fix(key, new byte[] {1})).hasValue(new byte[] {1});
                assertThat(answers.fix(key, new byte[] {2})).hasValue(new byte[] {1});
                assertThat(answers.find(key)).hasValue(new byte[] {1});
            }
        }
        try (TestLedger days = ledger.replica(Duration.ofDays(3).plusHours(1));
                Answers answers = new Answers(days.pool)) {
            new Leaves(days.pool).ensure(days.clock.instant());
            assertThat(answers.fix(now, new byte[] {3})).isEmpty();
            assertThat(answers.find(now)).isEmpty();
            assertThat(answers.fix(later, new byte[] {3})).hasValue(new byte[] {1});
        }
    }

    @Test
    void answersThatComeTogetherAreEachKeysFirst() throws Exception {
        List<IdempotencyKey> keys = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ledger.accept(ledger.mail().key("together-" + i));
            keys.add(((Once.Key) ledger.mail().key("together-" + i).once).key());
        }
        try (Answers answers = new Answers(ledger.pool);
                ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Optional<byte[]>>> given = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                IdempotencyKey key = keys.get(i % keys.size());
                byte[] answer = {(byte) i};
                given.add(askers.submit(() -> answers.fix(key, answer)));
            }
            for (int i = 0; i < 200; i++) {
                assertThat(given.get(i).get()).isPresent();
                assertThat(given.get(i).get().orElseThrow()[0] % 20).isEqualTo(i % 20);
                assertThat(given.get(i).get())
                        .hasValue(answers.find(keys.get(i % 20)).orElseThrow());
            }
        }
    }

    private TestLedger at(Duration sinceMidnight) throws Exception {
        LocalDate tomorrow = LocalDate.now(ZoneOffset.UTC).plusDays(1);
        Instant midnight = tomorrow.atStartOfDay().toInstant(ZoneOffset.UTC);
        TestLedger replica =
                ledger.replica(Duration.between(Instant.now(), midnight.plus(sinceMidnight)));
        new Leaves(replica.pool).ensure(replica.clock.instant());
        return replica;
    }

    private void awaitBlocked() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(
                        () ->
                                assertThat(
                                                ledger.number(
                                                        """
                                                        SELECT count(*) FROM pg_stat_activity
                                                         WHERE datname = current_database()
                                                           AND wait_event_type = 'Lock'\
                                                        """))
                                        .isPositive());
    }
}

package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.wire.Wake;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Waking, the low-water mark, and what it finds.
class WorkListIT {

    private static final Instant FROM = Instant.EPOCH;
    private static final Lane LANE = Lane.TRANSACTIONAL;

    private TestLedger ledger;
    private Marks marks;

    @BeforeEach
    void open() throws Exception {
        ledger = TestLedger.open();
        marks = new Marks(ledger.pool);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void theMarkIsTheLowestOfAllPartitionsAndUnknownUntilAllWereRead() throws Exception {
        assertThat(marks.lowWater(LANE)).isEmpty();
        Map<Integer, Optional<Instant>> read = new HashMap<>();
        for (int partition = 0; partition < 24; partition++) {
            read.put(partition, Optional.empty());
        }
        read.remove(23);
        marks.write(LANE, read);
        assertThat(marks.lowWater(LANE)).as("one was never read").isEmpty();
        Instant behind = Instant.parse("2026-01-01T00:00:00Z");
        marks.write(LANE, Map.of(23, Optional.of(behind)));
        assertThat(marks.lowWater(LANE).orElseThrow().at()).isEqualTo(behind);
        marks.write(LANE, Map.of(23, Optional.empty()));
        assertThat(marks.lowWater(LANE).orElseThrow().age()).hasSeconds(0);
        assertThat(marks.lowWater(Lane.BULK)).isEmpty();
    }

    @Test
    void aLostWakeIsWokenAgainAndABacklogIsNot() throws Exception {
        EmailId lost = ledger.accept();
        ledger.run("UPDATE work SET due_at = now() - interval '1 min'");
        List<EmailId> backlog = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            backlog.add(ledger.accept());
        }
        EmailId held = ledger.accept();
        ledger.claim(held);
        Instant mark = ledger.clock.instant().minusSeconds(30);

        List<Wake> again = ledger.workList.wakeLost(LANE, mark, 100);
        assertThat(again).extracting(Wake::emailId).containsExactly(lost);
        assertThat(again.getFirst().dueAt()).isAfter(mark);
        assertThat(ledger.workList.wakeLost(LANE, mark, 100)).isEmpty();
        assertThat(ledger.claim(lost)).hasSize(1);
        assertThat(ledger.claim(backlog.toArray(EmailId[]::new))).hasSize(20);
    }

    @Test
    void tenWakesWithoutAClaimGiveAnHoursRest() throws Exception {
        EmailId id = ledger.accept();
        for (int wake = 1; wake < WorkList.TOO_MANY_WAKES; wake++) {
            assertThat(lost()).as("wake " + wake).hasSize(1);
        }
        assertThat(lost()).as("the tenth").isEmpty();
        assertThat(
                        ledger.number(
                                """
                                SELECT count(*) FROM work WHERE NOT woken
                                   AND due_at BETWEEN now() + interval '59 min'
                                                  AND now() + interval '61 min'"""))
                .isEqualTo(1);
        assertThat(ledger.claim(id)).isEmpty();
        ledger.run("UPDATE work SET due_at = now()");
        assertThat(ledger.claim(id)).hasSize(1);
        assertThat(ledger.number("SELECT wakes FROM work")).as("a claim forgives").isZero();
    }

    private List<Wake> lost() throws Exception {
        return ledger.workList.wakeLost(LANE, ledger.clock.instant().plusSeconds(60), 10);
    }

    @Test
    void theDispatcherWakesWhatIsDueOnceAndInOrder() throws Exception {
        EmailId retry = ledger.accept();
        ledger.settle(ledger.claimOne(retry), TestLedger.unavailable());
        EmailId later =
                ledger.accept(ledger.mail().scheduled(ledger.clock.instant().plusSeconds(600)));
        EmailId bulk = ledger.accept(ledger.mail().bulk());
        ledger.run("UPDATE work SET woken = false WHERE email_id = ?", bulk.value());

        assertThat(ledger.workList.waiting(LANE, List.of(ledger.environment), FROM))
                .containsExactly(ledger.environment);
        List<Wake> woken = ledger.workList.wake(LANE, ledger.environment, FROM, 10);
        assertThat(woken).extracting(Wake::emailId).containsExactly(retry);
        assertThat(woken.getFirst().lane()).isEqualTo(LANE);
        assertThat(ledger.workList.wake(LANE, ledger.environment, FROM, 10)).isEmpty();
        assertThat(ledger.workList.waiting(LANE, List.of(ledger.environment), FROM)).isEmpty();
        assertThat(ledger.workList.wake(Lane.BULK, ledger.environment, FROM, 10))
                .extracting(Wake::emailId)
                .containsExactly(bulk);
        assertThat(ledger.claim(later)).isEmpty();
        assertThat(ledger.claim(retry)).hasSize(1);
    }

    @Test
    void whatAProcessDoesNotKnowOfIsLetGo() throws Exception {
        EmailId id = ledger.accept();
        ledger.claim(id);
        assertThat(ledger.workList.heldBy(ledger.epoch)).containsExactly(id);
        assertThat(ledger.workList.letGo(ledger.epoch + 1, List.of(id))).isZero();
        assertThat(ledger.workList.letGo(ledger.epoch, List.of(id))).isEqualTo(1);
        assertThat(ledger.workList.heldBy(ledger.epoch)).isEmpty();
        assertThat(ledger.claim(id)).hasSize(1);
        assertThat(ledger.workList.depth()).hasSize(1);
    }

    @Test
    void mailsOfAShutGateAreNotWokenAtAccept() throws Exception {
        try (Accepting slow =
                new Accepting(
                        ledger.pool,
                        ledger.clock,
                        TestLedger.RANDOM,
                        Batcher.Limits.STANDARD,
                        lane -> false)) {
            Acceptance.Accepted accepted = (Acceptance.Accepted) slow.accept(ledger.mail().build());
            assertThat(accepted.wake()).isFalse();
            assertThat(ledger.workList.wake(LANE, ledger.environment, FROM, 10))
                    .extracting(Wake::emailId)
                    .containsExactly(accepted.id());
        }
        Acceptance.Accepted now =
                (Acceptance.Accepted) ledger.accepting.accept(ledger.mail().build());
        assertThat(now.wake()).isTrue();
        assertThat(
                        ledger.number(
                                "SELECT count(*) FROM work WHERE woken AND due_at = ?::timestamptz",
                                now.dueAt().toString()))
                .as("the record carries the row's own time")
                .isEqualTo(1);
    }
}

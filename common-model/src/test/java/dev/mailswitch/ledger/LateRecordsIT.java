package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.WaitCause;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Records that come late, doubled or for nothing do nothing.
class LateRecordsIT {

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
    void aLateRecordDoesNotBringARetryForward() throws Exception {
        AtomicBoolean decided = new AtomicBoolean();
        EmailId id = ledger.accept();
        ledger.settle(ledger.claimOne(id), TestLedger.unavailable());
        ledger.claiming.claim(
                ledger.epoch,
                List.of(id),
                (mail, now) ->
                        new Plan(
                                List.of(),
                                List.of(
                                        new Plan.Defer(
                                                0,
                                                now.plusSeconds(600),
                                                WaitCause.RECIPIENT_HOST,
                                                "backing off")),
                                List.of()));

        List<Claimed> early =
                ledger.claiming.claim(
                        ledger.epoch,
                        List.of(id),
                        (mail, now) -> {
                            decided.set(true);
                            return new Plan(List.of(), List.of(), List.of());
                        });
        assertThat(early).as("the record of the first wake, replayed").isEmpty();
        assertThat(decided).as("there was nothing to decide").isFalse();
        assertThat(ledger.number("SELECT count(*) FROM attempt")).isEqualTo(1);
        assertThat(ledger.number("SELECT count(*) FROM work WHERE due_at > now() + interval '9m'"))
                .isEqualTo(1);
    }

    @Test
    void aDoubledRecordFindsNothingToClaim() throws Exception {
        EmailId id = ledger.accept();
        assertThat(ledger.claim(id)).hasSize(1);
        assertThat(ledger.claim(id)).as("in hand").isEmpty();
        assertThat(ledger.claim(ledger.epoch + 1, id)).as("in another's hand").isEmpty();
        assertThat(ledger.number("SELECT count(*) FROM attempt")).isEqualTo(1);
    }

    @Test
    void ofManyClaimsAtOnceOneWins() throws Exception {
        EmailId id = ledger.accept();
        try (ExecutorService workers = Executors.newFixedThreadPool(8)) {
            List<Callable<Integer>> claims = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                long epoch = i;
                claims.add(() -> ledger.claim(epoch, id).size());
            }
            int won = 0;
            for (Future<Integer> claim : workers.invokeAll(claims)) {
                won += claim.get();
            }
            assertThat(won).isEqualTo(1);
        }
    }

    @Test
    void aMailThatSomebodyIsChangingIsWaitedForNotRead() throws Exception {
        EmailId id = ledger.accept();
        try (Connection changing = ledger.pool.getConnection()) {
            changing.setAutoCommit(false);
            LockedMails.lock(changing, List.of(id));
            assertThatThrownBy(() -> ledger.claim(id))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            waited -> assertThat(waited.getSQLState()).isEqualTo("55P03"));
            changing.rollback();
            changing.setAutoCommit(true);
        }
        assertThat(ledger.claim(id)).hasSize(1);
    }

    @Test
    void aRecordAfterTheMailIsOverDoesNothing() throws Exception {
        EmailId id = ledger.accept();
        ledger.settle(ledger.claimOne(id), TestLedger.accepted());
        assertThat(ledger.claim(id)).isEmpty();
        assertThat(ledger.timeline(id)).containsExactly("queued", "sent");
    }

    @Test
    void anEarlyRecordDoesNotSendAScheduledMail() throws Exception {
        EmailId id =
                ledger.accept(
                        ledger.mail().scheduled(ledger.clock.instant().plus(Duration.ofDays(1))));
        assertThat(ledger.claim(id)).isEmpty();
        assertThat(ledger.mailState(id)).isEqualTo("scheduled");
    }

    /// As they could be accepted before names had a limit.
    @Test
    void mailsWithLongNamesAreClaimedByThemselves() throws Exception {
        EmailId large = ledger.accept();
        EmailId small = ledger.accept();
        EmailId other = ledger.accept();
        ledger.run(
                "UPDATE recipient SET name = repeat('n', 3000000) WHERE email_id = '%s'"
                        .formatted(large));
        assertThat(ledger.claiming.portions(List.of(large, small, other)))
                .containsExactly(List.of(large), List.of(small, other));
        assertThat(ledger.claiming.portions(List.of(small, other)))
                .containsExactly(List.of(small, other));
        Claimed claimed = ledger.claimOne(large);
        assertThat(claimed.mail().recipients().getFirst().address().name()).hasSize(3_000_000);
    }
}

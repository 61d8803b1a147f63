package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A worker that stood still (SIGSTOP) while another took its mails over, and then goes on.
class ZombieIT {

    private TestLedger ledger;
    private long other;

    @BeforeEach
    void open() throws Exception {
        ledger = TestLedger.open();
        other = WorkerLease.open(ledger.pool, "other", System::nanoTime).epoch();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void onlyMailsOfWorkersNotSeenForThirtySecondsAreTakenOver() throws Exception {
        EmailId id = ledger.accept();
        ledger.claimOne(id);
        assertThat(ledger.workList.takeOver(other)).isZero();
        ledger.run("UPDATE worker SET seen_at = now() - interval '29 s' WHERE epoch <> ?", other);
        assertThat(ledger.workList.takeOver(other)).isZero();
        takeOver();
        assertThat(ledger.number("SELECT count(*) FROM work WHERE holder IS NULL AND NOT woken"))
                .isEqualTo(1);
    }

    @Test
    void anOldHoldersRefusalIsOnRecordButSteersNothing() throws Exception {
        EmailId id = ledger.accept();
        Claimed old = ledger.claimOne(id);
        takeOver();
        Claimed now = ledger.claim(other, id).getFirst();

        assertThat(ledger.settle(old, TestLedger.unavailable())).isEqualTo(Settlement.Result.LATE);
        assertThat(holder(id)).as("still in the new hand").isEqualTo(other);
        assertThat(ledger.strings("SELECT outcome FROM attempt WHERE no = 1")).containsExactly("7");
        assertThat(ledger.settle(now, TestLedger.accepted())).isEqualTo(Settlement.Result.DONE);
        assertThat(ledger.mailState(id)).isEqualTo("sent");
    }

    @Test
    void anOldHoldersRefusalBeforeTheNextClaimLeavesTheStateAlone() throws Exception {
        EmailId id = ledger.accept();
        Claimed old = ledger.claimOne(id);
        takeOver();
        ledger.settle(old, TestLedger.unavailable());
        assertThat(ledger.strings("SELECT attempt FROM recipient")).containsExactly("0");
        ledger.claiming.claim(
                other,
                List.of(id),
                (mail, now) -> {
                    assertThat(mail.due().getFirst().attempts().getFirst().outcome())
                            .as("the fact is there for the decision")
                            .isInstanceOf(Outcome.Unavailable.class);
                    return new SendAll(ledger.second).decide(mail, now);
                });
        assertThat(holder(id)).isEqualTo(other);
    }

    @Test
    void aLateAcceptedSettlesWhileNoLaterAttemptHasStarted() throws Exception {
        EmailId id = ledger.accept();
        Claimed old = ledger.claimOne(id);
        takeOver();
        assertThat(ledger.settle(old, TestLedger.accepted())).isEqualTo(Settlement.Result.LATE);
        assertThat(ledger.mailState(id)).isEqualTo("sent");
        assertThat(ledger.inWork(id)).isFalse();
        assertThat(ledger.claim(other, id)).isEmpty();
        assertThat(ledger.timeline(id)).containsExactly("queued", "delivering", "sent");
    }

    @Test
    void aLateAcceptedAfterALaterAttemptHasStartedIsOnRecordAsADouble() throws Exception {
        EmailId id = ledger.accept();
        Claimed old = ledger.claimOne(id);
        takeOver();
        Claimed now = ledger.claim(other, id).getFirst();
        assertThat(now.calls().getFirst().legs().getFirst().attempt()).isEqualTo(2);

        ledger.settle(old, TestLedger.accepted());
        assertThat(ledger.state(id)).as("the later attempt rules").isEqualTo("queued");
        assertThat(holder(id)).isEqualTo(other);
        assertThat(
                        ledger.number(
                                "SELECT count(*) FROM event WHERE attempt = 1 AND data->>'double' = 'true'"))
                .isEqualTo(1);
        ledger.settle(now, TestLedger.accepted());
        assertThat(ledger.timeline(id)).containsExactly("queued", "delivering", "sent", "sent");
        assertThat(ledger.strings("SELECT attempt FROM recipient")).containsExactly("2");
    }

    @Test
    void aLateAcceptedSettlesWhenTheLaterAttemptHasCertainlyFailed() throws Exception {
        EmailId id = ledger.accept();
        Claimed old = ledger.claimOne(id);
        takeOver();
        Claimed second = ledger.claim(other, id).getFirst();
        ledger.settle(second, TestLedger.unavailable());
        assertThat(ledger.settle(old, TestLedger.accepted())).isEqualTo(Settlement.Result.LATE);
        assertThat(ledger.mailState(id)).isEqualTo("sent");
        assertThat(ledger.inWork(id)).as("a third attempt would double it").isFalse();
        assertThat(ledger.strings("SELECT attempt FROM recipient")).containsExactly("1");
    }

    @Test
    void theFirstAnswerAboutAnAttemptStays() throws Exception {
        EmailId id = ledger.accept();
        Claimed claimed = ledger.claimOne(id);
        ledger.settle(claimed, TestLedger.accepted());
        ledger.settle(claimed, new Outcome.Unknown(Phase.ANSWER, "repeated"));
        assertThat(ledger.strings("SELECT outcome FROM attempt")).containsExactly("1");
        assertThat(ledger.mailState(id)).isEqualTo("sent");
        assertThat(ledger.timeline(id)).containsExactly("queued", "sent");
    }

    @Test
    void theSameWorkerIsAZombieToItsOwnEarlierClaim() throws Exception {
        EmailId id = ledger.accept();
        Claimed old = ledger.claimOne(id);
        ledger.workList.letGo(ledger.epoch, List.of(id));
        Claimed again = ledger.claimOne(id);
        assertThat(again.fence()).isGreaterThan(old.fence());
        assertThat(ledger.settle(old, TestLedger.unavailable())).isEqualTo(Settlement.Result.LATE);
        assertThat(holder(id)).isEqualTo(ledger.epoch);
    }

    private void takeOver() throws Exception {
        ledger.run(
                "UPDATE worker SET seen_at = now() - CASE WHEN epoch = ? THEN '0' ELSE '31 s' END::interval",
                other);
        assertThat(ledger.workList.takeOver(other)).isEqualTo(1);
        ledger.run("UPDATE worker SET seen_at = now()");
    }

    private long holder(EmailId id) throws Exception {
        return ledger.number(
                "SELECT coalesce(holder, -1) FROM work WHERE email_id = ?", id.value());
    }
}

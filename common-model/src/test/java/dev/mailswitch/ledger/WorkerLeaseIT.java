package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// When a worker may go on, and when it may judge that others are gone.
class WorkerLeaseIT {

    private final AtomicLong nanos = new AtomicLong(1);
    private TestLedger ledger;
    private TestLedger later;
    private WorkerLease lease;

    @BeforeEach
    void open() throws Exception {
        ledger = TestLedger.open();
        // To these sessions the server has been up for an hour.
        later = ledger.replica(Duration.ofHours(1));
        lease = WorkerLease.open(later.pool, "one", nanos::get);
    }

    @AfterEach
    void close() {
        later.close();
        ledger.close();
    }

    @Test
    void takesOverOnlyAfterThirtySecondsOfUnbrokenContact() throws Exception {
        renewFor(29);
        assertThat(lease.mayTakeOver()).isFalse();
        renewFor(1);
        assertThat(lease.mayTakeOver()).isTrue();
    }

    @Test
    void aDatabasePauseStartsTheCountAnew() throws Exception {
        renewFor(40);
        assertThat(lease.mayTakeOver()).isTrue();
        // Nobody could renew while the database stood still, the others neither.
        pass(40);
        lease.renew();
        assertThat(lease.mayTakeOver()).isFalse();
        renewFor(29);
        assertThat(lease.mayTakeOver()).isFalse();
        renewFor(1);
        assertThat(lease.mayTakeOver()).isTrue();
    }

    @Test
    void aRenewalThatHungForTheLengthOfThePauseStartsTheCountAnew() throws Exception {
        renewFor(40);
        WorkerLease hung = WorkerLease.open(later.pool, "hung", hangsOnce(Duration.ofSeconds(40)));
        hung.renew();
        assertThat(hung.mayTakeOver()).isFalse();
    }

    @Test
    void aServerThatHasJustComeUpHasNotSeenTheOthersEither() throws Exception {
        WorkerLease young =
                WorkerLease.open(ledger.replica(Duration.ofHours(-1)).pool, "two", nanos::get);
        for (int i = 0; i < 12; i++) {
            pass(5);
            young.renew();
        }
        assertThat(young.safe()).isTrue();
        assertThat(young.mayTakeOver()).isFalse();
    }

    @Test
    void nothingStartsTwentySecondsAfterTheLastRenewal() throws Exception {
        assertThat(lease.safe()).isTrue();
        pass(19);
        assertThat(lease.safe()).isTrue();
        pass(1);
        assertThat(lease.safe()).isFalse();
        assertThat(lease.mayTakeOver()).isFalse();
        lease.renew();
        assertThat(lease.safe()).isTrue();
    }

    @Test
    void whatWasClaimedBeforeALapseStaysUnsafeWhenTheLeaseIsGoodAgain() throws Exception {
        renewFor(60);
        WorkerLease.Term before = lease.term();
        assertThat(lease.safe(before)).isTrue();
        pass(19);
        lease.renew();
        assertThat(lease.safe(before)).as("no lapse").isTrue();
        pass(20);
        lease.renew();
        assertThat(lease.safe()).isTrue();
        assertThat(lease.safe(before)).as("somebody may have it by now").isFalse();
        assertThat(lease.safe(lease.term())).isTrue();
    }

    @Test
    void aRenewalThatHungLongerThanTheLeaseIsALapse() throws Exception {
        WorkerLease hung = WorkerLease.open(later.pool, "hung", hangsOnce(Duration.ofSeconds(40)));
        WorkerLease.Term before = hung.term();
        hung.renew();
        assertThat(hung.safe(before)).isFalse();
        assertThat(hung.term()).isNotEqualTo(before);
    }

    @Test
    void whoStoodStillFreesNobodysMails() throws Exception {
        var id = ledger.accept();
        ledger.claim(id);
        WorkerLease frozen = WorkerLease.open(ledger.pool, "frozen", nanos::get);
        // The database stood still between the look at the lease and the takeover.
        ledger.run("UPDATE worker SET seen_at = now() - interval '40 seconds'");
        assertThat(ledger.workList.takeOver(frozen.epoch())).isZero();
        frozen.renew();
        assertThat(ledger.workList.takeOver(frozen.epoch())).isEqualTo(1);
    }

    @Test
    void whoSignsOffIsTakenOverAtOnceAndWhoWasForgottenComesBack() throws Exception {
        var id = ledger.accept();
        ledger.claim(lease.epoch(), id);
        assertThat(ledger.workList.takeOver(ledger.epoch)).isZero();
        lease.close();
        assertThat(ledger.workList.takeOver(ledger.epoch)).isEqualTo(1);
        lease.renew();
        assertThat(ledger.number("SELECT count(*) FROM worker WHERE epoch = ?", lease.epoch()))
                .isEqualTo(1);
    }

    private void renewFor(int seconds) throws Exception {
        for (int left = seconds; left > 0; left -= 5) {
            pass(Math.min(5, left));
            lease.renew();
        }
    }

    private void pass(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    /// A clock that jumps between the start and the end of a renewal.
    private java.util.function.LongSupplier hangsOnce(Duration pause) {
        AtomicLong calls = new AtomicLong();
        long start = nanos.get();
        // 1: opened; 2: renewal sent; from 3 on: answered
        return () -> calls.incrementAndGet() <= 2 ? start : start + pause.toNanos();
    }
}

package dev.mailswitch.delivery.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PassageTest {

    private static final Instant EXPIRES = Instant.parse("2026-05-01T12:00:00Z");

    private boolean lease = true;
    private Instant now = EXPIRES.minusSeconds(60);
    private long nanos;
    private final Passage passage =
            new Passage(
                    () -> lease,
                    EXPIRES,
                    () -> now,
                    () -> nanos,
                    new Passage.Patience(Duration.ofMinutes(5), Duration.ofMinutes(11)));

    @Test
    void nothingPassesWithoutALease() {
        lease = false;
        assertThat(passage.getAsBoolean()).isFalse();
        assertThat(passage.passed()).isFalse();
    }

    @Test
    void nothingPassesOnceItsTimeIsOver() {
        now = EXPIRES.minusMillis(1);
        assertThat(passage.getAsBoolean()).isTrue();
        now = EXPIRES;
        assertThat(passage.getAsBoolean()).isFalse();
        // The transaction before has passed all the same.
        assertThat(passage.passed()).isTrue();
    }

    @Test
    void aCallThatTakesTooLongToHandOverIsInterruptedAndPassesNoMore() {
        nanos += Duration.ofMinutes(5).toNanos();
        passage.cutIfTooLong();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        nanos++;
        passage.cutIfTooLong();
        assertThat(passage.getAsBoolean()).isFalse();
        passage.close();
        assertThat(Thread.currentThread().isInterrupted()).as("cleared at its end").isFalse();
    }

    @Test
    void theInterruptReachesTheCall() {
        nanos += Duration.ofMinutes(6).toNanos();
        passage.cutIfTooLong();
        assertThat(Thread.interrupted()).isTrue();
    }

    /// RFC 1047: giving up on the answer is what doubles mails.
    @Test
    void pastThePointTheAnswerIsWaitedFor() {
        assertThat(passage.getAsBoolean()).isTrue();
        nanos += Duration.ofMinutes(11).toNanos();
        passage.cutIfTooLong();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        nanos++;
        passage.cutIfTooLong();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void nothingIsInterruptedAfterItsEnd() {
        passage.close();
        nanos += Duration.ofHours(1).toNanos();
        passage.cutIfTooLong();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}

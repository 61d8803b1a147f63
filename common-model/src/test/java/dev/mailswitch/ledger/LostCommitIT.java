package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.ledger.RecordingDataSource.Fault;
import dev.mailswitch.model.id.EmailId;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Transactions whose COMMIT was not answered.
class LostCommitIT {

    private TestLedger ledger;
    private RecordingDataSource faulty;

    @BeforeEach
    void open() throws Exception {
        ledger = TestLedger.open();
        faulty = new RecordingDataSource(ledger.pool);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"COMMITTED_UNHEARD", "BROKEN_BEFORE"})
    void acceptSaysThatItDoesNotKnow(Fault fault) throws Exception {
        try (Accepting accepting = ledger.accepting(faulty.dataSource(), Batcher.Limits.STANDARD)) {
            faulty.next.set(fault);
            NewMail mail = ledger.mail().key("k").build();
            assertThatThrownBy(() -> accepting.accept(mail)).isInstanceOf(LedgerUnavailable.class);
            // The client comes again with its key and gets one mail either way.
            Acceptance again = accepting.accept(ledger.mail().key("k").build());
            assertThat(again)
                    .isInstanceOf(
                            fault == Fault.COMMITTED_UNHEARD
                                    ? Acceptance.Replayed.class
                                    : Acceptance.Accepted.class);
            assertThat(ledger.number("SELECT count(*) FROM email")).isEqualTo(1);
        }
    }

    @Test
    void aClaimThatTookPlaceIsFoundByItsFence() throws Exception {
        EmailId id = ledger.accept();
        faulty.next.set(Fault.COMMITTED_UNHEARD);
        List<Claimed> claimed = claiming().claim(ledger.epoch, List.of(id), send());
        assertThat(claimed).hasSize(1);
        assertThat(ledger.settle(claimed.getFirst(), TestLedger.accepted()))
                .isEqualTo(Settlement.Result.DONE);
        assertThat(ledger.number("SELECT count(*) FROM attempt")).isEqualTo(1);
    }

    @Test
    void ofALostClaimOnlyWhatIsStillInOurHandIsSent() throws Exception {
        EmailId taken = ledger.accept();
        EmailId ours = ledger.accept();
        // Somebody takes the first one over before the claim is looked up.
        faulty.onBegin =
                () -> {
                    if (faulty.next.get() == Fault.NONE) {
                        ledger.run(
                                "UPDATE work SET holder = NULL, fence = fence + 1 WHERE email_id = ?"
                                        + " AND holder IS NOT NULL",
                                taken.value());
                    }
                };
        faulty.next.set(Fault.COMMITTED_UNHEARD);
        assertThat(claiming().claim(ledger.epoch, List.of(taken, ours), send()))
                .extracting(c -> c.mail().id())
                .containsExactly(ours);
    }

    @Test
    void aClaimThatDidNotTakePlaceIsNotSent() throws Exception {
        EmailId id = ledger.accept();
        faulty.next.set(Fault.BROKEN_BEFORE);
        assertThatThrownBy(() -> claiming().claim(ledger.epoch, List.of(id), send()))
                .isInstanceOf(SQLException.class);
        assertThat(claiming().claim(ledger.epoch, List.of(id), send())).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"COMMITTED_UNHEARD", "BROKEN_BEFORE"})
    void settleRepeatsUntilItIsWritten(Fault fault) throws Exception {
        EmailId id = ledger.accept();
        Claimed claimed = ledger.claimOne(id);
        try (Settling settling =
                new Settling(faulty.dataSource(), TestLedger.RANDOM, Batcher.Limits.STANDARD)) {
            faulty.next.set(fault);
            settling.settle(ledger.settlement(claimed, TestLedger.accepted()));
        }
        assertThat(ledger.mailState(id)).isEqualTo("sent");
        assertThat(ledger.inWork(id)).isFalse();
        assertThat(ledger.timeline(id)).containsExactly("queued", "sent");
    }

    @Test
    void aBackendThatIsKilledInTheMiddleOfItsCommitLosesNothing() throws Exception {
        EmailId id = ledger.accept();
        Claimed claimed = ledger.claimOne(id);
        // Fires inside COMMIT, in the first transaction that deletes a row of the work list.
        ledger.run(
                """
                CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  IF nextval('deaths') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
                  RETURN NULL;
                END $$""");
        ledger.run("CREATE SEQUENCE deaths");
        ledger.run(
                """
                CREATE CONSTRAINT TRIGGER die AFTER DELETE ON work
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die()""");
        ledger.settle(claimed, TestLedger.accepted());
        assertThat(ledger.number("SELECT last_value FROM deaths")).isEqualTo(2);
        assertThat(ledger.mailState(id)).isEqualTo("sent");
        assertThat(ledger.inWork(id)).isFalse();
    }

    private Claiming claiming() {
        return new Claiming(faulty.dataSource());
    }

    private SendAll send() {
        return new SendAll(ledger.first);
    }
}

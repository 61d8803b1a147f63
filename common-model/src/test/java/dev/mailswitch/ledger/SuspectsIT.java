package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Mails in hand when workers died: who is tried, who is set aside, who never is.
class SuspectsIT {

    private TestLedger ledger;
    private Trials trials;
    private long other;

    @BeforeEach
    void open() throws Exception {
        ledger = TestLedger.open();
        trials = new Trials(ledger.pool);
        other = WorkerLease.open(ledger.pool, "other", System::nanoTime).epoch();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void whoKillsInThreeTrialsIsSetAside() throws Exception {
        EmailId poison = ledger.accept();
        EmailId harmless = ledger.accept();
        suspect(poison);
        for (int death = 0; death < 3; death++) {
            assertThat(ledger.mailState(poison)).as("after " + death).isEqualTo("queued");
            assertThat(trials.begin(ledger.claimOne(poison))).isTrue();
            die(1);
        }
        assertThat(ledger.claim(poison, harmless)).hasSize(1);
        assertThat(ledger.mailState(poison)).isEqualTo("failed");
        assertThat(ledger.inWork(poison)).isFalse();
        assertThat(ledger.strings("SELECT reason FROM recipient WHERE status = 3").getFirst())
                .contains("internal");
        assertThat(new Contents(ledger.pool).find(poison, 30, "Hello")).isPresent();
    }

    @Test
    void whoWaitsAtARelayWhileOthersKillIsNeverSetAside() throws Exception {
        EmailId waits = ledger.accept();
        ledger.claim(waits);
        die(1);
        EmailId poison = ledger.accept();
        for (int death = 0; death < 2; death++) {
            for (Claimed claimed : ledger.claim(waits, poison)) {
                if (claimed.suspect()) {
                    assertThat(trials.begin(claimed)).isTrue();
                    trials.lived(claimed);
                }
            }
            die(2);
        }
        for (int death = 0; death < 3; death++) {
            Claimed slow = ledger.claimOne(waits);
            assertThat(trials.begin(slow)).isTrue();
            trials.lived(slow);
            Claimed killer = ledger.claimOne(poison);
            assertThat(trials.begin(killer)).isTrue();
            die(2);
        }
        assertThat(ledger.claim(poison)).isEmpty();
        assertThat(ledger.mailState(poison)).isEqualTo("failed");
        assertThat(blame(waits)).isEqualTo("6 0");
        ledger.settle(ledger.claimOne(waits), TestLedger.accepted());
        assertThat(ledger.mailState(waits)).isEqualTo("sent");
    }

    @Test
    void deathsInCompanyNeverSetAMailAsideAndComeEverMoreRarely() throws Exception {
        EmailId id = ledger.accept();
        for (int death = 1; death <= 20; death++) {
            assertThat(ledger.claim(id)).as("after " + death).hasSize(1);
            takeOver(1);
            assertThat(ledger.number("SELECT round(extract(epoch FROM due_at - now())) FROM work"))
                    .isBetween(
                            new Blame(death, 0).rest().toSeconds() - 10,
                            new Blame(death, 0).rest().toSeconds());
            ledger.run("UPDATE work SET due_at = now()");
        }
        assertThat(blame(id)).isEqualTo("20 0");
    }

    @Test
    void aTrialLivedThroughSpeaksForTheMail() throws Exception {
        EmailId id = ledger.accept();
        suspect(id);
        for (int death = 0; death < 2; death++) {
            trials.begin(ledger.claimOne(id));
            die(1);
        }
        assertThat(blame(id)).isEqualTo("4 2");
        Claimed third = ledger.claimOne(id);
        trials.begin(third);
        trials.lived(third);
        trials.lived(third);
        assertThat(blame(id)).as("once, however often it is said").isEqualTo("4 1");
        ledger.settle(third, TestLedger.unavailable());
        assertThat(blame(id)).as("its end says nothing more").isEqualTo("4 1");
        Claimed fourth = ledger.claimOne(id);
        trials.begin(fourth);
        ledger.settle(fourth, TestLedger.unavailable());
        assertThat(blame(id)).as("a call that has ended was lived through").isEqualTo("4 0");
    }

    @Test
    void whoWasToldToStopHasNotDied() throws Exception {
        EmailId id = ledger.accept();
        WorkerLease stopping = WorkerLease.open(ledger.pool, "stopping", System::nanoTime);
        ledger.claim(stopping.epoch(), id);
        stopping.leave();
        die(1);
        assertThat(blame(id)).isEqualTo("0 0");
        WorkerLease signsOff = WorkerLease.open(ledger.pool, "signs off", System::nanoTime);
        ledger.claim(signsOff.epoch(), id);
        signsOff.close();
        die(1);
        assertThat(blame(id)).isEqualTo("0 0");
        WorkerLease killed = WorkerLease.open(ledger.pool, "killed", System::nanoTime);
        ledger.claim(killed.epoch(), id);
        die(1);
        assertThat(blame(id)).isEqualTo("1 0");
    }

    @Test
    void whoOnlyStoodStillTakesTheDeathBack() throws Exception {
        EmailId id = ledger.accept();
        suspect(id);
        Claimed old = ledger.claimOne(id);
        trials.begin(old);
        die(1);
        assertThat(blame(id)).isEqualTo("3 1");
        ledger.settle(old, TestLedger.unavailable());
        assertThat(blame(id)).isEqualTo("2 0");
        ledger.settle(old, TestLedger.unavailable());
        assertThat(blame(id)).as("said before").isEqualTo("2 0");
    }

    @Test
    void aClaimTakesOneSuspectAndOnlyIfItsWorkerCanTryIt() throws Exception {
        List<EmailId> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ids.add(ledger.accept());
        }
        EmailId[] all = ids.toArray(EmailId[]::new);
        for (int death = 0; death < 2; death++) {
            assertThat(ledger.claim(all)).hasSize(4).noneMatch(Claimed::suspect);
            die(4);
        }
        EmailId fresh = ledger.accept();
        assertThat(ledger.claiming.claim(ledger.epoch, ids, new Busy())).isEmpty();
        assertThat(
                        ledger.strings(
                                """
                                SELECT due_at - min(due_at) OVER () FROM work
                                 WHERE deaths = 2 AND holder IS NULL AND NOT woken
                                 ORDER BY 1"""))
                .as("put off, one after the other")
                .containsExactly("00:00:00", "00:00:00.5", "00:00:01", "00:00:01.5");
        ledger.run("UPDATE work SET due_at = now() WHERE holder IS NULL");
        ids.add(fresh);
        List<Claimed> taken = ledger.claim(ids.toArray(EmailId[]::new));
        assertThat(taken).hasSize(2).filteredOn(Claimed::suspect).hasSize(1);
    }

    @Test
    void aWorkerHasOneOnTrialAndOnlyWhileItIsItsOwn() throws Exception {
        EmailId one = ledger.accept();
        EmailId two = ledger.accept();
        suspect(one);
        suspect(two);
        Claimed first = ledger.claimOne(one);
        Claimed second = ledger.claimOne(two);
        assertThat(trials.begin(first)).isTrue();
        assertThat(trials.begin(first)).as("an answer that was lost").isFalse();
        assertThat(trials.begin(second)).isFalse();
        trials.lived(first);
        assertThat(trials.begin(second)).isTrue();
        die(2);
        assertThat(trials.begin(second)).as("in nobody's hand").isFalse();
        Claimed again = ledger.claimOne(two);
        assertThat(trials.begin(second)).as("an earlier claim").isFalse();
        assertThat(trials.begin(again)).isTrue();
    }

    /// A worker that has somebody else on trial.
    private final class Busy implements Claiming.Decider {
        @Override
        public boolean mayTry() {
            return false;
        }

        @Override
        public Plan decide(Claimable mail, Instant now) {
            return new SendAll(ledger.first).decide(mail, now);
        }
    }

    /// Two deaths in company.
    private void suspect(EmailId id) throws Exception {
        for (int death = 0; death < 2; death++) {
            ledger.claim(id);
            die(1);
        }
    }

    /// All workers but the other die, and their mails have had their rest.
    private void die(int inHand) throws Exception {
        takeOver(inHand);
        ledger.run("UPDATE work SET due_at = now()");
    }

    private void takeOver(int mails) throws Exception {
        ledger.run(
                "UPDATE worker SET seen_at = now() - CASE WHEN epoch = ? THEN '0' ELSE '31 s' END::interval",
                other);
        assertThat(ledger.workList.takeOver(other)).isEqualTo(mails);
        ledger.run("UPDATE worker SET seen_at = now()");
    }

    /// Deaths, and those alone.
    private String blame(EmailId id) throws Exception {
        return ledger.strings(
                        "SELECT deaths || ' ' || alone FROM work WHERE email_id = ?", id.value())
                .getFirst();
    }
}

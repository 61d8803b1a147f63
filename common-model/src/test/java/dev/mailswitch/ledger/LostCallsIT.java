package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.ledger.reading.MailReader;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is on record of calls whose worker was lost.
class LostCallsIT {

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
    void aTakeoverClosesTheCallAsUnknown() throws Exception {
        EmailId id = ledger.accept(ledger.mail().to("a@x.test", "b@x.test"));
        ledger.claim(id);
        takeOver(1);
        assertThat(attempts(id))
                .containsExactly(
                        "1 8 " + LostCalls.UNKNOWN + " true", "1 8 " + LostCalls.UNKNOWN + " true");
        assertThat(ledger.timeline(id)).containsExactly("queued", "delivering", "delivering");
        assertThat(ledger.strings("SELECT data->>'outcome' FROM event WHERE attempt = 1"))
                .containsOnly("unknown");
        assertThat(ledger.strings("SELECT data->>'reply' FROM event WHERE attempt = 1"))
                .containsOnly(LostCalls.UNKNOWN);
    }

    @Test
    void itIsClosedOnceAndALaterOneByItself() throws Exception {
        EmailId id = ledger.accept();
        ledger.claim(id);
        takeOver(1);
        String first = finished(id, 1);
        ledger.claim(id);
        takeOver(1);
        assertThat(finished(id, 1)).isEqualTo(first);
        assertThat(attempts(id)).hasSize(2).allMatch(a -> a.endsWith("true"));
        assertThat(ledger.timeline(id)).containsExactly("queued", "delivering", "delivering");
    }

    @Test
    void decisionsSeeACallWithoutAnAnswer() throws Exception {
        EmailId id = ledger.accept();
        ledger.claim(id);
        takeOver(1);
        List<Claimable.Past> past = claimAndLook(id);
        assertThat(past).hasSize(1);
        assertThat(past.getFirst().outcome()).isNull();
        assertThat(past.getFirst().finishedAt()).isNull();
    }

    @Test
    void aLateAnswerTakesThePlaceOfWhatWasPresumed() throws Exception {
        EmailId id = ledger.accept();
        Claimed old = ledger.claimOne(id);
        takeOver(1);
        String presumed = finished(id, 1);
        assertThat(ledger.settle(old, TestLedger.accepted())).isEqualTo(Settlement.Result.LATE);
        assertThat(attempts(id)).containsExactly("1 1 null null");
        assertThat(finished(id, 1)).isNotEqualTo(presumed);
        assertThat(ledger.mailState(id)).isEqualTo("sent");
        assertThat(ledger.inWork(id)).isFalse();
        assertThat(ledger.timeline(id)).containsExactly("queued", "delivering", "sent");
        ledger.settle(old, TestLedger.unavailable());
        assertThat(attempts(id)).as("the first answer stays").containsExactly("1 1 null null");
    }

    @Test
    void aLateSilenceTakesItsPlaceTooAndIsDecidedAboutAsOne() throws Exception {
        EmailId id = ledger.accept();
        Claimed old = ledger.claimOne(id);
        takeOver(1);
        ledger.settle(old, new Outcome.Unknown(Phase.ANSWER, "timeout"));
        assertThat(attempts(id)).containsExactly("1 8 timeout null");
        assertThat(claimAndLook(id).getFirst().outcome()).isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void aLateAcceptanceIsADoubleOnceALaterCallHasBegun() throws Exception {
        EmailId id = ledger.accept();
        Claimed old = ledger.claimOne(id);
        takeOver(1);
        ledger.claim(other, id);
        ledger.settle(old, TestLedger.accepted());
        assertThat(
                        ledger.number(
                                "SELECT count(*) FROM event WHERE attempt = 1 AND data->>'double' = 'true'"))
                .isEqualTo(1);
        assertThat(ledger.state(id)).isEqualTo("queued");
    }

    @Test
    void ofTwoLostCallsTheEarlierOneIsADouble() throws Exception {
        EmailId id = ledger.accept();
        Claimed first = ledger.claimOne(id);
        takeOver(1);
        ledger.claim(id);
        takeOver(1);
        ledger.settle(first, TestLedger.accepted());
        assertThat(ledger.state(id)).as("the later one may have gone out too").isEqualTo("queued");
        assertThat(ledger.number("SELECT count(*) FROM event WHERE data->>'double' = 'true'"))
                .isEqualTo(1);
    }

    @Test
    void aCallThatWaitedForItsTrialWasNotMade() throws Exception {
        EmailId id = ledger.accept();
        for (int death = 0; death < 2; death++) {
            ledger.claim(id);
            takeOver(1);
        }
        assertThat(ledger.claimOne(id).suspect()).isTrue();
        takeOver(1);
        assertThat(attempts(id)).hasSize(3).last().isEqualTo("3 7 " + LostCalls.NOT_MADE + " true");
        assertThat(ledger.timeline(id))
                .containsExactly("queued", "delivering", "delivering", "delayed");
        ledger.run("UPDATE work SET due_at = now()");
        Claimable.Past last = claimAndLook(id).getLast();
        assertThat(last.outcome())
                .isEqualTo(new Outcome.Unavailable(Phase.PREPARE, LostCalls.NOT_MADE));
        assertThat(last.finishedAt()).isNotNull();
    }

    @Test
    void aCallWhoseTrialHadBegunIsUnknown() throws Exception {
        EmailId id = ledger.accept();
        for (int death = 0; death < 2; death++) {
            ledger.claim(id);
            takeOver(1);
        }
        new Trials(ledger.pool).begin(ledger.claimOne(id));
        takeOver(1);
        assertThat(attempts(id)).last().isEqualTo("3 8 " + LostCalls.UNKNOWN + " true");
    }

    @Test
    void whatItsOwnWorkerKnowsNothingOfIsClosedToo() throws Exception {
        EmailId id = ledger.accept();
        ledger.claim(id);
        assertThat(ledger.workList.letGo(ledger.epoch, List.of(id))).isEqualTo(1);
        assertThat(attempts(id)).containsExactly("1 8 " + LostCalls.UNKNOWN + " true");
        assertThat(ledger.number("SELECT deaths FROM work")).as("nobody died").isZero();
    }

    @Test
    void theNextClaimClosesWhatAnotherReleaseHasLeftOpen() throws Exception {
        EmailId id = ledger.accept();
        ledger.claim(id);
        ledger.run("UPDATE work SET holder = NULL, woken = false, fence = fence + 1");
        Claimed next = ledger.claimOne(id);
        assertThat(attempts(id))
                .containsExactly("1 8 " + LostCalls.UNKNOWN + " true", "2 null null null");
        assertThat(ledger.timeline(id)).containsExactly("queued", "delivering");
        ledger.settle(next, TestLedger.unavailable());
        ledger.claim(id);
        assertThat(ledger.timeline(id)).containsExactly("queued", "delivering", "delayed");
    }

    @Test
    void whatWasReportedMeanwhileIsNotDoubtedOnTheTimeline() throws Exception {
        EmailId id = ledger.accept();
        ledger.claim(id);
        ledger.reporting.apply(
                List.of(
                        new Report(
                                id,
                                0,
                                1,
                                ledger.first,
                                EventType.DELIVERED,
                                null,
                                false,
                                "",
                                "event",
                                false,
                                null)));
        takeOver(1);
        assertThat(attempts(id)).containsExactly("1 8 " + LostCalls.UNKNOWN + " true");
        assertThat(ledger.timeline(id)).containsExactly("queued", "delivered");
        assertThat(ledger.mailState(id)).isEqualTo("delivered");
    }

    @Test
    void untilItIsDecidedAboutTheMailShowsAsDelivering() throws Exception {
        EmailId id = ledger.accept();
        ledger.claim(id);
        takeOver(1);
        var detail = new MailReader(ledger.pool).find(ledger.organisation, id).orElseThrow();
        assertThat(detail.mail().status()).isEqualTo(Status.DELIVERING);
        assertThat(detail.attempts().getFirst().outcome()).isEqualTo("unknown");
        assertThat(detail.attempts().getFirst().phase()).isNull();
    }

    @Test
    void oneThatCannotBePutOnRecordHoldsUpNobody() throws Exception {
        EmailId id = ledger.accept();
        ledger.claim(id);
        EmailId forgotten =
                EmailId.mint(
                        ledger.clock.instant().minus(Duration.ofDays(900)), new SplittableRandom());
        ledger.run(
                """
                INSERT INTO work (email_id, flow, lane, due_at, woken, holder, fence)
                VALUES (?, ?, 0, now(), false, ?, 1)""",
                forgotten.value(),
                ledger.environment.value(),
                ledger.epoch);
        takeOver(2);
        assertThat(attempts(id)).containsExactly("1 8 " + LostCalls.UNKNOWN + " true");
        assertThat(ledger.number("SELECT count(*) FROM work WHERE holder IS NULL")).isEqualTo(2);
    }

    private List<Claimable.Past> claimAndLook(EmailId id) throws Exception {
        List<Claimable.Past> seen = new java.util.ArrayList<>();
        ledger.claiming.claim(
                other,
                List.of(id),
                (mail, now) -> {
                    seen.clear();
                    seen.addAll(mail.due().getFirst().attempts());
                    return new SendAll(ledger.second).decide(mail, now);
                });
        return seen;
    }

    private List<String> attempts(EmailId id) throws Exception {
        return ledger.strings(
                """
                SELECT no || ' ' || coalesce(outcome::text, 'null') || ' '
                       || coalesce(reply, 'null') || ' ' || coalesce(flag::text, 'null')
                  FROM attempt WHERE email_id = ? ORDER BY pos, no""",
                id.value());
    }

    private String finished(EmailId id, int no) throws Exception {
        return ledger.strings(
                        "SELECT finished_at FROM attempt WHERE email_id = ? AND no = ?",
                        id.value(),
                        no)
                .getFirst();
    }

    private void takeOver(int mails) throws Exception {
        ledger.run(
                "UPDATE worker SET seen_at = now() - CASE WHEN epoch = ? THEN '0' ELSE '31 s' END::interval",
                other);
        assertThat(ledger.workList.takeOver(other)).isEqualTo(mails);
        ledger.run("UPDATE worker SET seen_at = now()");
    }
}

package dev.mailswitch.api.accept;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.slices.Slices;
import dev.mailswitch.ledger.Acceptance;
import dev.mailswitch.ledger.Accepting;
import dev.mailswitch.ledger.LedgerBusy;
import dev.mailswitch.ledger.LedgerUnavailable;
import dev.mailswitch.ledger.NewMail;
import dev.mailswitch.model.wire.Wake;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Accepts mails. One call is one mail: when it answers [Answer.Accepted], the mail is on disk.
@Singleton
public class Acceptor {

    private final Examiner examiner;
    private final Slices slices;
    private final Twins twins;
    private final Accepting ledger;
    private final Instance<Wakes> wakes;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final AcceptMetrics metrics;

    Acceptor(
            Examiner examiner,
            Slices slices,
            Twins twins,
            Accepting ledger,
            Instance<Wakes> wakes,
            InstantSource clock,
            RandomGenerator random,
            AcceptMetrics metrics) {
        this.examiner = examiner;
        this.slices = slices;
        this.twins = twins;
        this.ledger = ledger;
        this.wakes = wakes;
        this.clock = clock;
        this.random = random;
        this.metrics = metrics;
    }

    /// Accepts or refuses; a twin under the same key waits for the first and gets its answer.
    public Answer accept(Caller caller, Submission submission) {
        long start = System.nanoTime();
        Answer answer = answered(caller, submission);
        metrics.record(submission.door(), answer, Duration.ofNanos(System.nanoTime() - start));
        return answer;
    }

    private Answer answered(Caller caller, Submission submission) {
        try {
            return switch (examiner.examine(caller, submission)) {
                case Verdict.Sound sound -> counted(sound);
                case Verdict.Wrong wrong -> unlessEarlier(wrong);
            };
        } catch (LedgerBusy busy) {
            return refused(new Refusal.Busy());
        } catch (LedgerUnavailable unavailable) {
            return refused(Refusal.of(unavailable));
        } catch (SQLException away) {
            return refused(new Refusal.Away());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return refused(new Refusal.Away());
        }
    }

    /// What such a submission was answered when it first came under its key; empty if it never did.
    /// For what a door must refuse before there is a whole submission.
    public Optional<Answer> earlier(Caller caller, Submission submission) {
        try {
            Optional<Draft> draft = examiner.draft(caller, submission);
            return draft.isEmpty() ? Optional.empty() : twins.earlier(draft.get());
        } catch (SQLException away) {
            return Optional.of(refused(new Refusal.Away()));
        }
    }

    private Answer unlessEarlier(Verdict.Wrong wrong) throws SQLException {
        return wrong.draft() == null
                ? refused(wrong.refusal())
                : unlessEarlier(wrong.draft(), wrong.refusal());
    }

    private Answer unlessEarlier(Draft draft, Refusal refusal) throws SQLException {
        return twins.earlier(draft).orElseGet(() -> refused(refusal));
    }

    private Answer counted(Verdict.Sound sound)
            throws SQLException, LedgerBusy, LedgerUnavailable, InterruptedException {
        Draft draft = sound.draft();
        int left = sound.left();
        Instant now = clock.instant();
        Quotas quotas = Quotas.of(draft.organisation(), draft.environment(), now);
        List<Slices.Period> periods = quotas.periods();
        Optional<Slices.Period> usedUp = slices.takeAll(periods, left);
        if (usedUp.isPresent()) {
            return unlessEarlier(draft, quotas.exceeded(usedUp.get(), now));
        }
        boolean used = false;
        try {
            Answer answer = written(sound);
            used = answer instanceof Answer.Accepted accepted && !accepted.replayed();
            return answer;
        } finally {
            if (!used) {
                periods.forEach(period -> slices.giveBack(period, left));
            }
        }
    }

    private Answer written(Verdict.Sound sound)
            throws SQLException, LedgerBusy, LedgerUnavailable, InterruptedException {
        Draft draft = sound.draft();
        NewMail mail = sound.mail(ledger.newId(), MessageIds.mint(draft.from(), random));
        return switch (ledger.accept(mail)) {
            case Acceptance.Accepted accepted -> {
                if (accepted.wake() && wakes.isResolvable()) {
                    wakes.get()
                            .wake(
                                    new Wake(
                                            accepted.id(),
                                            accepted.dueAt(),
                                            mail.environmentId(),
                                            mail.lane()));
                }
                yield new Answer.Accepted(
                        mail, draft.environment().name(), sound.suppressed(), false);
            }
            case Acceptance.Replayed replayed -> twins.replay(draft, replayed.id());
            case Acceptance.Mismatch mismatch -> refused(new Refusal.OtherPayload(mismatch.id()));
        };
    }

    private static Answer refused(Refusal refusal) {
        return new Answer.Refused(refusal);
    }
}

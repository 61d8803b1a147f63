package dev.mailswitch.api.accept;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.slices.Slices;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.Environment;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.directory.Organisation;
import dev.mailswitch.ledger.Acceptance;
import dev.mailswitch.ledger.Accepting;
import dev.mailswitch.ledger.LedgerBusy;
import dev.mailswitch.ledger.LedgerUnavailable;
import dev.mailswitch.ledger.NewMail;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.wire.Wake;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Accepts mails. One call is one mail: when it answers [Answer.Accepted], the mail is on disk.
@Singleton
public class Acceptor {

    private final LiveDirectory directory;
    private final SuppressionList suppressions;
    private final Slices slices;
    private final Twins twins;
    private final Accepting ledger;
    private final Instance<Wakes> wakes;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final AcceptMetrics metrics;

    Acceptor(
            LiveDirectory directory,
            SuppressionList suppressions,
            Slices slices,
            Twins twins,
            Accepting ledger,
            Instance<Wakes> wakes,
            InstantSource clock,
            RandomGenerator random,
            AcceptMetrics metrics) {
        this.directory = directory;
        this.suppressions = suppressions;
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
        Directory now = directory.now();
        Optional<Organisation> organisation = now.organisation(caller.organisation());
        if (organisation.isEmpty()) {
            return refused(new Refusal.Away()); // made a moment ago, not yet loaded
        }
        if (organisation.get().paused()) {
            return refused(new Refusal.Paused());
        }
        return switch (Resolution.of(now, caller, submission.environment())) {
            case Resolution.Not not -> refused(not.refusal());
            case Resolution.Found found ->
                    addressed(now, organisation.get(), found.environment(), submission);
        };
    }

    private Answer addressed(
            Directory now,
            Organisation organisation,
            Environment environment,
            Submission submission) {
        int given = submission.to().size() + submission.cc().size() + submission.bcc().size();
        if (given > EmailId.MAX_RECIPIENTS) {
            return refused(new Refusal.TooManyRecipients());
        }
        List<Recipient> recipients =
                Recipients.of(submission.to(), submission.cc(), submission.bcc());
        if (recipients.isEmpty()) {
            return refused(new Refusal.NoRecipients());
        }
        Draft draft = Draft.of(submission, organisation, environment, recipients);
        try {
            Optional<Refusal> wrong = wrong(now, draft);
            return wrong.isPresent() ? unlessEarlier(draft, wrong.get()) : checked(draft);
        } catch (LedgerBusy busy) {
            return refused(new Refusal.Busy());
        } catch (LedgerUnavailable | SQLException away) {
            return refused(new Refusal.Away());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return refused(new Refusal.Away());
        }
    }

    private Optional<Refusal> wrong(Directory now, Draft draft) {
        boolean verified =
                draft.submission().from() == null
                        || now.verified(draft.organisation().id(), draft.from().domain())
                        || now.verified(draft.organisation().id(), draft.from().asciiDomain());
        String domain = draft.submission().domain();
        if (domain != null && !draft.from().domain().equals(domain)) {
            return Optional.of(new Refusal.SenderOfOtherDomain());
        }
        return verified
                ? Times.wrong(draft.submission(), clock.instant())
                : Optional.of(new Refusal.SenderNotVerified());
    }

    private Answer unlessEarlier(Draft draft, Refusal refusal) throws SQLException {
        return twins.earlier(draft).orElseGet(() -> refused(refusal));
    }

    private Answer checked(Draft draft)
            throws SQLException, LedgerBusy, LedgerUnavailable, InterruptedException {
        Set<Integer> suppressed =
                suppressions.among(
                        draft.organisation().id(), draft.environment().id(), draft.recipients());
        int left = draft.recipients().size() - suppressed.size();
        if (left == 0) {
            return unlessEarlier(draft, new Refusal.AllSuppressed());
        }
        Instant now = clock.instant();
        List<Slices.Period> quotas = Quotas.periods(draft.organisation(), draft.environment(), now);
        Optional<Slices.Period> usedUp = slices.takeAll(quotas, left);
        if (usedUp.isPresent()) {
            Duration wait = Duration.between(now, usedUp.get().end());
            return unlessEarlier(draft, new Refusal.QuotaExceeded(wait));
        }
        boolean written = false;
        try {
            Answer answer = written(draft, suppressed);
            written = answer instanceof Answer.Accepted accepted && !accepted.replayed();
            return answer;
        } finally {
            if (!written) {
                quotas.forEach(period -> slices.giveBack(period, left));
            }
        }
    }

    private Answer written(Draft draft, Set<Integer> suppressed)
            throws SQLException, LedgerBusy, LedgerUnavailable, InterruptedException {
        NewMail mail =
                draft.mail(ledger.newId(), suppressed, MessageIds.mint(draft.from(), random));
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
                yield new Answer.Accepted(mail, draft.environment().name(), false);
            }
            case Acceptance.Replayed replayed -> twins.replay(draft, replayed.id());
            case Acceptance.Mismatch mismatch -> refused(new Refusal.OtherPayload(mismatch.id()));
        };
    }

    private static Answer refused(Refusal refusal) {
        return new Answer.Refused(refusal);
    }
}

package dev.mailswitch.api.accept;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Reach;
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
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Accepts mails. One call is one mail: when it answers [Answer.Accepted], the mail is on disk.
@Singleton
public class Acceptor {

    private final LiveDirectory directory;
    private final Domains domains;
    private final Stationery stationery;
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
            Domains domains,
            Stationery stationery,
            SuppressionList suppressions,
            Slices slices,
            Twins twins,
            Accepting ledger,
            Instance<Wakes> wakes,
            InstantSource clock,
            RandomGenerator random,
            AcceptMetrics metrics) {
        this.directory = directory;
        this.domains = domains;
        this.stationery = stationery;
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
        Optional<Refusal> number = number(submission.envelope());
        if (number.isPresent()) {
            return refused(number.get());
        }
        // What the mail itself has wrong is said before what it refers to is looked up, and before
        // both comes the answer that was given when it was right.
        Optional<Refusal> times = Times.wrong(submission.timing(), clock.instant());
        return switch (Reach.of(now, caller, submission.envelope().environment())) {
            case Reach.One one ->
                    through(now, organisation.get(), one.environment(), true, submission, times);
            case Reach.All all ->
                    now.defaultEnvironment(caller.organisation())
                            .map(e -> through(now, organisation.get(), e, false, submission, times))
                            .orElseGet(() -> refused(times.orElseGet(Refusal.NoEnvironment::new)));
            case Reach.Unknown unknown -> refused(times.orElseGet(Refusal.EnvironmentUnknown::new));
            case Reach.Forbidden forbidden ->
                    refused(times.orElseGet(Refusal.EnvironmentForbidden::new));
        };
    }

    private static Optional<Refusal> number(Envelope envelope) {
        if (envelope.given() > EmailId.MAX_RECIPIENTS) {
            return Optional.of(new Refusal.TooManyRecipients());
        }
        return envelope.given() == 0 ? Optional.of(new Refusal.NoRecipients()) : Optional.empty();
    }

    private Answer through(
            Directory now,
            Organisation organisation,
            Environment environment,
            boolean named,
            Submission submission,
            Optional<Refusal> times) {
        Envelope envelope = submission.envelope();
        List<Recipient> recipients = Recipients.of(envelope.to(), envelope.cc(), envelope.bcc());
        Draft draft = Draft.of(submission, organisation, environment, named, recipients);
        try {
            Optional<Refusal> wrong = times.isPresent() ? times : wrong(now, draft);
            return wrong.isPresent() ? unlessEarlier(draft, wrong.get()) : rendered(draft);
        } catch (LedgerBusy busy) {
            return refused(new Refusal.Busy());
        } catch (LedgerUnavailable | SQLException away) {
            return refused(new Refusal.Away());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return refused(new Refusal.Away());
        }
    }

    private Optional<Refusal> wrong(Directory now, Draft draft) throws SQLException {
        Submission submission = draft.submission();
        String domainId = submission.envelope().domainId();
        if (domainId != null) {
            Optional<String> domain = domains.name(draft.organisation().id(), domainId);
            if (domain.isEmpty()) {
                return Optional.of(new Refusal.DomainUnknown());
            }
            if (!draft.from().domain().equals(domain.get())) {
                return Optional.of(new Refusal.SenderOfOtherDomain());
            }
        }
        boolean verified =
                submission.envelope().from() == null
                        || now.verified(draft.organisation().id(), draft.from().domain())
                        || now.verified(draft.organisation().id(), draft.from().asciiDomain());
        if (!verified) {
            return Optional.of(new Refusal.SenderNotVerified());
        }
        if (submission.choices().needsProvider()
                && now.routes(draft.environment().id()).isEmpty()) {
            return Optional.of(new Refusal.NoProvider());
        }
        return Optional.empty();
    }

    private Answer unlessEarlier(Draft draft, Refusal refusal) throws SQLException {
        return twins.earlier(draft).orElseGet(() -> refused(refusal));
    }

    private Answer rendered(Draft draft)
            throws SQLException, LedgerBusy, LedgerUnavailable, InterruptedException {
        return switch (draft.submission().matter()) {
            case Matter.Written written -> checked(draft, written);
            case Matter.Templated templated ->
                    switch (stationery.written(draft.organisation().id(), templated)) {
                        case Rendered.Done done -> checked(draft, done.written());
                        case Rendered.Refused refused -> unlessEarlier(draft, refused.refusal());
                    };
        };
    }

    private Answer checked(Draft draft, Matter.Written written)
            throws SQLException, LedgerBusy, LedgerUnavailable, InterruptedException {
        Map<Integer, Suppressed> suppressed =
                suppressions.among(
                        draft.organisation().id(), draft.environment().id(), draft.recipients());
        int left = draft.recipients().size() - suppressed.size();
        Suppressed first = suppressed.get(0);
        if (first != null && refuses(draft.submission().choices().onSuppressed(), left)) {
            return unlessEarlier(draft, new Refusal.OnSuppressionList(first));
        }
        Instant now = clock.instant();
        List<Slices.Period> quotas = Quotas.periods(draft.organisation(), draft.environment(), now);
        Optional<Slices.Period> usedUp = slices.takeAll(quotas, left);
        if (usedUp.isPresent()) {
            Duration wait = Duration.between(now, usedUp.get().end());
            return unlessEarlier(draft, new Refusal.QuotaExceeded(wait));
        }
        boolean used = false;
        try {
            Answer answer = written(draft, written, suppressed);
            used = answer instanceof Answer.Accepted accepted && !accepted.replayed();
            return answer;
        } finally {
            if (!used) {
                quotas.forEach(period -> slices.giveBack(period, left));
            }
        }
    }

    /// Asked when the first `to` is on the list; if all are, it is.
    private static boolean refuses(OnSuppressed choice, int left) {
        return switch (choice) {
            case ACCEPT -> false;
            case REFUSE_IF_NOBODY_IS_LEFT -> left == 0;
            case REFUSE_IF_FIRST -> true;
        };
    }

    private Answer written(Draft draft, Matter.Written written, Map<Integer, Suppressed> suppressed)
            throws SQLException, LedgerBusy, LedgerUnavailable, InterruptedException {
        NewMail mail =
                draft.mail(
                        ledger.newId(),
                        written,
                        suppressed.keySet(),
                        MessageIds.mint(draft.from(), random));
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
                yield new Answer.Accepted(mail, draft.environment().name(), suppressed, false);
            }
            case Acceptance.Replayed replayed -> twins.replay(draft, replayed.id());
            case Acceptance.Mismatch mismatch -> refused(new Refusal.OtherPayload(mismatch.id()));
        };
    }

    private static Answer refused(Refusal refusal) {
        return new Answer.Refused(refusal);
    }
}

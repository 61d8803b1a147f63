package dev.mailswitch.api.accept;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Reach;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.Environment;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.directory.Organisation;
import dev.mailswitch.directory.Policy;
import dev.mailswitch.directory.Staging;
import dev.mailswitch.ledger.LedgerBusy;
import dev.mailswitch.ledger.LedgerUnavailable;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Recipient;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Looks at a submission as far as it can be judged without writing anything: times and policy,
/// environment, sender, template, suppression, in this order.
@Singleton
class Examiner {

    private final LiveDirectory directory;
    private final Domains domains;
    private final Stationery stationery;
    private final SuppressionList suppressions;
    private final InstantSource clock;

    Examiner(
            LiveDirectory directory,
            Domains domains,
            Stationery stationery,
            SuppressionList suppressions,
            InstantSource clock) {
        this.directory = directory;
        this.domains = domains;
        this.stationery = stationery;
        this.suppressions = suppressions;
        this.clock = clock;
    }

    Verdict examine(Caller caller, Submission submission)
            throws SQLException, LedgerBusy, LedgerUnavailable, InterruptedException {
        Directory now = directory.now();
        Optional<Organisation> organisation = now.organisation(caller.organisation());
        if (organisation.isEmpty()) {
            return wrong(new Refusal.Away()); // made a moment ago, not yet loaded
        }
        if (organisation.get().paused()) {
            return wrong(new Refusal.Paused());
        }
        Optional<Refusal> number = number(submission.envelope());
        if (number.isPresent()) {
            return wrong(number.get());
        }
        // What the mail itself has wrong is said before what it refers to is looked up, and before
        // both comes the answer that was given when it was right.
        Optional<Refusal> fields =
                tooLong(submission.matter())
                        .or(() -> Times.wrong(submission.timing(), clock.instant()))
                        .or(
                                () ->
                                        PolicyChoice.wrong(
                                                now, caller.organisation(), submission.choices()));
        return switch (Reach.of(now, caller, submission.envelope().environment())) {
            case Reach.One one ->
                    examine(
                            now,
                            draft(submission, organisation.get(), one.environment(), true),
                            fields);
            case Reach.All all -> {
                Optional<Environment> standard = now.defaultEnvironment(caller.organisation());
                yield standard.isEmpty()
                        ? wrong(fields.orElseGet(Refusal.NoEnvironment::new))
                        : examine(
                                now,
                                draft(submission, organisation.get(), standard.get(), false),
                                fields);
            }
            case Reach.Unknown unknown -> wrong(fields.orElseGet(Refusal.EnvironmentUnknown::new));
            case Reach.Forbidden forbidden ->
                    wrong(fields.orElseGet(Refusal.EnvironmentForbidden::new));
        };
    }

    /// The draft of a submission that names its environment; empty if the caller may not reach it.
    Optional<Draft> draft(Caller caller, Submission submission) {
        Directory now = directory.now();
        return now.organisation(caller.organisation())
                .flatMap(
                        organisation ->
                                Reach.of(now, caller, submission.envelope().environment())
                                                instanceof Reach.One one
                                        ? Optional.of(
                                                draft(
                                                        submission,
                                                        organisation,
                                                        one.environment(),
                                                        true))
                                        : Optional.empty());
    }

    private static Draft draft(
            Submission submission,
            Organisation organisation,
            Environment environment,
            boolean named) {
        Envelope envelope = submission.envelope();
        List<Recipient> recipients =
                environment.staging() instanceof Staging.Redirect redirect
                        ? Recipients.of(List.of(redirect.to()), List.of(), List.of())
                        : Recipients.of(envelope.to(), envelope.cc(), envelope.bcc());
        return Draft.of(submission, organisation, environment, named, recipients);
    }

    private static Optional<Refusal> number(Envelope envelope) {
        if (envelope.given() > EmailId.MAX_RECIPIENTS) {
            return Optional.of(new Refusal.TooManyRecipients());
        }
        if (envelope.given() == 0) {
            return Optional.of(new Refusal.NoRecipients());
        }
        return envelope.octets() > Recipient.MAX_OCTETS_OF_ALL
                ? Optional.of(new Refusal.RecipientsTooLarge())
                : Optional.empty();
    }

    /// Of what was not made of a template, whose subject is looked at when it is made.
    private static Optional<Refusal> tooLong(Matter matter) {
        return matter instanceof Matter.Written written
                        && written.subject().codePointCount(0, written.subject().length())
                                > Content.MAX_SUBJECT
                ? Optional.of(new Refusal.SubjectTooLong())
                : Optional.empty();
    }

    private Verdict examine(Directory now, Draft draft, Optional<Refusal> fields)
            throws SQLException, LedgerBusy, LedgerUnavailable, InterruptedException {
        if (fields.isPresent()) {
            return new Verdict.Wrong(draft, fields.get());
        }
        return examine(
                now,
                draft,
                PolicyChoice.of(now, draft.environment(), draft.submission().choices()));
    }

    private Verdict examine(Directory now, Draft draft, Policy policy)
            throws SQLException, LedgerBusy, LedgerUnavailable, InterruptedException {
        @Nullable String domainId = draft.submission().envelope().domainId();
        if (domainId == null) {
            return routed(now, draft, policy);
        }
        Optional<Domains.Known> domain = domains.find(draft.organisation().id(), domainId);
        if (domain.isEmpty()) {
            return new Verdict.Wrong(draft, new Refusal.DomainUnknown());
        }
        @Nullable Address sender = domain.get().sender();
        Draft own = sender == null ? draft : draft.by(sender);
        return own.from().asciiDomain().equals(domain.get().name())
                ? routed(now, own, policy)
                : new Verdict.Wrong(own, new Refusal.SenderOfOtherDomain());
    }

    private Verdict routed(Directory now, Draft draft, Policy policy)
            throws SQLException, LedgerBusy, LedgerUnavailable, InterruptedException {
        Optional<Refusal> wrong = wrong(now, draft);
        if (wrong.isPresent()) {
            return new Verdict.Wrong(draft, wrong.get());
        }
        return switch (draft.submission().matter()) {
            case Matter.Written written -> addressed(now, draft, written, policy);
            case Matter.Templated templated ->
                    switch (stationery.written(draft.organisation().id(), templated)) {
                        case Rendered.Done done -> addressed(now, draft, done.written(), policy);
                        case Rendered.Refused refused ->
                                new Verdict.Wrong(draft, refused.refusal());
                    };
        };
    }

    private static Optional<Refusal> wrong(Directory now, Draft draft) {
        Submission submission = draft.submission();
        boolean verified =
                submission.envelope().from() == null
                        || now.verified(draft.organisation().id(), draft.from().domain())
                        || now.verified(draft.organisation().id(), draft.from().asciiDomain());
        if (!verified) {
            return Optional.of(new Refusal.SenderNotVerified());
        }
        if (submission.choices().needsProvider() && !routed(now, draft)) {
            return Optional.of(new Refusal.NoProvider());
        }
        return Optional.empty();
    }

    private static boolean routed(Directory now, Draft draft) {
        return !now.routes(draft.environment().id()).isEmpty();
    }

    private Verdict addressed(Directory now, Draft draft, Matter.Written written, Policy policy)
            throws LedgerBusy, LedgerUnavailable, InterruptedException {
        Map<Integer, Suppressed> suppressed =
                suppressions.among(
                        draft.organisation().id(), draft.environment().id(), draft.recipients());
        int left = draft.recipients().size() - suppressed.size();
        @Nullable Suppressed first = suppressed.get(0);
        return first != null && refuses(draft.submission().choices().onSuppressed(), left)
                ? new Verdict.Wrong(draft, new Refusal.OnSuppressionList(first))
                : new Verdict.Sound(
                        draft, written, suppressed, withheld(draft), policy, routed(now, draft));
    }

    /// They fail, and not the mail as a whole: a test with many recipients goes on.
    private static Set<Integer> withheld(Draft draft) {
        return draft.environment().staging() instanceof Staging.Only only
                ? draft.recipients().stream()
                        .filter(recipient -> !only.passes(recipient.address()))
                        .map(Recipient::position)
                        .collect(Collectors.toUnmodifiableSet())
                : Set.of();
    }

    /// Asked when the first `to` is on the list; if all are, it is.
    private static boolean refuses(OnSuppressed choice, int left) {
        return switch (choice) {
            case ACCEPT -> false;
            case REFUSE_IF_NOBODY_IS_LEFT -> left == 0;
            case REFUSE_IF_FIRST -> true;
        };
    }

    private static Verdict wrong(Refusal refusal) {
        return new Verdict.Wrong(null, refusal);
    }
}

package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.Attempted;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.lifecycle.RecipientState;
import dev.mailswitch.model.lifecycle.Reduction;
import dev.mailswitch.model.lifecycle.Statement;
import dev.mailswitch.model.outcome.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Writes down what providers answered, in two halves. *Facts* (the attempt's outcome) are written
/// whoever brings them; the first answer about an attempt stays. *Steering* (the recipient's state,
/// the work row) needs the claim's fence; without it only a late acceptance counts, while no later
/// attempt has started, and is on record as a double if one has.
public final class Settling implements AutoCloseable {

    private final Batcher<Settlement, Settlement.Result> batcher;
    private final RandomGenerator random;

    public Settling(DataSource dataSource, RandomGenerator random, Batcher.Limits limits) {
        this.random = random;
        this.batcher =
                new Batcher<>(
                        "settle",
                        dataSource,
                        limits,
                        settlement -> 200L + 1_000L * settlement.answers().size(),
                        this::write,
                        // A provider's answer exists only here: it is written however long it
                        // takes.
                        (settlement, refusal) -> facts(dataSource, settlement, refusal));
    }

    /// Writes the answers of one call and waits until they are committed, however long the
    /// database is away.
    public Settlement.Result settle(Settlement settlement) throws InterruptedException {
        try {
            return batcher.put(settlement);
        } catch (LedgerUnavailable neverToldHere) {
            throw new IllegalStateException(neverToldHere);
        }
    }

    /// Answers that wait for a transaction.
    public int waiting() {
        return batcher.waiting();
    }

    private List<Settlement.Result> write(Connection connection, List<Settlement> settlements)
            throws SQLException {
        Pipeline pipeline = new Pipeline(connection);
        LockedMails locked =
                LockedMails.lock(pipeline, settlements.stream().map(Settlement::id).toList());
        Set<Attempts.Key> first =
                Attempts.answer(
                        pipeline,
                        settlements.stream()
                                .flatMap(s -> s.answers().stream().map(a -> answered(s, a)))
                                .toList());
        pipeline.run();
        locked.complete(connection);
        Map<EmailId, List<Attempts.Row>> attempts =
                Attempts.of(connection, needHistory(locked, settlements));
        List<Suppressions.Added> suppressed = new ArrayList<>();
        Map<EmailId, Settlement.Result> results = new HashMap<>();
        for (Settlement settlement : settlements) {
            LockedMail mail = locked.find(settlement.id());
            if (mail == null) {
                results.put(settlement.id(), Settlement.Result.DONE);
                continue;
            }
            boolean steers = steers(mail, settlement);
            boolean news = false;
            for (Settlement.Answer answer : settlement.answers()) {
                if (!first.contains(
                        new Attempts.Key(mail.id, answer.position(), answer.attempt()))) {
                    // Repeated after a lost COMMIT, or already told by the other half.
                    continue;
                }
                news = true;
                apply(mail, answer, attempted(attempts, mail, answer), steers);
                if (answer.suppress()) {
                    mail.recipient(answer.position())
                            .ifPresent(
                                    r ->
                                            suppressed.add(
                                                    new Suppressions.Added(
                                                            mail.organisationId,
                                                            null,
                                                            r.address,
                                                            bounced(answer.outcome()))));
                }
            }
            if (news && !steers) {
                mail.stoodStill();
            }
            results.put(mail.id, fate(mail, steers, attempts.get(mail.id)));
        }
        List<Settlement.Result> answers =
                settlements.stream().map(s -> result(s, locked, results)).toList();
        Suppressions.add(pipeline, suppressed, locked.now(), random);
        locked.save(pipeline);
        pipeline.commit();
        return answers;
    }

    private static Suppressions.Reason bounced(Outcome outcome) {
        return Suppressions.Reason.bounced(
                outcome instanceof Outcome.RecipientRefused refused ? refused.bounceClass() : null);
    }

    /// Saves the facts of a settlement that cannot be written as a whole. The mail stays in this
    /// worker's name, where the sweeper finds it held for nothing; what follows from the facts is
    /// decided at the next claim.
    private static Optional<Settlement.Result> facts(
            DataSource dataSource, Settlement settlement, Exception refusal) throws SQLException {
        if (refusal instanceof SQLException failed && Kept.leafGone(failed)) {
            boolean kept = !Kept.leaves(dataSource, List.of(settlement.id())).isEmpty();
            return kept ? Optional.empty() : Optional.of(Settlement.Result.LATE);
        }
        return Transactions.run(
                dataSource,
                connection -> {
                    Pipeline pipeline = new Pipeline(connection);
                    LockedMails.lock(pipeline, List.of(settlement.id()));
                    Attempts.answer(
                            pipeline,
                            settlement.answers().stream()
                                    .map(a -> answered(settlement, a))
                                    .toList());
                    pipeline.run();
                    return Optional.of(Settlement.Result.LATE);
                });
    }

    private static Attempts.Answered answered(Settlement s, Settlement.Answer a) {
        return new Attempts.Answered(s.id(), a.position(), a.attempt(), a.outcome(), a.checksum());
    }

    private static boolean steers(LockedMail mail, Settlement settlement) {
        return mail.work != null && mail.work.heldBy(settlement.epoch(), settlement.fence());
    }

    /// A mail to one recipient that is still in hand has no attempt but the one settled here.
    private static Collection<EmailId> needHistory(
            LockedMails locked, List<Settlement> settlements) {
        return settlements.stream()
                .filter(
                        s -> {
                            LockedMail mail = locked.find(s.id());
                            return mail != null && (mail.recipients.size() > 1 || !steers(mail, s));
                        })
                .map(Settlement::id)
                .toList();
    }

    private static Attempted attempted(
            Map<EmailId, List<Attempts.Row>> attempts, LockedMail mail, Settlement.Answer answer) {
        List<Attempts.Row> own = attempts.get(mail.id);
        return own == null
                ? Attempted.open(answer.attempt())
                : Attempts.attempted(own, answer.position(), answer.attempt());
    }

    private static void apply(
            LockedMail mail, Settlement.Answer answer, Attempted attempts, boolean steers) {
        LockedRecipient recipient = mail.recipient(answer.position()).orElse(null);
        if (recipient == null) {
            return;
        }
        switch (answer.outcome()) {
            case Outcome.Accepted accepted -> accepted(mail, recipient, answer.attempt(), attempts);
            case Outcome.Unknown unknown -> {
                if (steers) {
                    unknown(mail, recipient, answer.attempt(), attempts, unknown);
                }
            }
            case Outcome.RecipientRefused o -> refused(mail, recipient, answer, steers);
            case Outcome.MessageRefused o -> refused(mail, recipient, answer, steers);
            case Outcome.Blocked o -> refused(mail, recipient, answer, steers);
            case Outcome.Throttled o -> refused(mail, recipient, answer, steers);
            case Outcome.Misconfigured o -> refused(mail, recipient, answer, steers);
            case Outcome.Unavailable o -> refused(mail, recipient, answer, steers);
            case Outcome.Unsuited o -> refused(mail, recipient, answer, steers);
        }
    }

    private static void accepted(
            LockedMail mail, LockedRecipient recipient, int attempt, Attempted attempts) {
        Reduction.Ruling ruling =
                Reduction.rule(recipient.state(), attempts, new Statement.Accepted(attempt));
        switch (ruling) {
            case Reduction.Ruling.Move(RecipientState next) -> {
                recipient.move(next);
                recipient.explain(null, null);
                recipient.waitNoMore();
                mail.events.add(event(mail, recipient, attempt, EventType.SENT, null));
            }
            case Reduction.Ruling.Doubled d ->
                    mail.events.add(
                            event(mail, recipient, attempt, EventType.SENT, "{\"double\":true}"));
            // The provider's report of delivery was faster than its answer.
            case Reduction.Ruling.OnRecord r ->
                    mail.events.add(event(mail, recipient, attempt, EventType.SENT, null));
        }
    }

    private static void unknown(
            LockedMail mail,
            LockedRecipient recipient,
            int attempt,
            Attempted attempts,
            Outcome.Unknown outcome) {
        Reduction.Ruling ruling =
                Reduction.rule(recipient.state(), attempts, new Statement.Unsettled(attempt));
        if (ruling instanceof Reduction.Ruling.Move(RecipientState next)) {
            recipient.move(next);
            recipient.explain(null, outcome.reply());
            // What to do about it is decided at the next claim.
            recipient.waitNoMore();
            mail.events.add(
                    event(
                            mail,
                            recipient,
                            attempt,
                            EventType.DELIVERING,
                            OutcomeFacts.json(outcome)));
        }
    }

    /// Not accepted: back to the queue at once; the next claim decides what follows from it.
    private static void refused(
            LockedMail mail, LockedRecipient recipient, Settlement.Answer answer, boolean steers) {
        mail.events.add(
                event(
                        mail,
                        recipient,
                        answer.attempt(),
                        EventType.DELAYED,
                        OutcomeFacts.json(answer.outcome())));
        if (!steers) {
            return;
        }
        // Also for one that stays in doubt about an earlier call: this one was made instead of
        // waiting.
        recipient.waitNoMore();
        if (!(recipient.state() instanceof RecipientState.Queued queued)
                || queued.attempt() >= answer.attempt()) {
            return;
        }
        recipient.move(queued.requeued(answer.attempt()));
        recipient.explain(
                OutcomeFacts.bounceClass(answer.outcome()), OutcomeFacts.reply(answer.outcome()));
    }

    private static Settlement.Result fate(
            LockedMail mail, boolean steers, @Nullable List<Attempts.Row> attempts) {
        if (!steers) {
            if (mail.work != null && !mail.held()) {
                mail.fate = LockedMail.Fate.RELEASED;
            }
            return Settlement.Result.LATE;
        }
        int fence = mail.heldWork().fence();
        boolean othersOpen =
                attempts != null && attempts.stream().anyMatch(a -> a.fence() == fence && a.open());
        if (othersOpen) {
            return Settlement.Result.HELD;
        }
        mail.fate = LockedMail.Fate.RELEASED;
        return mail.open() ? Settlement.Result.AGAIN : Settlement.Result.DONE;
    }

    private static Settlement.Result result(
            Settlement settlement, LockedMails locked, Map<EmailId, Settlement.Result> results) {
        Settlement.Result result = results.getOrDefault(settlement.id(), Settlement.Result.DONE);
        LockedMail mail = locked.find(settlement.id());
        boolean waits =
                result == Settlement.Result.AGAIN
                        && mail != null
                        && mail.due(locked.now()).isAfter(locked.now());
        return waits ? Settlement.Result.DONE : result;
    }

    private static Event event(
            LockedMail mail,
            LockedRecipient recipient,
            int attempt,
            EventType type,
            @Nullable String data) {
        return new Event(mail.organisationId, mail.id, recipient.position, attempt, type, data);
    }

    @Override
    public void close() {
        batcher.close();
    }
}

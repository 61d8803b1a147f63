package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.lifecycle.RecipientState;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.lifecycle.WaitCause;
import dev.mailswitch.model.outcome.BounceClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes mails in hand: one transaction locks them, asks what to do, and writes it down before
/// anything is done. A record that came twice, late or for nothing finds no row to claim.
public final class Claiming {

    private static final Logger LOG = LoggerFactory.getLogger(Claiming.class);

    /// Decides about one mail. Runs inside the transaction: no I/O, no waiting.
    @FunctionalInterface
    public interface Decider {
        Plan decide(Claimable mail, Instant now);

        /// The version of the settings it decides by. A claim that finds newer ones is not made:
        /// a pause or a hold takes effect with the answer to whoever asked for it.
        default long settings() {
            return Long.MAX_VALUE;
        }

        /// Whether one mail that may kill its worker can be tried alone now ([Trials]).
        default boolean mayTry() {
            return true;
        }
    }

    private final DataSource dataSource;
    private final LostClaims lost;

    public Claiming(DataSource dataSource) {
        this.dataSource = dataSource;
        this.lost = new LostClaims(dataSource);
    }

    /// Splits what is to be claimed into portions of which each fits into memory, in the order given;
    /// for one claim after the other.
    public List<List<EmailId>> portions(List<EmailId> ids) throws SQLException {
        if (ids.size() < 2) {
            return ids.isEmpty() ? List.of() : List.of(ids);
        }
        try (Connection connection = dataSource.getConnection()) {
            Map<EmailId, Long> weights = Portions.weights(connection, ids);
            return Portions.of(ids, id -> weights.getOrDefault(id, 0L));
        } catch (SQLException failed) {
            if (refused(failed)) {
                return ids.stream().map(List::of).toList();
            }
            throw failed;
        }
    }

    /// Claims what can be claimed of `ids` for the worker `epoch`, and decides about it. A mail
    /// that cannot be written is found by halving and left where it is.
    ///
    /// @return the mails for which calls have to be made now
    /// @throws StaleSettings if nothing was claimed because the decider's settings are not the
    ///     newest; to be tried again with those
    /// @throws SQLException if nothing was claimed; the same ids may be tried again
    public List<Claimed> claim(long epoch, Collection<EmailId> ids, Decider decider)
            throws SQLException {
        try {
            return claimTogether(epoch, ids, decider);
        } catch (SQLException failed) {
            if (!refused(failed)) {
                throw failed;
            }
            return halve(epoch, ids, decider, failed);
        } catch (RuntimeException bug) {
            return halve(epoch, ids, decider, bug);
        }
    }

    private List<Claimed> halve(
            long epoch, Collection<EmailId> ids, Decider decider, Exception cause)
            throws SQLException {
        List<EmailId> list = List.copyOf(ids);
        if (list.size() == 1) {
            LOG.error("mail {} cannot be claimed and rests an hour", list.getFirst(), cause);
            setAside(list.getFirst());
            return List.of();
        }
        List<Claimed> claimed =
                new ArrayList<>(claim(epoch, list.subList(0, list.size() / 2), decider));
        try {
            claimed.addAll(claim(epoch, list.subList(list.size() / 2, list.size()), decider));
        } catch (SQLException away) {
            if (claimed.isEmpty()) {
                throw away;
            }
            // The first half is in hand and has to be sent; the others are found by the mark.
            LOG.warn("half of a batch was not claimed: {}", away.getMessage());
        }
        return claimed;
    }

    private List<Claimed> claimTogether(long epoch, Collection<EmailId> ids, Decider decider)
            throws SQLException {
        List<Claimed> claimed = new ArrayList<>();
        try {
            Transactions.run(
                    dataSource,
                    connection -> {
                        claimed.clear();
                        claim(connection, epoch, ids, decider, claimed);
                        return claimed;
                    });
            return claimed;
        } catch (SQLException failed) {
            List<Claimed> ours =
                    SqlFailure.of(failed) == SqlFailure.LOST
                            ? lost.ours(epoch, claimed, failed)
                            : List.of();
            if (ours.isEmpty()) {
                throw failed;
            }
            return ours;
        }
    }

    /// Whether a claim failed because of what is in its mails: the same ids will fail again, in
    /// halves only the half with the bad one.
    public static boolean refused(SQLException failed) {
        return SqlFailure.of(failed) == SqlFailure.REFUSED || Kept.leafGone(failed);
    }

    /// Gives a mail that cannot be claimed an hour's rest, so that it does not stop the others.
    public void setAside(EmailId id) throws SQLException {
        Transactions.run(
                dataSource,
                connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement(
                                    """
                                    UPDATE work SET woken = false, settings_seen = NULL,
                                           due_at = now() + interval '1 hour'
                                     WHERE email_id = ? AND holder IS NULL""")) {
                        statement.setObject(1, id.value());
                        return statement.executeUpdate();
                    }
                });
    }

    private static void claim(
            Connection connection,
            long epoch,
            Collection<EmailId> ids,
            Decider decider,
            List<Claimed> claimed)
            throws SQLException {
        Pipeline pipeline = new Pipeline(connection);
        AtomicLong settings = new AtomicLong();
        pipeline.read(
                "SELECT version FROM settings_version WHERE one",
                List.of(connection),
                nothing -> {},
                row -> {
                    row.next();
                    settings.set(row.getLong(1));
                });
        LockedMails locked = LockedMails.lockNamed(pipeline, ids);
        Frames frames = Frames.read(pipeline, ids);
        pipeline.run();
        if (settings.get() > decider.settings()) {
            throw new StaleSettings(decider.settings(), settings.get());
        }
        locked.complete(connection);
        List<LockedMail> free =
                locked.all().stream().filter(m -> m.work != null && m.work.due()).toList();
        if (free.isEmpty()) {
            return;
        }
        Instant now = locked.now();
        List<Attempts.Starting> starting = new ArrayList<>();
        List<LockedMail> waiting = Suspects.waiting(free, decider);
        Suspects.putOff(pipeline, waiting);
        List<LockedMail> taken = free.stream().filter(m -> !waiting.contains(m)).toList();
        taken.forEach(mail -> mail.decidedBy(decider.settings()));
        List<Claimable> mails = frames.claimable(connection, taken, now);
        closeLeftOpen(connection, locked, taken.stream().filter(frames::leftOpen).toList());
        for (Claimable mail : mails) {
            LockedMail lock = Objects.requireNonNull(locked.find(mail.id()));
            if (lock.status() == Status.SCHEDULED) {
                lock.events.add(event(lock, null, EventType.QUEUED, null));
            }
            mail.due().forEach(due -> wake(lock, due.recipient().position()));
            Plan plan =
                    lock.heldWork().blame().poison()
                            ? poisoned(mail, lock.heldWork().blame())
                            : decide(decider, mail, now);
            apply(lock, plan, now);
            if (plan.calls().isEmpty()) {
                lock.fate = LockedMail.Fate.RELEASED;
            } else {
                lock.fate = LockedMail.Fate.CLAIMED;
                int fence = lock.heldWork().fence() + 1;
                for (Plan.Call call : plan.calls()) {
                    for (Plan.Leg leg : call.legs()) {
                        starting.add(new Attempts.Starting(mail.id(), fence, call, leg));
                    }
                }
                claimed.add(
                        new Claimed(
                                mail,
                                epoch,
                                fence,
                                now,
                                plan.calls(),
                                lock.heldWork().blame().suspect()));
            }
        }
        hold(pipeline, epoch, claimed, locked);
        Attempts.start(pipeline, epoch, starting);
        locked.save(pipeline);
        pipeline.commit();
    }

    /// Attempts that were left open when the mail was freed: by a release that did not close them, or
    /// because it could not be done then.
    private static void closeLeftOpen(
            Connection connection, LockedMails locked, List<LockedMail> mails) throws SQLException {
        if (mails.isEmpty()) {
            return;
        }
        List<LostCalls.Lost> lost =
                mails.stream()
                        .map(m -> new LostCalls.Lost(m.id, m.heldWork().fence(), true))
                        .toList();
        for (Event event : LostCalls.close(connection, lost)) {
            Objects.requireNonNull(locked.find(event.emailId())).events.add(event);
        }
    }

    /// A decision that fails is a bug of ours; it costs that mail a minute, not its batch.
    private static Plan decide(Decider decider, Claimable mail, Instant now) {
        try {
            return decider.decide(mail, now);
        } catch (RuntimeException bug) {
            LOG.error("no decision about mail {}", mail.id(), bug);
            Instant later = now.plusSeconds(60);
            return new Plan(
                    List.of(),
                    mail.due().stream()
                            .map(
                                    due ->
                                            new Plan.Defer(
                                                    due.recipient().position(),
                                                    later,
                                                    WaitCause.WORKER,
                                                    "internal error"))
                            .toList(),
                    List.of());
        }
    }

    private static void wake(LockedMail lock, int position) {
        LockedRecipient recipient = lock.recipient(position).orElseThrow();
        if (recipient.state() instanceof RecipientState.Scheduled scheduled) {
            recipient.move(scheduled.due());
            recipient.waitNoMore();
        }
    }

    private static Plan poisoned(Claimable mail, Blame blame) {
        LOG.error(
                "mail {} was in hand {} times when its worker died, {} times alone; it is set aside",
                mail.id(),
                blame.deaths(),
                blame.alone());
        return new Plan(
                List.of(),
                List.of(),
                mail.due().stream()
                        .map(
                                due ->
                                        new Plan.End(
                                                due.recipient().position(),
                                                Status.FAILED,
                                                BounceClass.UNKNOWN,
                                                "internal: set aside after workers died three times that tried it alone"))
                        .toList());
    }

    private static void apply(LockedMail lock, Plan plan, Instant now) {
        for (Plan.Defer defer : plan.deferred()) {
            LockedRecipient recipient = lock.recipient(defer.position()).orElseThrow();
            recipient.wait(defer.until(), defer.cause(), defer.why());
        }
        for (Plan.End end : plan.ended()) {
            LockedRecipient recipient = lock.recipient(end.position()).orElseThrow();
            recipient.explain(end.bounceClass(), end.reason());
            recipient.move(ended(recipient.state(), end.status()));
            boolean bounced = end.status() == Status.BOUNCED;
            lock.events.add(
                    event(
                            lock,
                            end.position(),
                            bounced ? EventType.BOUNCED : EventType.FAILED,
                            facts(end)));
        }
        for (Plan.Call call : plan.calls()) {
            for (Plan.Leg leg : call.legs()) {
                lock.recipient(leg.position()).orElseThrow().called(now);
                if (leg.from() != null) {
                    lock.events.add(
                            new Event(
                                    lock.organisationId,
                                    lock.id,
                                    leg.position(),
                                    leg.attempt(),
                                    EventType.REROUTED,
                                    Event.data(
                                            Map.of(
                                                    "from_provider", leg.from().toString(),
                                                    "provider_id", call.provider().toString(),
                                                    "why", call.why()))));
                }
            }
        }
    }

    private static String facts(Plan.End end) {
        Map<String, Object> facts = new HashMap<>();
        if (end.bounceClass() != null) {
            facts.put("class", end.bounceClass().word());
        }
        facts.put("reason", end.reason());
        return Event.data(facts);
    }

    private static RecipientState ended(RecipientState state, Status status) {
        return switch (state) {
            case RecipientState.Queued q -> ended(q, status);
            case RecipientState.Delivering d -> ended(d, status);
            case RecipientState.Scheduled s -> ended(s.due(), status);
            case RecipientState.Sent s -> throw over(s);
            case RecipientState.Delivered d -> throw over(d);
            case RecipientState.Bounced b -> throw over(b);
            case RecipientState.Failed f -> throw over(f);
            case RecipientState.Cancelled c -> throw over(c);
        };
    }

    private static RecipientState ended(RecipientState.Queued queued, Status status) {
        return status == Status.BOUNCED ? queued.bounced(queued.attempt()) : queued.failed();
    }

    private static RecipientState ended(RecipientState.Delivering open, Status status) {
        return status == Status.BOUNCED ? open.bounced(open.attempt()) : open.failed();
    }

    private static IllegalStateException over(RecipientState state) {
        return new IllegalStateException("decided about a recipient that is " + state.status());
    }

    private static Event event(
            LockedMail lock,
            @org.jspecify.annotations.Nullable Integer position,
            EventType type,
            @org.jspecify.annotations.Nullable String data) {
        return new Event(lock.organisationId, lock.id, position, null, type, data);
    }

    /// Nothing indexed changes (HOT), except where one recipient is called and another goes on waiting
    /// for a way by newer settings. If nobody waits any more, what the mail has seen may stand while it
    /// is in hand: nobody looks for mails that are held, and whoever frees it writes it anew
    /// ([LockedMails#save], [TakingOver]).
    private static void hold(
            Pipeline pipeline, long epoch, List<Claimed> claimed, LockedMails locked) {
        pipeline.write(
                """
                UPDATE work w SET holder = ?, fence = u.fence, wakes = 0, trial = u.trial,
                       settings_seen = coalesce(u.settings_seen, w.settings_seen)
                  FROM (SELECT (?::uuid[])[i] AS id, (?::int[])[i] AS fence,
                               (?::smallint[])[i] AS trial, (?::bigint[])[i] AS settings_seen
                          FROM unnest(?::int[]) i) u
                 WHERE w.email_id = u.id""",
                claimed,
                columns ->
                        columns.same(epoch)
                                .add("uuid", c -> c.mail().id())
                                .add("int4", Claimed::fence)
                                .add("int2", c -> c.trial().code())
                                .add(
                                        "int8",
                                        c ->
                                                Objects.requireNonNull(locked.find(c.mail().id()))
                                                        .settingsSeen())
                                .subscripts());
    }
}

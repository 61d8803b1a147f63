package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.lifecycle.RecipientState;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.outcome.BounceClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes mails in hand: one transaction locks them, asks what to do, and writes it down before
/// anything is done. A record that came twice, late or for nothing finds no row to claim.
public final class Claiming {

    private static final Logger LOG = LoggerFactory.getLogger(Claiming.class);

    /// In hand that often when its worker died: the mail is the likely murderer.
    private static final int POISON = 3;

    /// Decides about one mail. Runs inside the transaction: no I/O, no waiting.
    @FunctionalInterface
    public interface Decider {
        Plan decide(Claimable mail, Instant now);
    }

    private final DataSource dataSource;

    public Claiming(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /// Claims what can be claimed of `ids` for the worker `epoch`, and decides about it. A mail
    /// that cannot be written is found by halving and left where it is.
    ///
    /// @return the mails for which calls have to be made now
    /// @throws SQLException if nothing was claimed; the same ids may be tried again
    public List<Claimed> claim(long epoch, Collection<EmailId> ids, Decider decider)
            throws SQLException {
        try {
            return claimTogether(epoch, ids, decider);
        } catch (SQLException failed) {
            if (SqlFailure.of(failed) != SqlFailure.REFUSED) {
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
            LOG.error("mail {} cannot be claimed", list.getFirst(), cause);
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
            if (SqlFailure.of(failed) == SqlFailure.LOST && committed(epoch, claimed, failed)) {
                return claimed;
            }
            throw failed;
        }
    }

    /// Whether a claim whose COMMIT was not answered took place after all. Locks the rows, so that
    /// a transaction still on its way to its end is waited for.
    private boolean committed(long epoch, List<Claimed> claimed, SQLException failed)
            throws SQLException {
        if (claimed.isEmpty()) {
            return false;
        }
        LOG.warn("a claim's commit was not answered; looking it up: {}", failed.getMessage());
        Claimed first = claimed.getFirst();
        for (int tries = 0; ; tries++) {
            try {
                return Transactions.run(
                        dataSource,
                        connection -> {
                            try (PreparedStatement statement =
                                    connection.prepareStatement(
                                            """
                                            SELECT holder, fence FROM work
                                             WHERE email_id = ? FOR UPDATE""")) {
                                statement.setObject(1, first.mail().id().value());
                                try (ResultSet row = statement.executeQuery()) {
                                    return row.next()
                                            && row.getLong(1) == epoch
                                            && row.getInt(2) == first.fence();
                                }
                            }
                        });
            } catch (SQLException stillAway) {
                if (tries >= 600) {
                    throw stillAway;
                }
                pause();
            }
        }
    }

    private static void pause() throws SQLException {
        try {
            Thread.sleep(250);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new SQLException("stopped while looking up a claim", "57P01", stop);
        }
    }

    private static void claim(
            Connection connection,
            long epoch,
            Collection<EmailId> ids,
            Decider decider,
            List<Claimed> claimed)
            throws SQLException {
        LockedMails locked = LockedMails.lock(connection, ids);
        List<LockedMail> free =
                locked.all().stream().filter(m -> m.work != null && m.work.due()).toList();
        if (free.isEmpty()) {
            return;
        }
        Instant now = locked.now();
        List<Attempts.Starting> starting = new ArrayList<>();
        for (Claimable mail : read(connection, free, now)) {
            LockedMail lock = Objects.requireNonNull(locked.find(mail.id()));
            if (lock.status() == Status.SCHEDULED) {
                lock.events.add(event(lock, null, EventType.QUEUED, null));
            }
            mail.due().forEach(due -> wake(lock, due.recipient().position()));
            Plan plan =
                    lock.heldWork().deaths() >= POISON
                            ? poisoned(mail)
                            : decide(decider, mail, now);
            apply(lock, plan);
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
                claimed.add(new Claimed(mail, epoch, fence, now, plan.calls()));
            }
        }
        hold(connection, epoch, claimed);
        Attempts.start(connection, epoch, starting);
        locked.save();
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
                                                    "internal error"))
                            .toList(),
                    List.of());
        }
    }

    private static void wake(LockedMail lock, int position) {
        LockedRecipient recipient = lock.recipient(position).orElseThrow();
        if (recipient.state() instanceof RecipientState.Scheduled scheduled) {
            recipient.move(scheduled.due());
            recipient.wait(null);
        }
    }

    private static Plan poisoned(Claimable mail) {
        LOG.error(
                "mail {} was in hand {} times when its worker died; it is set aside",
                mail.id(),
                POISON);
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
                                                "internal: set aside after its worker died three times"))
                        .toList());
    }

    private static void apply(LockedMail lock, Plan plan) {
        for (Plan.Defer defer : plan.deferred()) {
            lock.recipient(defer.position()).orElseThrow().wait(defer.until());
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
            case RecipientState.Queued q -> status == Status.BOUNCED ? q.bounce() : q.fail();
            case RecipientState.Delivering d -> status == Status.BOUNCED ? d.bounce() : d.fail();
            case RecipientState.Scheduled s -> s.due().fail();
            case RecipientState.Sent s -> throw over(s);
            case RecipientState.Delivered d -> throw over(d);
            case RecipientState.Bounced b -> throw over(b);
            case RecipientState.Failed f -> throw over(f);
            case RecipientState.Cancelled c -> throw over(c);
        };
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

    private static void hold(Connection connection, long epoch, List<Claimed> claimed)
            throws SQLException {
        if (claimed.isEmpty()) {
            return;
        }
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        UPDATE work w SET holder = ?, fence = u.fence, wakes = 0
                          FROM unnest(?::uuid[], ?::int[]) u(id, fence)
                         WHERE w.email_id = u.id""")) {
            new Columns<>(connection, statement, claimed)
                    .same(epoch)
                    .add("uuid", c -> c.mail().id())
                    .add("int4", Claimed::fence);
            statement.executeUpdate();
        }
    }

    /// Reads what a decision needs beside the locked rows: frames, earlier attempts, suppressions.
    private static List<Claimable> read(Connection connection, List<LockedMail> mails, Instant now)
            throws SQLException {
        Map<EmailId, List<Attempts.Row>> attempts =
                Attempts.of(
                        connection,
                        // A mail that was never in hand has none.
                        mails.stream()
                                .filter(m -> m.heldWork().fence() > 0)
                                .map(m -> m.id)
                                .toList());
        List<Frame> frames = frames(connection, mails);
        Set<Suppressions.Asked> suppressed =
                Suppressions.among(
                        connection,
                        frames.stream()
                                .flatMap(
                                        f ->
                                                f.lock().recipients.stream()
                                                        .filter(r -> r.due(now))
                                                        .map(r -> f.ask(r.address)))
                                .toList());
        return frames.stream()
                .map(
                        f ->
                                f.claimable(
                                        attempts.getOrDefault(f.lock().id, List.of()),
                                        suppressed,
                                        now))
                .toList();
    }

    private record Frame(
            LockedMail lock,
            EnvironmentId environmentId,
            Lane lane,
            String policy,
            Address from,
            String subject,
            String messageId,
            OnUnknown onUnknown,
            int retentionDays,
            Instant expiresAt) {

        Suppressions.Asked ask(Address address) {
            return new Suppressions.Asked(lock.organisationId, environmentId, address);
        }

        Claimable claimable(
                List<Attempts.Row> attempts, Set<Suppressions.Asked> suppressed, Instant now) {
            return new Claimable(
                    lock.id,
                    lock.organisationId,
                    environmentId,
                    lane,
                    policy,
                    from,
                    subject,
                    messageId,
                    onUnknown,
                    retentionDays,
                    expiresAt,
                    lock.recipients.stream()
                            .filter(r -> r.due(now))
                            .map(
                                    r ->
                                            new Claimable.Due(
                                                    recipient(r),
                                                    suppressed.contains(ask(r.address)),
                                                    r.bounceClass(),
                                                    past(attempts, r.position)))
                            .toList(),
                    lock.recipients.stream().map(Frame::recipient).toList());
        }

        private static Recipient recipient(LockedRecipient r) {
            return new Recipient(r.position, r.kind, r.address);
        }

        private static List<Claimable.Past> past(List<Attempts.Row> attempts, int position) {
            return attempts.stream()
                    .filter(a -> a.position() == position)
                    .map(
                            a ->
                                    new Claimable.Past(
                                            a.no(),
                                            a.call(),
                                            a.provider(),
                                            a.startedAt(),
                                            a.finishedAt(),
                                            a.outcome()))
                    .toList();
        }
    }

    private static List<Frame> frames(Connection connection, List<LockedMail> mails)
            throws SQLException {
        Map<EmailId, LockedMail> byId = new HashMap<>();
        mails.forEach(mail -> byId.put(mail.id, mail));
        List<Frame> frames = new ArrayList<>();
        for (Map.Entry<Leaf, List<EmailId>> leaf : LockedMails.byLeaf(byId.keySet()).entrySet()) {
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            """
                            SELECT e.id, e.environment_id, e.lane, e.policy, e.from_email, e.from_name,
                                   e.subject, e.message_id, e.on_unknown, e.retention_days, e.expires_at
                              FROM unnest(?::uuid[]) u(id) JOIN %s e ON e.id = u.id"""
                                    .formatted(leaf.getKey().table("email")))) {
                new Columns<>(connection, statement, leaf.getValue()).add("uuid", id -> id);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        frames.add(frame(row, byId));
                    }
                }
            }
        }
        return frames;
    }

    private static Frame frame(ResultSet row, Map<EmailId, LockedMail> byId) throws SQLException {
        return new Frame(
                Objects.requireNonNull(byId.get(new EmailId(row.getObject(1, UUID.class)))),
                new EnvironmentId(row.getObject(2, UUID.class)),
                Lane.of(row.getInt(3)),
                row.getString(4),
                new Address(row.getString(5), row.getString(6)),
                row.getString(7),
                row.getString(8),
                OnUnknown.of(row.getInt(9)),
                row.getInt(10),
                Objects.requireNonNull(LockedMails.instant(row, 11)));
    }
}

package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.lifecycle.RecipientState;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.model.outcome.BounceClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Locks mails in the one order that never deadlocks (all recipients by id and position, then the
/// work rows by id) and writes back what was decided about them, a statement a table.
final class LockedMails {

    private final Connection connection;
    private final Instant now;
    private final NavigableMap<EmailId, LockedMail> mails;

    private LockedMails(
            Connection connection, Instant now, NavigableMap<EmailId, LockedMail> mails) {
        this.connection = connection;
        this.now = now;
        this.mails = mails;
    }

    /// Locks what is there of these mails; mails no longer kept are missing in the result.
    static LockedMails lock(Connection connection, Collection<EmailId> ids) throws SQLException {
        NavigableMap<EmailId, LockedMail> mails = new TreeMap<>();
        for (Map.Entry<Leaf, List<EmailId>> leaf : byLeaf(ids).entrySet()) {
            lockRecipients(connection, leaf.getKey(), leaf.getValue(), mails);
        }
        Instant now = lockWork(connection, List.copyOf(mails.keySet()), mails);
        return new LockedMails(connection, now, mails);
    }

    static SequencedMap<Leaf, List<EmailId>> byLeaf(Collection<EmailId> ids) {
        return ids.stream()
                .distinct()
                .sorted()
                .collect(Collectors.groupingBy(Leaf::of, TreeMap::new, Collectors.toList()));
    }

    /// By the database's clock, the same through the transaction.
    Instant now() {
        return now;
    }

    Collection<LockedMail> all() {
        return mails.values();
    }

    @Nullable LockedMail find(EmailId id) {
        return mails.get(id);
    }

    private static void lockRecipients(
            Connection connection,
            Leaf leaf,
            List<EmailId> ids,
            NavigableMap<EmailId, LockedMail> mails)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        SELECT r.email_id, r.pos, r.organisation_id, r.kind, r.address, r.name,
                               r.status, r.attempt, r.class, r.reason, r.next_at
                          FROM unnest(?::uuid[]) u(id) JOIN %s r ON r.email_id = u.id
                         ORDER BY r.email_id, r.pos FOR UPDATE OF r"""
                                .formatted(leaf.table("recipient")))) {
            new Columns<>(connection, statement, ids).add("uuid", id -> id);
            Map<EmailId, List<LockedRecipient>> recipients = new TreeMap<>();
            Map<EmailId, OrganisationId> organisations = new TreeMap<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    LockedRecipient recipient = recipient(row);
                    recipients
                            .computeIfAbsent(recipient.emailId, id -> new ArrayList<>())
                            .add(recipient);
                    organisations.putIfAbsent(
                            recipient.emailId, new OrganisationId(row.getObject(3, UUID.class)));
                }
            }
            recipients.forEach(
                    (id, all) ->
                            mails.put(
                                    id,
                                    new LockedMail(
                                            id,
                                            Objects.requireNonNull(organisations.get(id)),
                                            all)));
        }
    }

    private static LockedRecipient recipient(ResultSet row) throws SQLException {
        int bounceClass = row.getInt(9);
        boolean unclassified = row.wasNull();
        return new LockedRecipient(
                new EmailId(row.getObject(1, UUID.class)),
                row.getInt(2),
                RecipientKind.of(row.getInt(4)),
                new Address(row.getString(5), row.getString(6)),
                RecipientState.of(Status.of(row.getInt(7)), row.getInt(8)),
                unclassified ? null : BounceClass.of(bounceClass),
                row.getString(10),
                instant(row, 11));
    }

    /// Locks the work rows and returns the time.
    private static Instant lockWork(
            Connection connection, List<EmailId> ids, Map<EmailId, LockedMail> mails)
            throws SQLException {
        Instant now = null;
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        SELECT w.email_id, w.holder, w.fence, w.deaths,
                               w.holder IS NULL AND (w.woken OR w.due_at <= now()), now()
                          FROM unnest(?::uuid[]) u(id) JOIN work w ON w.email_id = u.id
                         ORDER BY w.email_id FOR UPDATE OF w""")) {
            new Columns<>(connection, statement, ids).add("uuid", id -> id);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    long holder = row.getLong(2);
                    Long heldBy = row.wasNull() ? null : holder;
                    LockedMail mail = mails.get(new EmailId(row.getObject(1, UUID.class)));
                    if (mail != null) {
                        mail.work =
                                new LockedMail.Work(
                                        heldBy, row.getInt(3), row.getInt(4), row.getBoolean(5));
                    }
                    now = instant(row, 6);
                }
            }
        }
        return now != null ? now : now(connection);
    }

    private static Instant now(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT now()");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    /// Writes every change: recipients, the mails' folds, work rows, events.
    void save() throws SQLException {
        saveRecipients();
        saveStatus();
        saveWork();
        Event.insert(
                connection, mails.values().stream().flatMap(m -> m.events.stream()).toList(), now);
    }

    private void saveRecipients() throws SQLException {
        List<LockedRecipient> changed =
                mails.values().stream()
                        .flatMap(mail -> mail.recipients.stream())
                        .filter(LockedRecipient::changed)
                        .toList();
        Map<Leaf, List<LockedRecipient>> byLeaf =
                changed.stream()
                        .collect(
                                Collectors.groupingBy(
                                        r -> Leaf.of(r.emailId),
                                        TreeMap::new,
                                        Collectors.toList()));
        for (Map.Entry<Leaf, List<LockedRecipient>> leaf : byLeaf.entrySet()) {
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            """
                            UPDATE %s r
                               SET status = u.status, attempt = u.attempt, class = u.class,
                                   reason = u.reason, next_at = u.next_at, updated_at = now()
                              FROM unnest(?::uuid[], ?::smallint[], ?::smallint[], ?::smallint[],
                                          ?::smallint[], ?::text[], ?::timestamptz[])
                                   u(email_id, pos, status, attempt, class, reason, next_at)
                             WHERE r.email_id = u.email_id AND r.pos = u.pos"""
                                    .formatted(leaf.getKey().table("recipient")))) {
                new Columns<>(connection, statement, leaf.getValue())
                        .add("uuid", r -> r.emailId)
                        .add("int2", r -> r.position)
                        .add("int2", r -> r.state().status().code())
                        .add("int2", r -> r.state().attempt())
                        .add("int2", r -> r.bounceClass() == null ? null : r.bounceClass().code())
                        .add("text", LockedRecipient::reason)
                        .add("timestamptz", r -> r.open() ? r.nextAt() : null);
                statement.executeUpdate();
            }
        }
    }

    private void saveStatus() throws SQLException {
        Map<Leaf, List<LockedMail>> byLeaf =
                mails.values().stream()
                        .filter(LockedMail::statusChanged)
                        .collect(
                                Collectors.groupingBy(
                                        mail -> Leaf.of(mail.id),
                                        TreeMap::new,
                                        Collectors.toList()));
        for (Map.Entry<Leaf, List<LockedMail>> leaf : byLeaf.entrySet()) {
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            """
                            UPDATE %s e
                               SET status = u.status,
                                   settled_at = CASE WHEN u.status > 2
                                                     THEN coalesce(e.settled_at, now()) END
                              FROM unnest(?::uuid[], ?::smallint[]) u(id, status)
                             WHERE e.id = u.id"""
                                    .formatted(leaf.getKey().table("email")))) {
                new Columns<>(connection, statement, leaf.getValue())
                        .add("uuid", mail -> mail.id)
                        .add("int2", mail -> mail.status().code());
                statement.executeUpdate();
            }
        }
    }

    private void saveWork() throws SQLException {
        List<LockedMail> released = with(mail -> mail.fate == LockedMail.Fate.RELEASED);
        delete(released.stream().filter(mail -> !mail.open() && mail.work != null).toList());
        List<LockedMail> open = released.stream().filter(LockedMail::open).toList();
        release(open.stream().filter(mail -> mail.work != null).toList());
        reopen(open.stream().filter(mail -> mail.work == null).toList());
    }

    private List<LockedMail> with(Predicate<LockedMail> test) {
        return mails.values().stream().filter(test).toList();
    }

    private void delete(List<LockedMail> done) throws SQLException {
        if (done.isEmpty()) {
            return;
        }
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        DELETE FROM work w USING unnest(?::uuid[]) u(id) WHERE w.email_id = u.id""")) {
            new Columns<>(connection, statement, done).add("uuid", mail -> mail.id);
            statement.executeUpdate();
        }
    }

    private void release(List<LockedMail> waiting) throws SQLException {
        if (waiting.isEmpty()) {
            return;
        }
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        UPDATE work w
                           SET holder = NULL, woken = false, wakes = 0, due_at = u.due_at
                          FROM unnest(?::uuid[], ?::timestamptz[]) u(id, due_at)
                         WHERE w.email_id = u.id""")) {
            new Columns<>(connection, statement, waiting)
                    .add("uuid", mail -> mail.id)
                    .add("timestamptz", mail -> mail.due(now));
            statement.executeUpdate();
        }
    }

    /// A mail that was over and is not any more: blocked after it had been accepted. Its fence goes
    /// on where the attempts left it: one given out twice would let an old holder steer.
    private void reopen(List<LockedMail> rerouted) throws SQLException {
        for (LockedMail mail : rerouted) {
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            """
                            INSERT INTO work (email_id, flow, lane, due_at, woken, fence)
                            SELECT e.id, e.environment_id, e.lane, ?::timestamptz, false,
                                   (SELECT coalesce(max(a.fence), 0) FROM %s a
                                     WHERE a.email_id = e.id)
                              FROM %s e WHERE e.id = ?"""
                                    .formatted(
                                            Leaf.of(mail.id).table("attempt"),
                                            Leaf.of(mail.id).table("email")))) {
                statement.setString(1, mail.due(now).toString());
                statement.setObject(2, mail.id.value());
                statement.executeUpdate();
            }
        }
    }
}

package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.lifecycle.RecipientState;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.lifecycle.WaitCause;
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

    private final NavigableMap<EmailId, LockedMail> mails = new TreeMap<>();
    private @Nullable Instant now;

    private LockedMails() {}

    /// Locks what is there of these mails; mails no longer kept are missing in the result.
    static LockedMails lock(Connection connection, Collection<EmailId> ids) throws SQLException {
        Pipeline pipeline = new Pipeline(connection);
        LockedMails locked = lock(pipeline, ids);
        pipeline.run();
        locked.complete(connection);
        return locked;
    }

    /// The same as part of a pipeline: filled when that has run; then [#complete] is due.
    static LockedMails lock(Pipeline pipeline, Collection<EmailId> ids) {
        return lock(pipeline, ids, "NULL");
    }

    /// The same with the display names, which only what is composed needs.
    static LockedMails lockNamed(Pipeline pipeline, Collection<EmailId> ids) {
        return lock(pipeline, ids, "r.name");
    }

    private static LockedMails lock(Pipeline pipeline, Collection<EmailId> ids, String name) {
        LockedMails locked = new LockedMails();
        SequencedMap<Leaf, List<EmailId>> byLeaf = byLeaf(ids);
        byLeaf.forEach((leaf, own) -> locked.lockRecipients(pipeline, leaf, own, name));
        locked.lockWork(pipeline, byLeaf.values().stream().flatMap(List::stream).toList());
        return locked;
    }

    /// Asks for the time if no row told it.
    void complete(Connection connection) throws SQLException {
        if (now == null) {
            now = now(connection);
        }
    }

    static SequencedMap<Leaf, List<EmailId>> byLeaf(Collection<EmailId> ids) {
        return ids.stream()
                .distinct()
                .sorted()
                .collect(Collectors.groupingBy(Leaf::of, TreeMap::new, Collectors.toList()));
    }

    /// By the database's clock, the same through the transaction.
    Instant now() {
        return Objects.requireNonNull(now);
    }

    Collection<LockedMail> all() {
        return mails.values();
    }

    @Nullable LockedMail find(EmailId id) {
        return mails.get(id);
    }

    /// @param name the column of the display name, or what stands in its place
    private void lockRecipients(Pipeline pipeline, Leaf leaf, List<EmailId> ids, String name) {
        pipeline.read(
                """
                SELECT r.email_id, r.pos, r.organisation_id, r.kind, r.address, %s,
                       r.status, r.attempt, r.class, r.reason, r.next_at, r.waits,
                       r.waits_why
                  FROM unnest(?::uuid[]) u(id) JOIN %s r ON r.email_id = u.id
                 ORDER BY r.email_id, r.pos FOR UPDATE OF r"""
                        .formatted(name, leaf.table("recipient")),
                ids,
                columns -> columns.add("uuid", id -> id),
                this::readRecipients);
    }

    private void readRecipients(ResultSet row) throws SQLException {
        Map<EmailId, List<LockedRecipient>> recipients = new TreeMap<>();
        Map<EmailId, OrganisationId> organisations = new TreeMap<>();
        while (row.next()) {
            LockedRecipient recipient = recipient(row);
            recipients.computeIfAbsent(recipient.emailId, id -> new ArrayList<>()).add(recipient);
            organisations.putIfAbsent(
                    recipient.emailId, new OrganisationId(row.getObject(3, UUID.class)));
        }
        recipients.forEach(
                (id, all) ->
                        mails.put(
                                id,
                                new LockedMail(
                                        id, Objects.requireNonNull(organisations.get(id)), all)));
    }

    private static LockedRecipient recipient(ResultSet row) throws SQLException {
        int bounceClass = row.getInt(9);
        boolean unclassified = row.wasNull();
        return new LockedRecipient(
                new EmailId(row.getObject(1, UUID.class)),
                row.getInt(2),
                RecipientKind.of(row.getInt(4)),
                Address.stored(row.getString(5), row.getString(6)),
                RecipientState.of(Status.of(row.getInt(7)), row.getInt(8)),
                unclassified ? null : BounceClass.of(bounceClass),
                row.getString(10),
                instant(row, 11),
                waits(row),
                row.getString(13));
    }

    private static @Nullable WaitCause waits(ResultSet row) throws SQLException {
        int cause = row.getInt(12);
        return row.wasNull() ? null : WaitCause.of(cause);
    }

    private void lockWork(Pipeline pipeline, List<EmailId> ids) {
        pipeline.read(
                """
                SELECT w.email_id, w.holder, w.fence, w.deaths, w.alone, w.trial,
                       w.holder IS NULL AND (w.woken OR w.due_at <= now()), now(),
                       w.settings_seen
                  FROM unnest(?::uuid[]) u(id) JOIN work w ON w.email_id = u.id
                 ORDER BY w.email_id FOR UPDATE OF w""",
                ids,
                columns -> columns.add("uuid", id -> id),
                row -> {
                    while (row.next()) {
                        long holder = row.getLong(2);
                        Long heldBy = row.wasNull() ? null : holder;
                        LockedMail mail = mails.get(new EmailId(row.getObject(1, UUID.class)));
                        if (mail != null) {
                            mail.work =
                                    new LockedMail.Work(
                                            heldBy,
                                            row.getInt(3),
                                            new Blame(row.getInt(4), row.getInt(5)),
                                            Trial.of(row.getInt(6)),
                                            row.getBoolean(7),
                                            row.getObject(9, Long.class));
                        }
                        now = instant(row, 8);
                    }
                });
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
    void save(Pipeline pipeline) {
        saveRecipients(pipeline);
        saveStatus(pipeline);
        saveWork(pipeline);
        Event.insert(
                pipeline, mails.values().stream().flatMap(m -> m.events.stream()).toList(), now());
    }

    private void saveRecipients(Pipeline pipeline) {
        Map<Leaf, List<LockedRecipient>> byLeaf =
                mails.values().stream()
                        .flatMap(mail -> mail.recipients.stream())
                        .filter(LockedRecipient::changed)
                        .collect(
                                Collectors.groupingBy(
                                        r -> Leaf.of(r.emailId),
                                        TreeMap::new,
                                        Collectors.toList()));
        byLeaf.forEach(
                (leaf, recipients) ->
                        pipeline.write(
                                """
                                UPDATE %s r
                                   SET status = u.status, attempt = u.attempt, class = u.class,
                                       reason = u.reason, next_at = u.next_at, waits = u.waits,
                                       waits_why = u.waits_why, updated_at = now()
                                  FROM (SELECT (?::uuid[])[i] AS email_id,
                                               (?::smallint[])[i] AS pos,
                                               (?::smallint[])[i] AS status,
                                               (?::smallint[])[i] AS attempt,
                                               (?::smallint[])[i] AS class,
                                               (?::text[])[i] AS reason,
                                               (?::timestamptz[])[i] AS next_at,
                                               (?::smallint[])[i] AS waits,
                                               (?::text[])[i] AS waits_why
                                          FROM unnest(?::int[]) i) u
                                 WHERE r.email_id = u.email_id AND r.pos = u.pos"""
                                        .formatted(leaf.table("recipient")),
                                recipients,
                                LockedMails::bind));
    }

    private static void bind(Columns<LockedRecipient> columns) throws SQLException {
        columns.add("uuid", r -> r.emailId)
                .add("int2", r -> r.position)
                .add("int2", r -> r.state().status().code())
                .add("int2", r -> r.state().attempt())
                .add("int2", r -> r.bounceClass() == null ? null : r.bounceClass().code())
                .add("text", LockedRecipient::reason)
                .add("timestamptz", r -> r.open() ? r.nextAt() : null)
                .add("int2", r -> r.open() && r.waits() != null ? r.waits().code() : null)
                .add("text", r -> r.open() ? r.waitsWhy() : null)
                .subscripts();
    }

    private void saveStatus(Pipeline pipeline) {
        Map<Leaf, List<LockedMail>> byLeaf =
                mails.values().stream()
                        .filter(LockedMail::statusChanged)
                        .collect(
                                Collectors.groupingBy(
                                        mail -> Leaf.of(mail.id),
                                        TreeMap::new,
                                        Collectors.toList()));
        byLeaf.forEach(
                (leaf, changed) ->
                        pipeline.write(
                                """
                                UPDATE %s e
                                   SET status = u.status,
                                       settled_at = CASE WHEN u.status > 2
                                                         THEN coalesce(e.settled_at, now()) END
                                  FROM (SELECT (?::uuid[])[i] AS id,
                                               (?::smallint[])[i] AS status
                                          FROM unnest(?::int[]) i) u
                                 WHERE e.id = u.id"""
                                        .formatted(leaf.table("email")),
                                changed,
                                columns ->
                                        columns.add("uuid", mail -> mail.id)
                                                .add("int2", mail -> mail.status().code())
                                                .subscripts()));
    }

    private void saveWork(Pipeline pipeline) {
        List<LockedMail> released = with(mail -> mail.fate == LockedMail.Fate.RELEASED);
        pipeline.write(
                "DELETE FROM work w USING unnest(?::uuid[]) u(id) WHERE w.email_id = u.id",
                released.stream().filter(mail -> !mail.open() && mail.work != null).toList(),
                columns -> columns.add("uuid", mail -> mail.id));
        List<LockedMail> open = released.stream().filter(LockedMail::open).toList();
        release(pipeline, open.stream().filter(mail -> mail.work != null).toList());
        open.stream().filter(mail -> mail.work == null).forEach(mail -> reopen(pipeline, mail));
        acquit(pipeline, with(LockedMail::acquitted));
    }

    private List<LockedMail> with(Predicate<LockedMail> test) {
        return mails.values().stream().filter(test).toList();
    }

    private void release(Pipeline pipeline, List<LockedMail> waiting) {
        pipeline.write(
                """
                UPDATE work w
                   SET holder = NULL, woken = false, wakes = 0, due_at = u.due_at, trial = 0,
                       alone = u.alone, settings_seen = u.settings_seen
                  FROM (SELECT (?::uuid[])[i] AS id, (?::timestamptz[])[i] AS due_at,
                               (?::smallint[])[i] AS alone, (?::bigint[])[i] AS settings_seen
                          FROM unnest(?::int[]) i) u
                 WHERE w.email_id = u.id""",
                waiting,
                columns ->
                        columns.add("uuid", mail -> mail.id)
                                .add("timestamptz", mail -> mail.due(now()))
                                .add("int2", mail -> lived(mail.heldWork()).alone())
                                .add("int8", LockedMail::settingsSeen)
                                .subscripts());
    }

    private static Blame lived(LockedMail.Work work) {
        return work.blame().lived(work.trial());
    }

    private static void acquit(Pipeline pipeline, List<LockedMail> mails) {
        pipeline.write(
                """
                UPDATE work w SET deaths = u.deaths, alone = u.alone
                  FROM (SELECT (?::uuid[])[i] AS id, (?::smallint[])[i] AS deaths,
                               (?::smallint[])[i] AS alone
                          FROM unnest(?::int[]) i) u
                 WHERE w.email_id = u.id""",
                mails,
                columns ->
                        columns.add("uuid", mail -> mail.id)
                                .add("int2", mail -> mail.heldWork().blame().stoodStill().deaths())
                                .add("int2", mail -> mail.heldWork().blame().stoodStill().alone())
                                .subscripts());
    }

    /// A mail that was over and is not any more: blocked after it had been accepted. Its fence goes
    /// on where the attempts left it: one given out twice would let an old holder steer.
    private void reopen(Pipeline pipeline, LockedMail mail) {
        Leaf leaf = Leaf.of(mail.id);
        pipeline.write(
                """
                INSERT INTO work (email_id, flow, lane, due_at, woken, fence)
                SELECT e.id, e.environment_id, e.lane, u.due_at, false,
                       (SELECT coalesce(max(a.fence), 0) FROM %s a WHERE a.email_id = e.id)
                  FROM unnest(?::uuid[], ?::timestamptz[]) u(id, due_at)
                  JOIN %s e ON e.id = u.id"""
                        .formatted(leaf.table("attempt"), leaf.table("email")),
                List.of(mail),
                columns -> columns.add("uuid", m -> m.id).add("timestamptz", m -> m.due(now())));
    }
}

package dev.mailswitch.ledger.reading;

import static dev.mailswitch.ledger.reading.Snapshots.prepared;

import dev.mailswitch.ledger.ContentHead;
import dev.mailswitch.ledger.reading.Mail.Addressee;
import dev.mailswitch.ledger.reading.MailDetail.Attempt;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.Uuids;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.mail.Content;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Reads mails as they stand now, each answer in one snapshot.
public final class MailReader {

    /// The clock inside an id and the one inside an event's id may differ by this much.
    private static final Duration CLOCKS = Duration.ofMinutes(1);

    private final DataSource readers;

    /// @param readers a pool whose sessions have a statement time-out of seconds
    public MailReader(DataSource readers) {
        this.readers = readers;
    }

    /// The mail with attempts and bodies; empty if this organisation has none of that id.
    public Optional<MailDetail> find(OrganisationId organisation, EmailId id) throws SQLException {
        return Snapshots.in(readers, connection -> find(connection, organisation, id));
    }

    /// The mail without attempts and content; empty if this organisation has none of that id.
    public Optional<Mail> frame(OrganisationId organisation, EmailId id) throws SQLException {
        return Snapshots.in(readers, connection -> frame(connection, organisation, id));
    }

    /// The mail with attempts and without content; empty if this organisation has none of that id.
    public Optional<MailCourse> course(OrganisationId organisation, EmailId id)
            throws SQLException {
        return Snapshots.in(
                readers,
                connection -> {
                    Optional<Mail> mail = frame(connection, organisation, id);
                    return mail.isEmpty()
                            ? Optional.empty()
                            : Optional.of(new MailCourse(mail.get(), attempts(connection, id)));
                });
    }

    /// Anybody's mail, without attempts and content: for doors whose ids are secrets that open
    /// without a key.
    public Optional<OwnedMail> find(EmailId id) throws SQLException {
        return Snapshots.in(readers, connection -> owned(connection, "", id));
    }

    /// A page of an organisation's mails, newest first, which ends before its limit where the mails
    /// are so large that more of them would exceed [MailPage#MAX_OCTETS]. Recipients are counted
    /// where they are.
    ///
    /// @param room takes memory for so many octets of mails; asked once, before they are read
    /// @return empty if it refused
    public Optional<MailPage> list(
            OrganisationId organisation, MailFilter filter, Paging page, LongPredicate room)
            throws SQLException {
        return Snapshots.in(
                readers, connection -> list(connection, organisation, filter, page, room));
    }

    /// About how many octets [#find(OrganisationId, EmailId)] reads; 0 if there is no such mail.
    public long octets(OrganisationId organisation, EmailId id) throws SQLException {
        try (Connection connection = readers.getConnection()) {
            return MailSizes.whole(connection, organisation, id);
        }
    }

    /// The mail's timeline, oldest first, up to now.
    ///
    /// @param after events after this one, or null for all
    public List<TimelineEvent> timeline(
            OrganisationId organisation, EmailId id, @Nullable UUID after, int limit)
            throws SQLException {
        UUID from = Uuids.floor(id.time().minus(CLOCKS));
        return rows(
                """
                SELECT v.id, v.type, r.address, v.attempt, a.provider_id, v.data
                  FROM event v
                  LEFT JOIN recipient r ON r.email_id = ? AND r.pos = v.pos
                  LEFT JOIN attempt a ON a.email_id = ? AND a.pos = v.pos AND a.no = v.attempt
                 WHERE v.email_id = ? AND v.organisation_id = ? AND v.id >= ? AND v.id > ?
                 ORDER BY v.id LIMIT ?\
                """,
                MailRows::event,
                id.value(),
                id.value(),
                id.value(),
                organisation.value(),
                from,
                after == null ? new UUID(0, 0) : after,
                limit);
    }

    private static Optional<MailDetail> find(
            Connection connection, OrganisationId organisation, EmailId id) throws SQLException {
        String sql =
                "SELECT %s FROM email e WHERE e.id = ? AND e.organisation_id = ?"
                        .formatted(MailRows.MAIL);
        try (PreparedStatement statement = prepared(connection, sql, id, organisation.value());
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            Content content = content(connection, id, row.getInt(14), row.getString(5));
            return Optional.of(
                    new MailDetail(
                            MailRows.mail(row, recipients(connection, id), content),
                            MailRows.rules(row),
                            attempts(connection, id),
                            content));
        }
    }

    private static Optional<Mail> frame(
            Connection connection, OrganisationId organisation, EmailId id) throws SQLException {
        return owned(connection, " AND e.organisation_id = ?", id, organisation.value())
                .map(OwnedMail::mail);
    }

    /// @param more conditions, with their values after the id
    private static Optional<OwnedMail> owned(
            Connection connection, String more, EmailId id, Object... values) throws SQLException {
        String sql =
                "SELECT %s, e.organisation_id AS owner FROM email e WHERE e.id = ?%s"
                        .formatted(MailRows.MAIL, more);
        Object[] all = Stream.concat(Stream.of(id), Stream.of(values)).toArray();
        try (PreparedStatement statement = prepared(connection, sql, all);
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            return Optional.of(
                    new OwnedMail(
                            new OrganisationId(row.getObject("owner", UUID.class)),
                            MailRows.mail(row, recipients(connection, id), null)));
        }
    }

    private static List<Attempt> attempts(Connection connection, EmailId id) throws SQLException {
        String sql =
                "SELECT %s FROM attempt a WHERE a.email_id = ? ORDER BY a.no, a.pos"
                        .formatted(MailRows.ATTEMPT);
        List<Attempt> attempts = new ArrayList<>();
        try (PreparedStatement statement = prepared(connection, sql, id);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                attempts.add(MailRows.attempt(row));
            }
        }
        return attempts;
    }

    private static @Nullable Content content(
            Connection connection, EmailId id, int retentionDays, String subject)
            throws SQLException {
        String sql =
                "SELECT head, html, text FROM email_content WHERE email_id = ? AND retention_days ="
                        + " ?";
        try (PreparedStatement statement = prepared(connection, sql, id, (short) retentionDays);
                ResultSet row = statement.executeQuery()) {
            return row.next()
                    ? ContentHead.decode(row.getBytes(1), subject, row.getBytes(2), row.getBytes(3))
                    : null;
        }
    }

    private static Optional<MailPage> list(
            Connection connection,
            OrganisationId organisation,
            MailFilter filter,
            Paging page,
            LongPredicate room)
            throws SQLException {
        List<EmailId> ids = ids(connection, organisation, filter, page);
        List<EmailId> wanted = ids.subList(0, Math.min(ids.size(), page.limit()));
        Map<EmailId, Long> sizes = MailSizes.listed(connection, wanted);
        List<EmailId> shown = MailPage.fitting(wanted, id -> sizes.getOrDefault(id, 0L));
        if (!room.test(shown.stream().mapToLong(id -> sizes.getOrDefault(id, 0L)).sum())) {
            return Optional.empty();
        }
        Map<EmailId, List<Addressee>> recipients = recipients(connection, shown, ListedMail.SHOWN);
        Map<EmailId, Map<Status, Integer>> statuses = statuses(connection, shown);
        Map<EmailId, Content> heads = heads(connection, shown);
        List<ListedMail> mails = new ArrayList<>();
        for (Mail mail : frames(connection, shown)) {
            List<Addressee> first = recipients.getOrDefault(mail.id(), List.of());
            mails.add(
                    new ListedMail(
                            filled(mail, first, heads.get(mail.id())),
                            statuses.getOrDefault(mail.id(), Map.of())));
        }
        return Optional.of(new MailPage(mails, ids.size() > shown.size()));
    }

    private static List<EmailId> ids(
            Connection connection, OrganisationId organisation, MailFilter filter, Paging page)
            throws SQLException {
        try (PreparedStatement statement =
                        ListQuery.prepare(connection, organisation, filter, page);
                ResultSet row = statement.executeQuery()) {
            List<EmailId> ids = new ArrayList<>();
            while (row.next()) {
                ids.add(MailRows.id(row));
            }
            return ids;
        }
    }

    /// Newest first, without recipients and content.
    private static List<Mail> frames(Connection connection, List<EmailId> ids) throws SQLException {
        List<Mail> frames = new ArrayList<>();
        if (ids.isEmpty()) {
            return frames;
        }
        // The bounds say nothing new; by them PostgreSQL finds the leaves to look into.
        String sql =
                """
                SELECT %s FROM email e WHERE e.id = ANY(?) AND e.id >= ? AND e.id <= ?
                 ORDER BY e.id DESC"""
                        .formatted(MailRows.MAIL);
        try (PreparedStatement statement =
                        prepared(
                                connection,
                                sql,
                                array(connection, ids),
                                ids.getLast(),
                                ids.getFirst());
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                frames.add(MailRows.mail(row, List.of(), null));
            }
        }
        return frames;
    }

    private static Mail filled(Mail mail, List<Addressee> recipients, @Nullable Content head) {
        return new Mail(
                mail.id(),
                mail.environmentId(),
                mail.from(),
                mail.subject(),
                mail.messageId(),
                mail.tags(),
                mail.metadataJson(),
                mail.policy(),
                mail.scheduledAt(),
                mail.expiresAt(),
                mail.settledAt(),
                mail.resendOf(),
                mail.templateId(),
                recipients,
                head == null ? List.of() : head.replyTo(),
                head == null ? List.of() : head.attachments());
    }

    private static List<Addressee> recipients(Connection connection, EmailId id)
            throws SQLException {
        return recipients(connection, List.of(id), EmailId.MAX_RECIPIENTS)
                .getOrDefault(id, List.of());
    }

    /// @param most of each mail, from its first on
    private static Map<EmailId, List<Addressee>> recipients(
            Connection connection, Collection<EmailId> ids, int most) throws SQLException {
        Map<EmailId, List<Addressee>> recipients = new HashMap<>();
        String sql =
                """
                SELECT %s FROM recipient r WHERE r.email_id = ANY(?) AND r.pos < ?
                 ORDER BY r.email_id, r.pos"""
                        .formatted(MailRows.RECIPIENT);
        try (PreparedStatement statement = prepared(connection, sql, array(connection, ids), most);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                recipients
                        .computeIfAbsent(MailRows.id(row), id -> new ArrayList<>())
                        .add(MailRows.addressee(row));
            }
        }
        return recipients;
    }

    private static Map<EmailId, Map<Status, Integer>> statuses(
            Connection connection, Collection<EmailId> ids) throws SQLException {
        Map<EmailId, Map<Status, Integer>> statuses = new HashMap<>();
        String sql =
                """
                SELECT r.email_id, %s AS shown, count(*) FROM recipient r
                 WHERE r.email_id = ANY(?) GROUP BY r.email_id, shown"""
                        .formatted(MailRows.STATUS);
        try (PreparedStatement statement = prepared(connection, sql, array(connection, ids));
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                statuses.computeIfAbsent(MailRows.id(row), id -> new EnumMap<>(Status.class))
                        .put(Status.of(row.getInt(2)), row.getInt(3));
            }
        }
        return statuses;
    }

    private static Map<EmailId, Content> heads(Connection connection, Collection<EmailId> ids)
            throws SQLException {
        Map<EmailId, Content> heads = new HashMap<>();
        String sql = "SELECT c.email_id, c.head FROM email_content c WHERE c.email_id = ANY(?)";
        try (PreparedStatement statement = prepared(connection, sql, array(connection, ids));
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                heads.put(MailRows.id(row), ContentHead.decode(row.getBytes(2), "", null, null));
            }
        }
        return heads;
    }

    static java.sql.Array array(Connection connection, Collection<EmailId> ids)
            throws SQLException {
        return connection.createArrayOf("uuid", ids.stream().map(EmailId::value).toArray());
    }

    private interface Rows<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> List<T> rows(String sql, Rows<T> reader, Object... values) throws SQLException {
        try (Connection connection = readers.getConnection();
                PreparedStatement statement = prepared(connection, sql, values);
                ResultSet row = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(reader.read(row));
            }
            return rows;
        }
    }
}

package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.model.mail.Recipient;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a decision needs of mails beside their locked rows: frames, suppressions, earlier attempts.
final class Frames {

    private final Map<EmailId, Frame> frames = new HashMap<>();
    private final Set<Place> suppressed = new HashSet<>();
    private final Set<EmailId> leftOpen = new HashSet<>();

    private Frames() {}

    private record Place(EmailId id, int position) {}

    /// Reads them as part of a pipeline.
    static Frames read(Pipeline pipeline, Collection<EmailId> ids) {
        Frames frames = new Frames();
        LockedMails.byLeaf(ids)
                .forEach(
                        (leaf, own) -> {
                            frames.readMails(pipeline, leaf, own);
                            frames.readSuppressed(pipeline, leaf, own);
                        });
        return frames;
    }

    private void readMails(Pipeline pipeline, Leaf leaf, List<EmailId> ids) {
        pipeline.read(
                """
                SELECT e.id, e.environment_id, e.lane, e.policy, e.from_email, e.from_name,
                       e.subject, e.message_id, e.on_unknown, e.retention_days, e.expires_at,
                       e.per_recipient, e.tags
                  FROM unnest(?::uuid[]) u(id) JOIN %s e ON e.id = u.id"""
                        .formatted(leaf.table("email")),
                ids,
                columns -> columns.add("uuid", id -> id),
                row -> {
                    while (row.next()) {
                        frames.put(new EmailId(row.getObject(1, UUID.class)), frame(row));
                    }
                });
    }

    /// Finds addresses of plain ASCII, of which [Address#key] is the lower case; the others are
    /// asked for by their key afterwards.
    private void readSuppressed(Pipeline pipeline, Leaf leaf, List<EmailId> ids) {
        pipeline.read(
                """
                SELECT r.email_id, r.pos
                  FROM unnest(?::uuid[]) u(id) JOIN %s r ON r.email_id = u.id
                  JOIN suppression s
                    ON s.organisation_id = r.organisation_id
                   AND s.address = lower(r.address COLLATE "C")
                 WHERE (s.environment_id IS NULL
                        OR s.environment_id = (SELECT e.environment_id FROM %s e WHERE e.id = u.id))
                   AND (s.expires_at IS NULL OR s.expires_at > now())"""
                        .formatted(leaf.table("recipient"), leaf.table("email")),
                ids,
                columns -> columns.add("uuid", id -> id),
                row -> {
                    while (row.next()) {
                        suppressed.add(
                                new Place(
                                        new EmailId(row.getObject(1, UUID.class)), row.getInt(2)));
                    }
                });
    }

    /// Puts together what is decided about; the mails' rows are locked.
    List<Claimable> claimable(Connection connection, List<LockedMail> mails, Instant now)
            throws SQLException {
        Map<EmailId, List<Attempts.Row>> attempts =
                Attempts.of(
                        connection,
                        // A mail that was never in hand has none.
                        mails.stream()
                                .filter(m -> m.heldWork().fence() > 0)
                                .map(m -> m.id)
                                .toList());
        attempts.forEach(
                (id, own) -> {
                    if (!own.stream().allMatch(Attempts.Row::closed)) {
                        leftOpen.add(id);
                    }
                });
        askForOthers(connection, mails, now);
        return mails.stream()
                .map(mail -> claimable(mail, attempts.getOrDefault(mail.id, List.of()), now))
                .toList();
    }

    private void askForOthers(Connection connection, List<LockedMail> mails, Instant now)
            throws SQLException {
        Map<Suppressions.Asked, List<Place>> asked = new HashMap<>();
        for (LockedMail mail : mails) {
            for (LockedRecipient r : mail.toDecide(now)) {
                if (!r.address.email().chars().allMatch(c -> c < 128)) {
                    Suppressions.Asked question =
                            new Suppressions.Asked(
                                    mail.organisationId, frame(mail).environmentId(), r.address);
                    asked.computeIfAbsent(question, q -> new ArrayList<>())
                            .add(new Place(mail.id, r.position));
                }
            }
        }
        for (Suppressions.Asked found :
                Suppressions.among(connection, List.copyOf(asked.keySet()))) {
            suppressed.addAll(asked.getOrDefault(found, List.of()));
        }
    }

    private Frame frame(LockedMail mail) {
        return Objects.requireNonNull(frames.get(mail.id), "a mail with recipients has a frame");
    }

    /// Whether an attempt of an earlier claim is still open on record. It should have been closed
    /// when the mail was taken from its worker.
    boolean leftOpen(LockedMail mail) {
        return leftOpen.contains(mail.id);
    }

    private Claimable claimable(LockedMail mail, List<Attempts.Row> attempts, Instant now) {
        Frame frame = frame(mail);
        return new Claimable(
                mail.id,
                mail.organisationId,
                frame.environmentId(),
                frame.lane(),
                frame.policy(),
                frame.from(),
                frame.subject(),
                frame.messageId(),
                frame.onUnknown(),
                frame.retentionDays(),
                frame.expiresAt(),
                frame.perRecipient(),
                frame.tags(),
                mail.toDecide(now).stream()
                        .map(
                                r ->
                                        new Claimable.Due(
                                                recipient(r),
                                                suppressed.contains(new Place(mail.id, r.position)),
                                                past(attempts, r.position)))
                        .toList(),
                mail.recipients.stream().map(Frames::recipient).toList(),
                EarlierCalls.of(mail, attempts));
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
                                        a.outcome(),
                                        a.madeWith()))
                .toList();
    }

    private record Frame(
            EnvironmentId environmentId,
            Lane lane,
            String policy,
            Address from,
            String subject,
            String messageId,
            OnUnknown onUnknown,
            int retentionDays,
            Instant expiresAt,
            boolean perRecipient,
            List<String> tags) {}

    private static Frame frame(ResultSet row) throws SQLException {
        return new Frame(
                new EnvironmentId(row.getObject(2, UUID.class)),
                Lane.of(row.getInt(3)),
                row.getString(4),
                Address.stored(row.getString(5), row.getString(6)),
                row.getString(7),
                row.getString(8),
                OnUnknown.of(row.getInt(9)),
                row.getInt(10),
                Objects.requireNonNull(LockedMails.instant(row, 11)),
                row.getBoolean(12),
                tags(row.getArray(13)));
    }

    private static List<String> tags(@Nullable Array stored) throws SQLException {
        return stored == null ? List.of() : List.of((String[]) stored.getArray());
    }
}

package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.lifecycle.RecipientState;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.mail.Attachment;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Cancels and moves scheduled mails: only while every recipient is scheduled and nobody has the
/// mail in hand.
public final class Cancelling {

    /// A mail's time is at most so long after it was accepted, however often it is moved: its frame
    /// lies in the leaf of the week it was accepted in, and goes with that.
    public static final Duration LATEST = Duration.ofDays(30);

    /// What became of the wish.
    public sealed interface Result {
        record Done() implements Result {}

        /// Too late, or never scheduled.
        record NotScheduled(Status status) implements Result {}

        /// Later than a mail accepted when this one was can be sent.
        record TooLate(Instant latest) implements Result {}

        /// No such mail in this organisation.
        record NotFound() implements Result {}
    }

    @FunctionalInterface
    private interface Change {
        void apply(LockedMail mail, LockedRecipient recipient, RecipientState.Scheduled scheduled);
    }

    private final DataSource dataSource;

    public Cancelling(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /// Cancels a scheduled mail.
    ///
    /// @throws SQLException when the database is away; nothing changed, or it is not known
    public Result cancel(OrganisationId organisation, EmailId id) throws SQLException {
        return change(
                organisation,
                id,
                (mail, recipient, scheduled) -> recipient.move(scheduled.cancelled()),
                EventType.CANCELLED,
                Map.of());
    }

    /// Moves a scheduled mail to another time and the end of its life to `expiresAt`. What the
    /// mail needs until then, its key and its files, is kept as much longer.
    ///
    /// @throws SQLException when the database is away; nothing changed, or it is not known
    public Result reschedule(OrganisationId organisation, EmailId id, Instant at, Instant expiresAt)
            throws SQLException {
        return kept(
                connection -> {
                    Instant latest = id.time().plus(LATEST);
                    Result result =
                            change(
                                    connection,
                                    organisation,
                                    id,
                                    (mail, recipient, scheduled) -> recipient.schedule(at),
                                    EventType.SCHEDULED,
                                    Map.of(Event.MOVED_TO, at.toString()),
                                    at.isAfter(latest) ? new Result.TooLate(latest) : null);
                    if (result instanceof Result.Done) {
                        int days;
                        try (PreparedStatement statement =
                                connection.prepareStatement(
                                        """
                                        UPDATE %s SET scheduled_at = ?::timestamptz,
                                               expires_at = ?::timestamptz WHERE id = ?
                                        RETURNING retention_days"""
                                                .formatted(Leaf.of(id).table("email")))) {
                            statement.setString(1, at.toString());
                            statement.setString(2, expiresAt.toString());
                            statement.setObject(3, id.value());
                            try (ResultSet row = statement.executeQuery()) {
                                row.next();
                                days = row.getInt(1);
                            }
                        }
                        extendKey(connection, id, at);
                        extendFiles(connection, organisation, id, days, at);
                    }
                    return result;
                });
    }

    /// Files are kept by what the mail was when it came; now it is one of a later time.
    private static void extendFiles(
            Connection connection, OrganisationId organisation, EmailId id, int days, Instant at)
            throws SQLException {
        List<String> digests;
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT head FROM %s WHERE email_id = ?"
                                .formatted(Leaf.of(id).content(days)))) {
            statement.setObject(1, id.value());
            try (ResultSet row = statement.executeQuery()) {
                digests =
                        row.next()
                                ? ContentHead.decode(row.getBytes(1), "", null, null)
                                        .attachments()
                                        .stream()
                                        .map(Attachment::sha256)
                                        .toList()
                                : List.of();
            }
        }
        Files.extend(
                connection,
                organisation,
                digests,
                at.plus(Duration.ofDays(days)).plus(Retention.LONGEST));
    }

    private static void extendKey(Connection connection, EmailId id, Instant at)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        UPDATE idempotency_scheduled
                           SET keep_until = greatest(keep_until, ?::timestamptz + interval '24 hours')
                         WHERE email_id = ?""")) {
            statement.setString(1, at.toString());
            statement.setObject(2, id.value());
            statement.executeUpdate();
        }
    }

    private Result change(
            OrganisationId organisation,
            EmailId id,
            Change change,
            EventType type,
            Map<String, String> facts)
            throws SQLException {
        return kept(connection -> change(connection, organisation, id, change, type, facts, null));
    }

    /// An id from outside may speak of a week that is forgotten or has not come.
    private Result kept(Transactions.Work<Result> work) throws SQLException {
        try {
            return Transactions.run(dataSource, work);
        } catch (SQLException failed) {
            if (Kept.leafGone(failed)) {
                return new Result.NotFound();
            }
            throw failed;
        }
    }

    private static Result change(
            Connection connection,
            OrganisationId organisation,
            EmailId id,
            Change change,
            EventType type,
            Map<String, String> facts,
            @Nullable Result refusal)
            throws SQLException {
        LockedMails locked = LockedMails.lock(connection, List.of(id));
        LockedMail mail = locked.find(id);
        if (mail == null || !mail.organisationId.equals(organisation)) {
            return new Result.NotFound();
        }
        boolean scheduled =
                mail.recipients.stream()
                        .allMatch(
                                r ->
                                        r.state() instanceof RecipientState.Scheduled
                                                || r.state() instanceof RecipientState.Failed);
        if (!scheduled || mail.status() != Status.SCHEDULED || mail.work == null || mail.held()) {
            return new Result.NotScheduled(mail.status());
        }
        if (refusal != null) {
            return refusal;
        }
        for (LockedRecipient recipient : mail.recipients) {
            if (recipient.state() instanceof RecipientState.Scheduled state) {
                change.apply(mail, recipient, state);
            }
        }
        mail.fate = LockedMail.Fate.RELEASED;
        mail.events.add(
                new Event(
                        mail.organisationId,
                        mail.id,
                        null,
                        null,
                        type,
                        facts.isEmpty() ? null : Event.data(facts)));
        Pipeline pipeline = new Pipeline(connection);
        locked.save(pipeline);
        pipeline.run();
        return new Result.Done();
    }
}

package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.lifecycle.RecipientState;
import dev.mailswitch.model.lifecycle.Status;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/// Cancels and moves scheduled mails: only while every recipient is scheduled and nobody has the
/// mail in hand.
public final class Cancelling {

    /// What became of the wish.
    public sealed interface Result {
        record Done() implements Result {}

        /// Too late, or never scheduled.
        record NotScheduled(Status status) implements Result {}

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
                (mail, recipient, scheduled) -> recipient.move(scheduled.cancel()),
                EventType.CANCELLED,
                Map.of());
    }

    /// Moves a scheduled mail to another time and the end of its life to `expiresAt`.
    ///
    /// @throws SQLException when the database is away; nothing changed, or it is not known
    public Result reschedule(OrganisationId organisation, EmailId id, Instant at, Instant expiresAt)
            throws SQLException {
        return kept(
                connection -> {
                    Result result =
                            change(
                                    connection,
                                    organisation,
                                    id,
                                    (mail, recipient, scheduled) -> recipient.wait(at),
                                    EventType.SCHEDULED,
                                    Map.of("scheduled_at", at.toString()));
                    if (result instanceof Result.Done) {
                        try (PreparedStatement statement =
                                connection.prepareStatement(
                                        """
                                        UPDATE %s SET scheduled_at = ?::timestamptz,
                                               expires_at = ?::timestamptz WHERE id = ?"""
                                                .formatted(Leaf.of(id).table("email")))) {
                            statement.setString(1, at.toString());
                            statement.setString(2, expiresAt.toString());
                            statement.setObject(3, id.value());
                            statement.executeUpdate();
                        }
                        extendKey(connection, id, at);
                    }
                    return result;
                });
    }

    private static void extendKey(java.sql.Connection connection, EmailId id, Instant at)
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
        return kept(connection -> change(connection, organisation, id, change, type, facts));
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
            java.sql.Connection connection,
            OrganisationId organisation,
            EmailId id,
            Change change,
            EventType type,
            Map<String, String> facts)
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
        locked.save();
        return new Result.Done();
    }
}

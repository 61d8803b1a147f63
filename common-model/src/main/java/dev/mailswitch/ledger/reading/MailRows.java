package dev.mailswitch.ledger.reading;

import dev.mailswitch.ledger.reading.Mail.Addressee;
import dev.mailswitch.ledger.reading.MailDetail.Attempt;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.TemplateId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.lifecycle.WaitCause;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Turns rows of the ledger into records.
final class MailRows {

    static final String MAIL =
            """
            e.id, e.environment_id, e.from_email, e.from_name, e.subject, e.message_id, e.tags,
            e.metadata, e.policy, e.scheduled_at, e.expires_at, e.settled_at, e.resend_of,
            e.retention_days, e.on_unknown, e.template_id, e.lane, e.expires_asked\
            """;

    /// Of an attempt `o`: nobody has answered, be it that the call is open or that its worker was lost.
    static final String UNANSWERED = "(o.finished_at IS NULL OR (o.outcome = 8 AND o.flag))";

    /// What a recipient shows: a call without an answer, of which the state does not speak yet, makes
    /// it delivering.
    static final String STATUS =
            """
            CASE WHEN r.status = 1 AND EXISTS (
                   SELECT 1 FROM attempt o
                    WHERE o.email_id = r.email_id AND o.pos = r.pos AND o.no > r.attempt
                      AND %s)
                 THEN 2 ELSE r.status END\
            """
                    .formatted(UNANSWERED);

    static final String RECIPIENT =
            """
            r.email_id, r.pos, r.kind, r.address, r.name, %s, r.attempt, r.class, r.reason,
            r.updated_at, r.waits, r.next_at, coalesce(r.waits_why, r.reason, '')\
            """
                    .formatted(STATUS);

    static final String ATTEMPT =
            """
            a.pos, a.no, a.call, a.provider_id, a.tier, a.why, a.started_at, a.finished_at,
            a.outcome, a.class, a.phase, a.reply, a.provider_message_id\
            """;

    private MailRows() {}

    static EmailId id(ResultSet row) throws SQLException {
        return new EmailId(row.getObject(1, UUID.class));
    }

    static Mail mail(ResultSet row, List<Addressee> recipients, @Nullable Content content)
            throws SQLException {
        java.sql.Array tags = row.getArray(7);
        UUID resendOf = row.getObject(13, UUID.class);
        UUID template = row.getObject(16, UUID.class);
        return new Mail(
                id(row),
                new EnvironmentId(row.getObject(2, UUID.class)),
                Address.stored(row.getString(3), row.getString(4)),
                row.getString(5),
                row.getString(6),
                tags == null ? List.of() : List.of((String[]) tags.getArray()),
                row.getString(8),
                row.getString(9),
                instantOrNull(row, 10),
                instant(row, 11),
                instantOrNull(row, 12),
                resendOf == null ? null : new EmailId(resendOf),
                template == null ? null : new TemplateId(template),
                recipients,
                content == null ? List.of() : content.replyTo(),
                content == null ? List.of() : content.attachments());
    }

    static MailDetail.Rules rules(ResultSet row) throws SQLException {
        return new MailDetail.Rules(
                Lane.of(row.getInt("lane")),
                OnUnknown.of(row.getInt("on_unknown")),
                row.getObject("expires_asked", Boolean.class));
    }

    static Addressee addressee(ResultSet row) throws SQLException {
        Integer bounceClass = integerOrNull(row, 8);
        return new Addressee(
                row.getInt(2),
                RecipientKind.of(row.getInt(3)),
                Address.stored(row.getString(4), row.getString(5)),
                Status.of(row.getInt(6)),
                row.getInt(7),
                bounceClass == null ? null : BounceClass.of(bounceClass),
                row.getString(9),
                instant(row, 10),
                wait(row));
    }

    private static Mail.@Nullable Wait wait(ResultSet row) throws SQLException {
        Integer cause = integerOrNull(row, 11);
        Instant until = instantOrNull(row, 12);
        return cause == null || until == null
                ? null
                : new Mail.Wait(WaitCause.of(cause), until, row.getString(13));
    }

    static Attempt attempt(ResultSet row) throws SQLException {
        Integer outcome = integerOrNull(row, 9);
        Integer bounceClass = integerOrNull(row, 10);
        Integer phase = integerOrNull(row, 11);
        return new Attempt(
                row.getInt(1),
                row.getInt(2),
                row.getObject(3, UUID.class),
                new ProviderId(row.getObject(4, UUID.class)),
                row.getInt(5),
                row.getString(6),
                instant(row, 7),
                instantOrNull(row, 8),
                outcome == null ? null : Outcome.word(outcome),
                bounceClass == null ? null : BounceClass.of(bounceClass),
                phase == null ? null : Phase.of(phase),
                row.getString(12),
                row.getString(13));
    }

    static TimelineEvent event(ResultSet row) throws SQLException {
        UUID provider = row.getObject(5, UUID.class);
        return new TimelineEvent(
                row.getObject(1, UUID.class),
                EventType.of(row.getInt(2)),
                row.getString(3),
                integerOrNull(row, 4),
                provider == null ? null : new ProviderId(provider),
                row.getString(6));
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant instantOrNull(ResultSet row, int column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    private static @Nullable Integer integerOrNull(ResultSet row, int column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }
}

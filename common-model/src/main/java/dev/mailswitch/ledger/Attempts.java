package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.Attempted;
import dev.mailswitch.model.mail.Checksum;
import dev.mailswitch.model.outcome.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
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
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The attempts of mails, one row for each recipient of each call. Only who holds the locks of a
/// mail's recipients writes here.
final class Attempts {

    private Attempts() {}

    /// A row.
    ///
    /// @param closed     nothing has to be put on record about it, unless its answer comes
    /// @param finishedAt null while nobody has answered, and nobody knows better
    /// @param outcome    as finishedAt
    /// @param madeWith   see [Plan.Call]; null if it is not on record
    record Row(
            EmailId emailId,
            int position,
            int no,
            UUID call,
            ProviderId provider,
            long epoch,
            int fence,
            Instant startedAt,
            boolean closed,
            @Nullable Instant finishedAt,
            @Nullable Outcome outcome,
            @Nullable Long madeWith) {

        Key key() {
            return new Key(emailId, position, no);
        }

        boolean open() {
            return finishedAt == null;
        }

        /// May have brought the mail out: open, lost, unknown or accepted.
        boolean stands() {
            return outcome == null
                    || outcome instanceof Outcome.Accepted
                    || outcome instanceof Outcome.Unknown;
        }
    }

    record Key(EmailId emailId, int position, int no) {}

    /// What rules on a statement about attempt `no` of the recipient at `position`.
    static Attempted attempted(List<Row> attempts, int position, int no) {
        int latest = 0;
        int standing = 0;
        boolean failed = false;
        for (Row attempt : attempts) {
            if (attempt.position() == position) {
                latest = Math.max(latest, attempt.no());
                standing = attempt.stands() ? Math.max(standing, attempt.no()) : standing;
                failed |= attempt.no() == no && !attempt.stands();
            }
        }
        return new Attempted(latest, standing, failed);
    }

    /// All attempts of these mails, oldest first.
    static Map<EmailId, List<Row>> of(Connection connection, Collection<EmailId> ids)
            throws SQLException {
        Map<EmailId, List<Row>> attempts = new HashMap<>();
        for (Map.Entry<Leaf, List<EmailId>> leaf : LockedMails.byLeaf(ids).entrySet()) {
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            """
                            SELECT a.email_id, a.pos, a.no, a.call, a.provider_id, a.epoch, a.fence,
                                   a.started_at, a.finished_at, a.made_with, %s
                              FROM unnest(?::uuid[]) u(id) JOIN %s a ON a.email_id = u.id
                             ORDER BY a.email_id, a.pos, a.no"""
                                    .formatted(
                                            OutcomeColumns.SELECT,
                                            leaf.getKey().table("attempt")))) {
                new Columns<>(connection, statement, leaf.getValue()).add("uuid", id -> id);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        Row attempt = row(row);
                        attempts.computeIfAbsent(attempt.emailId(), id -> new ArrayList<>())
                                .add(attempt);
                    }
                }
            }
        }
        return attempts;
    }

    private static Row row(ResultSet row) throws SQLException {
        Instant finishedAt = LockedMails.instant(row, 9);
        boolean presumed = OutcomeColumns.presumedUnknown(row, 11);
        return new Row(
                new EmailId(row.getObject(1, UUID.class)),
                row.getInt(2),
                row.getInt(3),
                row.getObject(4, UUID.class),
                new ProviderId(row.getObject(5, UUID.class)),
                row.getLong(6),
                row.getInt(7),
                Objects.requireNonNull(LockedMails.instant(row, 8)),
                finishedAt != null,
                presumed ? null : finishedAt,
                presumed ? null : OutcomeColumns.read(row, 11),
                row.getObject(10, Long.class));
    }

    /// An attempt about to start.
    record Starting(EmailId emailId, int fence, Plan.Call call, Plan.Leg leg) {}

    static void start(Pipeline pipeline, long epoch, List<Starting> attempts) {
        Map<Leaf, List<Starting>> byLeaf =
                attempts.stream()
                        .collect(
                                Collectors.groupingBy(
                                        s -> Leaf.of(s.emailId()),
                                        TreeMap::new,
                                        Collectors.toList()));
        byLeaf.forEach(
                (leaf, starting) ->
                        pipeline.write(
                                """
                                INSERT INTO %s (email_id, pos, no, call, provider_id, tier, why, epoch,
                                       fence, renderer, made_with, started_at)
                                SELECT u.email_id, u.pos, u.no, u.call, u.provider, u.tier, u.why, ?,
                                       u.fence, u.renderer, u.made_with, now()
                                  FROM (SELECT (?::uuid[])[i] AS email_id,
                                               (?::smallint[])[i] AS pos,
                                               (?::smallint[])[i] AS no, (?::uuid[])[i] AS call,
                                               (?::uuid[])[i] AS provider,
                                               (?::smallint[])[i] AS tier,
                                               (?::text[])[i] AS why, (?::int[])[i] AS fence,
                                               (?::smallint[])[i] AS renderer,
                                               (?::bigint[])[i] AS made_with
                                          FROM unnest(?::int[]) i) u"""
                                        .formatted(leaf.table("attempt")),
                                starting,
                                columns ->
                                        columns.same(epoch)
                                                .add("uuid", Starting::emailId)
                                                .add("int2", s -> s.leg().position())
                                                .add("int2", s -> s.leg().attempt())
                                                .add("uuid", s -> s.call().key())
                                                .add("uuid", s -> s.call().provider())
                                                .add("int2", s -> s.call().tier())
                                                .add("text", s -> s.call().why())
                                                .add("int4", Starting::fence)
                                                .add("int2", s -> s.call().renderer())
                                                .add("int8", s -> s.call().madeWith())
                                                .subscripts()));
    }

    private static final String UNANSWERED =
            "AND (a.finished_at IS NULL OR " + OutcomeColumns.PRESUMED + ")";

    /// An answer to an attempt.
    ///
    /// @param checksum of what was composed for it, or null
    record Answered(
            EmailId emailId, int position, int no, Outcome outcome, @Nullable Checksum checksum) {
        Key key() {
            return new Key(emailId, position, no);
        }
    }

    /// Puts answers on record; the first one about an attempt stays, and takes the place of what was
    /// only presumed. Those that did are in the result once the pipeline has run.
    static Set<Key> answer(Pipeline pipeline, List<Answered> answers) {
        Set<Key> written = new HashSet<>();
        write(pipeline, answers, UNANSWERED, written);
        return written;
    }

    /// What became known later about an attempt that had been accepted.
    static void correct(Pipeline pipeline, List<Answered> answers) {
        write(pipeline, answers, "", new HashSet<>());
    }

    private record Cells(Answered answer, OutcomeColumns columns) {}

    private static void write(
            Pipeline pipeline, List<Answered> answers, String guard, Set<Key> written) {
        Map<Leaf, List<Cells>> byLeaf =
                answers.stream()
                        .map(a -> new Cells(a, OutcomeColumns.of(a.outcome())))
                        .collect(
                                Collectors.groupingBy(
                                        c -> Leaf.of(c.answer().emailId()),
                                        TreeMap::new,
                                        Collectors.toList()));
        byLeaf.forEach(
                (leaf, cells) ->
                        pipeline.read(
                                """
                                UPDATE %s a
                                   SET finished_at = CASE WHEN %s THEN now()
                                                          ELSE coalesce(a.finished_at, now()) END,
                                       outcome = u.outcome,
                                       class = u.class, scope = u.scope, phase = u.phase, flag = u.flag,
                                       retry_at = u.retry_at, reply = u.reply,
                                       provider_message_id =
                                           coalesce(u.provider_message_id, a.provider_message_id),
                                       checksum = coalesce(u.checksum, a.checksum)
                                  FROM (SELECT (?::uuid[])[i] AS email_id,
                                               (?::smallint[])[i] AS pos,
                                               (?::smallint[])[i] AS no,
                                               (?::smallint[])[i] AS outcome,
                                               (?::smallint[])[i] AS class,
                                               (?::smallint[])[i] AS scope,
                                               (?::smallint[])[i] AS phase,
                                               (?::boolean[])[i] AS flag,
                                               (?::timestamptz[])[i] AS retry_at,
                                               (?::text[])[i] AS reply,
                                               (?::text[])[i] AS provider_message_id,
                                               (?::bigint[])[i] AS checksum
                                          FROM unnest(?::int[]) i) u
                                 WHERE a.email_id = u.email_id AND a.pos = u.pos AND a.no = u.no %s
                                RETURNING a.email_id, a.pos, a.no"""
                                        .formatted(
                                                leaf.table("attempt"),
                                                OutcomeColumns.PRESUMED,
                                                guard),
                                cells,
                                Attempts::bind,
                                row -> {
                                    while (row.next()) {
                                        written.add(
                                                new Key(
                                                        new EmailId(row.getObject(1, UUID.class)),
                                                        row.getInt(2),
                                                        row.getInt(3)));
                                    }
                                }));
    }

    private static void bind(Columns<Cells> columns) throws SQLException {
        columns.add("uuid", c -> c.answer().emailId())
                .add("int2", c -> c.answer().position())
                .add("int2", c -> c.answer().no())
                .add("int2", c -> c.columns().outcome())
                .add("int2", c -> c.columns().bounceClass())
                .add("int2", c -> c.columns().scope())
                .add("int2", c -> c.columns().phase())
                .add("bool", c -> c.columns().flag())
                .add("timestamptz", c -> c.columns().retryAt())
                .add("text", c -> c.columns().reply())
                .add("text", c -> c.columns().providerMessageId())
                .add("int8", c -> packed(c.answer().checksum()))
                .subscripts();
    }

    private static @Nullable Long packed(@Nullable Checksum checksum) {
        return checksum == null ? null : checksum.packed();
    }
}

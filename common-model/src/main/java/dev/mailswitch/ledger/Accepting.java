package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.outcome.BounceClass;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Writes new mails: one transaction for mail, recipients, content, files, work row, idempotency
/// key and event, together with whatever other mails came in meanwhile. When [#accept] returns,
/// the mail is on disk.
public final class Accepting implements AutoCloseable {

    private final Batcher<NewMail, Acceptance> batcher;
    private final Predicate<Lane> wakes;
    private final DatabaseClock clock;
    private final RandomGenerator random;

    /// @param wakes whether the lane's backlog is short enough that a new mail goes to Kafka at
    ///     once; else the dispatcher brings it there when its turn comes
    public Accepting(
            DataSource dataSource,
            DatabaseClock clock,
            RandomGenerator random,
            Batcher.Limits limits,
            Predicate<Lane> wakes) {
        this.wakes = wakes;
        this.clock = clock;
        this.random = random;
        this.batcher = new Batcher<>("accept", dataSource, limits, NewMail::bytes, this::write);
    }

    /// An id for a mail that is about to be accepted.
    public EmailId newId() {
        return EmailId.mint(clock.instant(), random);
    }

    /// Writes one mail and waits until it is committed.
    ///
    /// @throws LedgerBusy        too many wait already; nothing was written
    /// @throws LedgerUnavailable it is not known whether it was written
    public Acceptance accept(NewMail mail)
            throws LedgerBusy, LedgerUnavailable, InterruptedException {
        return batcher.submit(mail);
    }

    /// Mails that wait for a transaction.
    public int waiting() {
        return batcher.waiting();
    }

    private List<Acceptance> write(Connection connection, List<NewMail> mails) throws SQLException {
        Pipeline pipeline = new Pipeline(connection);
        Idempotency.Sieved sieved = Idempotency.sieve(pipeline, connection, mails, clock);
        Instant now = sieved.now();
        List<Born> born =
                mails.stream()
                        .filter(mail -> !sieved.answers().containsKey(mail.id()))
                        .map(mail -> new Born(mail, wakes.test(mail.lane())))
                        .sorted(Comparator.comparing(b -> b.mail().id()))
                        .toList();
        Files.store(connection, born.stream().map(Born::mail).toList(), now);
        insert(pipeline, born, now);
        Map<EmailId, Born> written =
                born.stream().collect(Collectors.toMap(b -> b.mail().id(), b -> b));
        List<Acceptance> answers =
                mails.stream()
                        .map(
                                mail -> {
                                    Born b = written.get(mail.id());
                                    return b == null
                                            ? Objects.requireNonNull(
                                                    sieved.answers().get(mail.id()))
                                            : new Acceptance.Accepted(mail.id(), b.woken(), now);
                                })
                        .toList();
        pipeline.commit();
        return answers;
    }

    private static void insert(Pipeline pipeline, List<Born> born, Instant now) {
        Map<Leaf, List<Born>> byLeaf =
                born.stream()
                        .collect(
                                Collectors.groupingBy(
                                        b -> Leaf.of(b.mail().id()),
                                        TreeMap::new,
                                        Collectors.toList()));
        byLeaf.forEach(
                (leaf, mails) -> {
                    insertMails(pipeline, leaf, mails);
                    insertRecipients(pipeline, leaf, mails);
                    insertContent(pipeline, leaf, mails);
                    insertTags(pipeline, leaf, mails);
                });
        insertWork(pipeline, born.stream().filter(b -> b.status().open()).toList());
        Event.insert(pipeline, born.stream().flatMap(b -> b.events().stream()).toList(), now);
    }

    /// A mail that is first under its key, with the states it is born with.
    private record Born(NewMail mail, boolean wake) {

        boolean woken() {
            return wake && mail.scheduledAt() == null && status().open();
        }

        Status status(int position) {
            return mail.born(position);
        }

        Status status() {
            return Status.fold(mail.recipients().stream().map(r -> status(r.position())).toList());
        }

        List<Event> events() {
            List<Event> events = new ArrayList<>();
            if (status().open()) {
                boolean waits = mail.scheduledAt() != null;
                events.add(event(null, waits ? EventType.SCHEDULED : EventType.QUEUED, warnings()));
            }
            for (Recipient recipient : mail.recipients()) {
                String reason = mail.reason(recipient.position());
                if (reason != null) {
                    events.add(
                            event(
                                    recipient.position(),
                                    EventType.FAILED,
                                    failure(reason, events.isEmpty())));
                }
            }
            return events;
        }

        /// @param first of the mail's events, which has the warnings
        private String failure(String reason, boolean first) {
            String word = reason.equals(NewMail.WITHHELD) ? reason : "suppressed";
            return first && !mail.warnings().isEmpty()
                    ? Event.data(Map.of("reason", word, "warnings", mail.warnings()))
                    : Event.data(Map.of("reason", word));
        }

        private @Nullable String warnings() {
            return mail.warnings().isEmpty()
                    ? null
                    : Event.data(Map.of("warnings", mail.warnings()));
        }

        private Event event(@Nullable Integer position, EventType type, @Nullable String data) {
            return new Event(mail.organisationId(), mail.id(), position, null, type, data);
        }
    }

    private record BornRecipient(Born born, Recipient recipient) {
        Status status() {
            return born.status(recipient.position());
        }

        @Nullable String reason() {
            return born.mail().reason(recipient.position());
        }
    }

    private static void insertMails(Pipeline pipeline, Leaf leaf, List<Born> born) {
        pipeline.write(
                """
                INSERT INTO %s (id, organisation_id, environment_id, lane, status, on_unknown,
                       retention_days, policy, from_email, from_name, subject, message_id,
                       tags, metadata, scheduled_at, expires_at, settled_at, resend_of, per_recipient,
                       template_id, expires_asked)
                SELECT u.id, u.org, u.env, u.lane, u.status, u.on_unknown, u.retention,
                       u.policy, u.from_email, u.from_name, u.subject, u.message_id,
                       u.tags::text[], u.metadata, u.scheduled_at, u.expires_at,
                       CASE WHEN u.status > 2 THEN now() END, u.resend_of, u.per_recipient,
                       u.template_id, u.expires_asked
                  FROM (SELECT (?::uuid[])[i] AS id, (?::uuid[])[i] AS org,
                               (?::uuid[])[i] AS env, (?::smallint[])[i] AS lane,
                               (?::smallint[])[i] AS status, (?::smallint[])[i] AS on_unknown,
                               (?::smallint[])[i] AS retention, (?::text[])[i] AS policy,
                               (?::text[])[i] AS from_email, (?::text[])[i] AS from_name,
                               (?::text[])[i] AS subject, (?::text[])[i] AS message_id,
                               (?::text[])[i] AS tags, (?::json[])[i] AS metadata,
                               (?::timestamptz[])[i] AS scheduled_at,
                               (?::timestamptz[])[i] AS expires_at, (?::uuid[])[i] AS resend_of,
                               (?::bool[])[i] AS per_recipient, (?::uuid[])[i] AS template_id,
                               (?::bool[])[i] AS expires_asked
                          FROM unnest(?::int[]) i) u\
                """
                        .formatted(leaf.table("email")),
                born,
                columns ->
                        columns.add("uuid", b -> b.mail().id())
                                .add("uuid", b -> b.mail().organisationId())
                                .add("uuid", b -> b.mail().environmentId())
                                .add("int2", b -> b.mail().lane().code())
                                .add("int2", b -> b.status().code())
                                .add("int2", b -> b.mail().onUnknown().code())
                                .add("int2", b -> b.mail().retentionDays())
                                .add("text", b -> b.mail().policy())
                                .add("text", b -> b.mail().from().email())
                                .add("text", b -> b.mail().from().name())
                                .add("text", b -> b.mail().content().subject())
                                .add("text", b -> b.mail().messageId())
                                .add("text", b -> arrayLiteral(b.mail().tags()))
                                .add("json", b -> b.mail().metadataJson())
                                .add("timestamptz", b -> b.mail().scheduledAt())
                                .add("timestamptz", b -> b.mail().expiresAt())
                                .add("uuid", b -> b.mail().resendOf())
                                .add("bool", b -> b.mail().content().perRecipient())
                                .add("uuid", b -> b.mail().templateId())
                                .add("bool", b -> b.mail().expiresAsked())
                                .subscripts());
    }

    private static void insertRecipients(Pipeline pipeline, Leaf leaf, List<Born> born) {
        pipeline.write(
                """
                INSERT INTO %s (email_id, pos, organisation_id, kind, address, name, status,
                       class, reason, next_at, updated_at)
                SELECT u.email_id, u.pos, u.org, u.kind, u.address, u.name, u.status,
                       u.class, u.reason, u.next_at, now()
                  FROM (SELECT (?::uuid[])[i] AS email_id, (?::smallint[])[i] AS pos,
                               (?::uuid[])[i] AS org, (?::smallint[])[i] AS kind,
                               (?::text[])[i] AS address, (?::text[])[i] AS name,
                               (?::smallint[])[i] AS status, (?::smallint[])[i] AS class,
                               (?::text[])[i] AS reason, (?::timestamptz[])[i] AS next_at
                          FROM unnest(?::int[]) i) u\
                """
                        .formatted(leaf.table("recipient")),
                born.stream()
                        .flatMap(
                                b ->
                                        b.mail().recipients().stream()
                                                .map(r -> new BornRecipient(b, r)))
                        .toList(),
                columns ->
                        columns.add("uuid", r -> r.born().mail().id())
                                .add("int2", r -> r.recipient().position())
                                .add("uuid", r -> r.born().mail().organisationId())
                                .add("int2", r -> r.recipient().kind().code())
                                .add("text", r -> r.recipient().address().email())
                                .add("text", r -> r.recipient().address().name())
                                .add("int2", r -> r.status().code())
                                .add("int2", r -> suppressedClass(r.status()))
                                .add("text", BornRecipient::reason)
                                .add("timestamptz", r -> r.born().mail().scheduledAt())
                                .subscripts());
    }

    private static @Nullable Short suppressedClass(Status status) {
        return status == Status.FAILED ? BounceClass.SUPPRESSED.code() : null;
    }

    private static void insertContent(Pipeline pipeline, Leaf leaf, List<Born> born) {
        Map<Integer, List<Born>> byRetention =
                born.stream()
                        .collect(
                                Collectors.groupingBy(
                                        b -> b.mail().retentionDays(),
                                        TreeMap::new,
                                        Collectors.toList()));
        byRetention.forEach(
                (days, mails) ->
                        pipeline.write(
                                """
                                INSERT INTO %s (email_id, retention_days, head, html, text)
                                SELECT u.email_id, ?, u.head, u.html, u.text
                                  FROM (SELECT (?::uuid[])[i] AS email_id,
                                               (?::bytea[])[i] AS head, (?::bytea[])[i] AS html,
                                               (?::bytea[])[i] AS text
                                          FROM unnest(?::int[]) i) u\
                                """
                                        .formatted(leaf.content(days)),
                                mails,
                                columns ->
                                        columns.same(days.shortValue())
                                                .add("uuid", b -> b.mail().id())
                                                .addBytes(
                                                        b -> ContentHead.encode(b.mail().content()))
                                                .addBytes(b -> utf8(b.mail().content().html()))
                                                .addBytes(b -> utf8(b.mail().content().text()))
                                                .subscripts()));
    }

    private record Tag(Born born, String tag) {}

    private static void insertTags(Pipeline pipeline, Leaf leaf, List<Born> born) {
        pipeline.write(
                """
                INSERT INTO %s (organisation_id, tag, email_id)
                SELECT * FROM unnest(?::uuid[], ?::text[], ?::uuid[])\
                """
                        .formatted(leaf.table("email_tag")),
                born.stream()
                        .flatMap(b -> b.mail().tags().stream().distinct().map(t -> new Tag(b, t)))
                        .toList(),
                columns ->
                        columns.add("uuid", t -> t.born().mail().organisationId())
                                .add("text", Tag::tag)
                                .add("uuid", t -> t.born().mail().id()));
    }

    private static void insertWork(Pipeline pipeline, List<Born> born) {
        pipeline.write(
                """
                INSERT INTO work (email_id, flow, lane, due_at, woken)
                SELECT u.email_id, u.flow, u.lane, coalesce(u.at, now()), u.woken
                  FROM (SELECT (?::uuid[])[i] AS email_id, (?::uuid[])[i] AS flow,
                               (?::smallint[])[i] AS lane, (?::timestamptz[])[i] AS at,
                               (?::boolean[])[i] AS woken
                          FROM unnest(?::int[]) i) u\
                """,
                born,
                columns ->
                        columns.add("uuid", b -> b.mail().id())
                                .add("uuid", b -> b.mail().environmentId())
                                .add("int2", b -> b.mail().lane().code())
                                .add("timestamptz", b -> b.mail().scheduledAt())
                                .add("bool", Born::woken)
                                .subscripts());
    }

    private static byte @Nullable [] utf8(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    /// The text form of a `text[]`, so that arrays can travel as elements of an array.
    private static @Nullable String arrayLiteral(List<String> values) {
        if (values.isEmpty()) {
            return null;
        }
        return values.stream()
                .map(v -> '"' + v.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }

    @Override
    public void close() {
        batcher.close();
    }
}

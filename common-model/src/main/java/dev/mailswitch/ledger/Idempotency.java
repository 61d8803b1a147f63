package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Finds which mails of a batch are first under their key, inside the accept transaction.
///
/// Keys lie in a leaf a day and count for 24 hours, so today's and yesterday's are looked at. In
/// the first minutes of a day a key is put into yesterday's leaf as well: a twin that came in just
/// before midnight may not have committed yet, and only a unique index makes the two meet.
///
/// Contents are keys that count for an hour; one that is older is taken over in its place.
final class Idempotency {

    private static final Duration OVERLAP = Duration.ofMinutes(5);

    /// How wrong the clock may be.
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private Idempotency() {}

    /// What was found.
    ///
    /// @param now     the transaction's time by the database's clock
    /// @param answers for every mail that is not the first under its key; the mails without one
    ///     are to be written, and their keys are
    record Sieved(Instant now, Map<EmailId, Acceptance> answers) {}

    /// Sieves a batch. Far from midnight, where a slightly wrong clock cannot be wrong about the
    /// day, in one round trip; else, or when keys are taken, step by step.
    ///
    /// @throws SQLException also, to be tried again, when the clock was wrong about the day; it is
    ///     right now
    static Sieved sieve(
            Pipeline pipeline, Connection connection, List<NewMail> mails, DatabaseClock clock)
            throws SQLException {
        Instant about = clock.instant();
        KeyedMails batch = KeyedMails.of(mails);
        AtomicReference<@Nullable Instant> now = new AtomicReference<>();
        pipeline.read(
                "SELECT now()",
                List.of(connection),
                nothing -> {},
                row -> {
                    row.next();
                    now.set(LockedMails.instant(row, 1));
                });
        LocalDate today = day(about);
        boolean sure =
                day(about.minus(OVERLAP).minus(MARGIN)).equals(today)
                        && day(about.plus(MARGIN)).equals(today);
        Set<UUID> winners = new HashSet<>();
        if (sure) {
            for (KeyedMails.Kind kind : KeyedMails.Kind.values()) {
                insertFirst(pipeline, kind, batch.of(kind), today, winners);
            }
        }
        pipeline.run();
        Instant at = Objects.requireNonNull(now.get());
        if (!sure) {
            return new Sieved(at, sieve(connection, mails, at));
        }
        if (!day(at).equals(today)) {
            clock.correct(at);
            throw new SQLException("the clock was off by more than " + MARGIN, "40001");
        }
        Map<EmailId, Acceptance> answers = new HashMap<>();
        for (KeyedMails.Kind kind : KeyedMails.Kind.values()) {
            List<KeyedMails.Keyed> losers =
                    batch.of(kind).stream()
                            .filter(k -> !winners.contains(k.mail().id().value()))
                            .toList();
            // A statement of its own: the winner's row is visible only to a newer snapshot.
            List<KeyedMails.Keyed> rest =
                    without(
                            losers,
                            answers,
                            earlier(connection, kind, losers, today.minusDays(1), at));
            without(rest, answers, holders(connection, kind, rest, today, at));
        }
        keepScheduled(
                connection,
                batch.of(KeyedMails.Kind.KEY).stream()
                        .filter(k -> winners.contains(k.mail().id().value()))
                        .toList());
        batch.answerTwins(answers);
        return new Sieved(at, answers);
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    /// Inserts the keys that nobody had while they count.
    private static void insertFirst(
            Pipeline pipeline,
            KeyedMails.Kind kind,
            List<KeyedMails.Keyed> keyed,
            LocalDate today,
            Set<UUID> winners) {
        LocalDate yesterday = today.minusDays(1);
        pipeline.read(
                """
                INSERT INTO %s AS i (day, key, payload, email_id, made_at)
                SELECT ?, u.key, u.payload, u.email_id, now()
                  FROM (SELECT (?::bytea[])[i] AS key, (?::bytea[])[i] AS payload,
                               (?::uuid[])[i] AS email_id
                          FROM unnest(?::int[]) i) u
                 WHERE NOT EXISTS (SELECT FROM %s y
                                    WHERE y.day = ? AND y.key = u.key
                                      AND y.made_at > now() - interval '%s')
                   AND NOT EXISTS (SELECT FROM idempotency_scheduled s
                                    WHERE s.key = u.key AND s.keep_until > now())
                 ORDER BY u.key
                %s RETURNING email_id"""
                        .formatted(
                                Leaf.idempotency(today),
                                Leaf.idempotency(yesterday),
                                kind.window,
                                kind.onConflict),
                keyed,
                columns ->
                        columns.same(today)
                                .addBytes(k -> k.key().key())
                                .addBytes(k -> k.key().payload())
                                .add("uuid", k -> k.mail().id())
                                .subscripts()
                                .same(yesterday),
                row -> {
                    while (row.next()) {
                        winners.add(row.getObject(1, UUID.class));
                    }
                });
    }

    /// The same step by step.
    ///
    /// @param now the transaction's time by the database's clock; fixes which day it is
    static Map<EmailId, Acceptance> sieve(Connection connection, List<NewMail> mails, Instant now)
            throws SQLException {
        KeyedMails batch = KeyedMails.of(mails);
        Map<EmailId, Acceptance> answers = new HashMap<>();
        LocalDate today = day(now);
        boolean justAfterMidnight =
                Duration.between(today.atStartOfDay().toInstant(ZoneOffset.UTC), now)
                                .compareTo(OVERLAP)
                        < 0;
        for (KeyedMails.Kind kind : KeyedMails.Kind.values()) {
            List<KeyedMails.Keyed> keyed = batch.of(kind);
            LocalDate yesterday = today.minusDays(1);
            List<KeyedMails.Keyed> open =
                    without(keyed, answers, earlier(connection, kind, keyed, yesterday, now));
            if (justAfterMidnight) {
                open = insert(connection, kind, open, yesterday, answers, now);
            }
            open = insert(connection, kind, open, today, answers, now);
            if (kind == KeyedMails.Kind.KEY) {
                keepScheduled(connection, open);
            }
        }
        batch.answerTwins(answers);
        return answers;
    }

    private record Holder(UUID emailId, byte[] payload) {}

    /// Inserts keys into a day's leaf; the losers get the answer of whoever has it. Returns whose
    /// mails are to be written.
    private static List<KeyedMails.Keyed> insert(
            Connection connection,
            KeyedMails.Kind kind,
            List<KeyedMails.Keyed> keyed,
            LocalDate day,
            Map<EmailId, Acceptance> answers,
            Instant now)
            throws SQLException {
        if (keyed.isEmpty()) {
            return keyed;
        }
        Set<UUID> winners = new HashSet<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        INSERT INTO %s AS i (day, key, payload, email_id, made_at)
                        SELECT ?, u.key, u.payload, u.email_id, ?::timestamptz
                          FROM unnest(?::bytea[], ?::bytea[], ?::uuid[]) u(key, payload, email_id)
                         ORDER BY u.key
                        %s RETURNING email_id"""
                                .formatted(Leaf.idempotency(day), kind.onConflict))) {
            new Columns<>(connection, statement, keyed)
                    .same(day)
                    .same(now.toString())
                    .addBytes(k -> k.key().key())
                    .addBytes(k -> k.key().payload())
                    .add("uuid", k -> k.mail().id());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    winners.add(row.getObject(1, UUID.class));
                }
            }
        }
        if (winners.size() == keyed.size()) {
            return keyed;
        }
        List<KeyedMails.Keyed> losers =
                keyed.stream().filter(k -> !winners.contains(k.mail().id().value())).toList();
        // A statement of its own: the winner's row is visible only to a newer snapshot.
        List<KeyedMails.Keyed> open =
                without(losers, answers, holders(connection, kind, losers, day, now));
        // What is left lost against a key of more than 24 hours ago.
        return keyed.stream()
                .filter(k -> winners.contains(k.mail().id().value()) || open.contains(k))
                .toList();
    }

    /// Who has these keys in a day's leaf, if they still count.
    private static Map<ByteBuffer, Holder> holders(
            Connection connection,
            KeyedMails.Kind kind,
            List<KeyedMails.Keyed> keyed,
            LocalDate day,
            Instant now)
            throws SQLException {
        return read(
                connection,
                """
                SELECT i.key, i.email_id, i.payload
                  FROM unnest(?::bytea[]) u(key) JOIN %s i ON i.day = ? AND i.key = u.key
                 WHERE i.made_at > ?::timestamptz - interval '%s'"""
                        .formatted(Leaf.idempotency(day), kind.window),
                keyed,
                day,
                now.toString());
    }

    private static Map<ByteBuffer, Holder> earlier(
            Connection connection,
            KeyedMails.Kind kind,
            List<KeyedMails.Keyed> keyed,
            LocalDate yesterday,
            Instant now)
            throws SQLException {
        Map<ByteBuffer, Holder> found = holders(connection, kind, keyed, yesterday, now);
        found.putAll(
                read(
                        connection,
                        """
                        SELECT s.key, s.email_id, s.payload
                          FROM unnest(?::bytea[]) u(key) JOIN idempotency_scheduled s ON s.key = u.key
                         WHERE s.keep_until > ?::timestamptz""",
                        keyed,
                        now.toString()));
        return found;
    }

    private static Map<ByteBuffer, Holder> read(
            Connection connection, String sql, List<KeyedMails.Keyed> keyed, Object... more)
            throws SQLException {
        Map<ByteBuffer, Holder> found = new HashMap<>();
        if (keyed.isEmpty()) {
            return found;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Columns<KeyedMails.Keyed> columns =
                    new Columns<>(connection, statement, keyed).addBytes(k -> k.key().key());
            for (Object value : more) {
                columns.same(value);
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.put(
                            ByteBuffer.wrap(row.getBytes(1)),
                            new Holder(row.getObject(2, UUID.class), row.getBytes(3)));
                }
            }
        }
        return found;
    }

    private static void keepScheduled(Connection connection, List<KeyedMails.Keyed> winners)
            throws SQLException {
        List<KeyedMails.Keyed> scheduled =
                winners.stream().filter(k -> k.mail().scheduledAt() != null).toList();
        if (scheduled.isEmpty()) {
            return;
        }
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        INSERT INTO idempotency_scheduled (key, payload, email_id, keep_until)
                        SELECT u.key, u.payload, u.email_id, u.at + interval '24 hours'
                          FROM unnest(?::bytea[], ?::bytea[], ?::uuid[], ?::timestamptz[])
                               u(key, payload, email_id, at)
                         ORDER BY u.key
                            ON CONFLICT (key) DO UPDATE
                           SET payload = excluded.payload, email_id = excluded.email_id,
                               answer = NULL, keep_until = excluded.keep_until""")) {
            new Columns<>(connection, statement, scheduled)
                    .addBytes(k -> k.key().key())
                    .addBytes(k -> k.key().payload())
                    .add("uuid", k -> k.mail().id())
                    .add("timestamptz", k -> k.mail().scheduledAt());
            statement.executeUpdate();
        }
    }

    /// Notes the answers of those whose key is held, and returns the others.
    private static List<KeyedMails.Keyed> without(
            List<KeyedMails.Keyed> keyed,
            Map<EmailId, Acceptance> answers,
            Map<ByteBuffer, Holder> holders) {
        List<KeyedMails.Keyed> open = new ArrayList<>();
        for (KeyedMails.Keyed k : keyed) {
            Holder holder = holders.get(k.bytes());
            if (holder == null) {
                open.add(k);
            } else {
                EmailId first = new EmailId(holder.emailId());
                answers.put(
                        k.mail().id(),
                        java.util.Arrays.equals(holder.payload(), k.key().payload())
                                ? new Acceptance.Replayed(first)
                                : new Acceptance.Mismatch(first));
            }
        }
        return open;
    }
}

package dev.mailswitch.readiness;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.Readiness;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The table `provider_check` for those who want to know: what is known is read, what shall be asked
/// is noted, and a worker asks.
public final class ProviderChecks {

    /// A digest of what an answer depends on, of a row `p` of `provider`, in SQL. Holds, drills and
    /// limits are not in it.
    public static final String SETTINGS =
            "hashtextextended(jsonb_build_array(p.kind, p.settings, encode(p.secret, 'hex'))::text,"
                    + " 0)";

    private static final String CHANGED = "its settings were changed since it was asked";

    /// What was said so shortly before is not asked again.
    private static final Duration FRESH = Duration.ofSeconds(2);

    /// The rows of a provider are taken in the order of their key, so that nobody waits in a ring. Of
    /// one that is being deleted there are none.
    private static final String ASK =
            """
            INSERT INTO provider_check AS c
                   (provider_id, sender, organisation_id, asked_at, due_at)
            SELECT p.id, s.sender, p.organisation_id, ?::timestamptz, '-infinity'::timestamptz
              FROM provider p
             CROSS JOIN LATERAL (
                   SELECT '' AS sender
                    UNION
                   SELECT e.sender_email
                     FROM route r JOIN environment e ON e.id = r.environment_id
                    WHERE r.provider_id = p.id) s
             WHERE p.id = ?
             ORDER BY s.sender
               FOR KEY SHARE OF p
                ON CONFLICT (provider_id, sender) DO UPDATE
               SET asked_at = greatest(c.asked_at, excluded.asked_at), due_at = excluded.due_at
             WHERE c.tried_at IS NULL
                OR c.tried_at + make_interval(secs => c.took_ms / 1000.0)
                     < excluded.asked_at - make_interval(secs => ?)
                OR c.tried_with <> (SELECT %s FROM provider p WHERE p.id = c.provider_id)\
            """
                    .formatted(SETTINGS);

    /// What was asked with settings that changed meanwhile is asked once more.
    private static final String WAITING =
            """
            SELECT coalesce(bool_or(c.sender = ''), false), count(*) > 0
              FROM provider_check c JOIN provider p ON p.id = c.provider_id
             WHERE c.provider_id = ? AND c.asked_at IS NOT NULL
               AND (c.tried_at IS NULL
                    OR c.asked_at > c.tried_at AND c.tried_at < ?
                    OR c.due_at = '-infinity' AND c.tried_with <> %s)\
            """
                    .formatted(SETTINGS);

    /// Of a check `c` and its provider `p`, for [#known].
    private static final String COLUMNS =
            """
            c.state, c.words, c.checked_at, c.checked_with = %1$s,
            c.unanswered, c.tried_at, c.tried_with = %1$s, c.took_ms\
            """
                    .formatted(SETTINGS);

    private static final String SENDERS =
            """
            SELECT e.name, e.sender_email, %s
              FROM route r
              JOIN provider p ON p.id = r.provider_id
              JOIN environment e ON e.id = r.environment_id
              LEFT JOIN provider_check c
                ON c.provider_id = r.provider_id AND c.sender = e.sender_email
             WHERE r.provider_id = ?
             ORDER BY e.name\
            """
                    .formatted(COLUMNS);

    private static final String KNOWN =
            """
            SELECT c.provider_id, c.sender, %s
              FROM unnest(?::uuid[], ?::text[]) AS a (provider_id, sender)
              JOIN provider_check c
                ON c.provider_id = a.provider_id AND c.sender = a.sender
              JOIN provider p ON p.id = c.provider_id\
            """
                    .formatted(COLUMNS);

    private ProviderChecks() {}

    /// Which asking is told of.
    private enum Which {
        /// The last that was answered, and where none was, the last.
        ANSWERED,
        /// The last.
        LAST
    }

    /// What of a provider still waits for an answer.
    public record Waiting(boolean account, boolean anything) {}

    /// The From of an environment that has a route to the provider.
    ///
    /// @param environment its name
    /// @param known       null: it was not asked about yet
    public record Sender(String environment, String from, @Nullable Known known) {}

    /// Notes that somebody wants to know how an account stands, and each From that has a route to it.
    /// What was said within the last two seconds, of the same settings, is left as it is.
    ///
    /// @return when it was asked, by the database's clock, for [#waiting]
    public static Instant ask(Connection connection, ProviderId provider) throws SQLException {
        Instant at = now(connection);
        try (PreparedStatement insert = connection.prepareStatement(ASK)) {
            insert.setObject(1, at.atOffset(ZoneOffset.UTC));
            insert.setObject(2, provider.value());
            insert.setDouble(3, FRESH.toMillis() / 1_000.0);
            insert.executeUpdate();
        }
        return at;
    }

    private static Instant now(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT clock_timestamp()");
                ResultSet row = select.executeQuery()) {
            row.next();
            return instant(row, 1);
        }
    }

    /// What has not been answered to who asked then. Cheap: asked several times a second.
    ///
    /// @param asked of [#ask]
    public static Waiting waiting(Connection connection, ProviderId provider, Instant asked)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(WAITING)) {
            select.setObject(1, provider.value());
            select.setObject(2, asked.atOffset(ZoneOffset.UTC));
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new Waiting(row.getBoolean(1), row.getBoolean(2));
            }
        }
    }

    /// What came of asking last about each environment's From at a provider, by the environments'
    /// names.
    public static List<Sender> senders(Connection connection, ProviderId provider)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SENDERS)) {
            select.setObject(1, provider.value());
            List<Sender> senders = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    senders.add(
                            new Sender(
                                    row.getString(1),
                                    row.getString(2),
                                    known(row, 3, Which.LAST).orElse(null)));
                }
            }
            return senders;
        }
    }

    /// What came of asking about the account last, answered or not; empty if nobody has asked yet.
    public static Optional<Known> account(Connection connection, ProviderId provider)
            throws SQLException {
        Subject account = Subject.account(provider);
        return Optional.ofNullable(found(connection, List.of(account), Which.LAST).get(account));
    }

    /// What is known of these: what was said last, also where a later question was not answered.
    /// Those that were not asked about yet are missing.
    public static Map<Subject, Known> known(Connection connection, Collection<Subject> subjects)
            throws SQLException {
        return found(connection, subjects, Which.ANSWERED);
    }

    private static Map<Subject, Known> found(
            Connection connection, Collection<Subject> subjects, Which which) throws SQLException {
        if (subjects.isEmpty()) {
            return Map.of();
        }
        Object[] providers = subjects.stream().map(s -> s.provider().value()).toArray();
        Object[] senders = subjects.stream().map(Subject::sender).toArray();
        try (PreparedStatement select = connection.prepareStatement(KNOWN)) {
            select.setArray(1, connection.createArrayOf("uuid", providers));
            select.setArray(2, connection.createArrayOf("text", senders));
            Map<Subject, Known> known = new HashMap<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Subject subject =
                            new Subject(
                                    new ProviderId(row.getObject(1, UUID.class)), row.getString(2));
                    known(row, 3, which).ifPresent(found -> known.put(subject, found));
                }
            }
            return known;
        }
    }

    /// [#COLUMNS], from that one on.
    private static Optional<Known> known(ResultSet row, int column, Which which)
            throws SQLException {
        if (row.getObject(column + 5) == null) {
            return Optional.empty();
        }
        String state = row.getString(column);
        boolean answered = state != null && row.getBoolean(column + 3);
        String unanswered = row.getString(column + 4);
        boolean open = unanswered != null && row.getBoolean(column + 6);
        Duration took = Duration.ofMillis(row.getInt(column + 7));
        if (open && (which == Which.LAST || !answered)) {
            return Optional.of(
                    new Known(
                            new Readiness.Unanswered(unanswered), instant(row, column + 5), took));
        }
        if (answered) {
            String words = Objects.requireNonNullElse(row.getString(column + 1), "");
            return Optional.of(
                    new Known(State.ofWord(state).said(words), instant(row, column + 2), took));
        }
        return Optional.of(
                new Known(new Readiness.NotKnown(CHANGED), instant(row, column + 5), took));
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}

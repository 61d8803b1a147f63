package dev.mailswitch.delivery.readiness;

import static dev.mailswitch.readiness.ProviderChecks.SETTINGS;

import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.Readiness;
import dev.mailswitch.readiness.State;
import dev.mailswitch.readiness.Subject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/// The table `provider_check` for who asks providers. Each method is one transaction or several that
/// need not come together; whatever is lost on the way is found again by the next turn.
public final class CheckTable {

    /// Every account, and every From that has a route to one. A provider that is being deleted is
    /// waited for and left out: its row would refer to nothing.
    private static final String ADD =
            """
            WITH missing AS MATERIALIZED (
              SELECT w.provider_id, w.sender, w.organisation_id
                FROM (SELECT id AS provider_id, '' AS sender, organisation_id FROM provider
                       UNION
                      SELECT r.provider_id, e.sender_email, r.organisation_id
                        FROM route r JOIN environment e ON e.id = r.environment_id) w
               WHERE NOT EXISTS (SELECT FROM provider_check c
                                  WHERE c.provider_id = w.provider_id AND c.sender = w.sender)),
            present AS MATERIALIZED (
              SELECT p.id FROM provider p
               WHERE p.id IN (SELECT provider_id FROM missing)
               ORDER BY p.id
                 FOR KEY SHARE OF p)
            INSERT INTO provider_check (provider_id, sender, organisation_id, due_at)
            SELECT m.provider_id, m.sender, m.organisation_id, now()
              FROM missing m JOIN present p ON p.id = m.provider_id
             ORDER BY m.provider_id, m.sender
                ON CONFLICT DO NOTHING\
            """;

    /// Rows that somebody else has in hand are being asked for, or gone.
    private static final String HURRY =
            """
            WITH older AS MATERIALIZED (
              SELECT c.provider_id, c.sender
                FROM provider_check c JOIN provider p ON p.id = c.provider_id
               WHERE c.tried_with <> %s AND c.due_at > now()
                 FOR UPDATE OF c SKIP LOCKED)
            UPDATE provider_check c SET due_at = now() FROM older o
             WHERE c.provider_id = o.provider_id AND c.sender = o.sender\
            """
                    .formatted(SETTINGS);

    private static final String REMOVE =
            """
            WITH gone AS MATERIALIZED (
              SELECT c.provider_id, c.sender FROM provider_check c
               WHERE c.sender <> ''
                 AND NOT EXISTS (SELECT FROM route r JOIN environment e ON e.id = r.environment_id
                                  WHERE r.provider_id = c.provider_id
                                    AND e.sender_email = c.sender)
                 FOR UPDATE SKIP LOCKED)
            DELETE FROM provider_check c USING gone g
             WHERE c.provider_id = g.provider_id AND c.sender = g.sender\
            """;

    /// What somebody waits for has the earliest time there is. The Froms of an account that is not
    /// ready have its answer, and are due once it has another.
    private static final String DUE =
            """
            SELECT c.provider_id, c.sender, p.kind, p.version, %1$s,
                   CASE WHEN c.due_at > '-infinity' AND c.checked_with = %1$s THEN c.refusals
                        ELSE 0 END,
                   c.due_at = '-infinity', clock_timestamp()
              FROM provider_check c
              JOIN provider p ON p.id = c.provider_id
             WHERE c.due_at <= ?::timestamptz
               AND c.provider_id <> ALL (?) AND c.organisation_id <> ALL (?)
               AND (c.sender = '' OR c.due_at = '-infinity'
                    OR NOT EXISTS (SELECT FROM provider_check a
                                    WHERE a.provider_id = c.provider_id AND a.sender = ''
                                      AND a.state = 'not_ready'))
             ORDER BY c.due_at, c.asked_at, c.provider_id, c.sender
             LIMIT ?\
            """
                    .formatted(SETTINGS);

    /// An asking that is over, and the rows it is about. They are taken in the order of their key, as
    /// by who asks for them. Who came late overwrites nothing.
    private static final String TRIED =
            """
            WITH tried AS MATERIALIZED (
              SELECT ?::timestamptz AS began, ?::bigint AS settings, ?::integer AS took_ms,
                     ?::float8 AS pause),
            mine AS MATERIALIZED (
              SELECT c.provider_id, c.sender FROM provider_check c CROSS JOIN tried t
               WHERE c.provider_id = ? AND %s
                 AND (c.tried_at IS NULL OR c.tried_at <= t.began)
               ORDER BY c.sender
                 FOR UPDATE OF c)
            UPDATE provider_check c
               SET tried_at = t.began, tried_with = t.settings, took_ms = t.took_ms,
            """;

    /// Who asked after this asking had begun, and who changed the settings meanwhile, gets another.
    private static final String NEXT =
            """
                   due_at = CASE WHEN c.asked_at > t.began THEN c.due_at
                                 WHEN t.settings <> %s THEN least(c.due_at, now())
                                 ELSE now() + make_interval(secs => t.pause) END
              FROM mine m
              JOIN provider p ON p.id = m.provider_id
             CROSS JOIN tried t
             WHERE c.provider_id = m.provider_id AND c.sender = m.sender\
            """
                    .formatted(SETTINGS);

    private static final String ANSWERED =
            TRIED
                    + """
                   checked_at = t.began, checked_with = t.settings, unanswered = NULL,
                   state = ?, words = ?, refusals = ?,
            """
                    + NEXT;

    /// What was said before still stands.
    private static final String UNANSWERED =
            TRIED
                    + """
                   unanswered = ?,
            """
                    + NEXT;

    /// What was said of settings that are no more says nothing.
    private static final String STANDINGS =
            """
            SELECT c.provider_id, c.sender = '', bool_and(c.state = 'ready')
              FROM provider_check c JOIN provider p ON p.id = c.provider_id
             WHERE c.state IN ('ready', 'not_ready') AND c.checked_with = %s
             GROUP BY 1, 2\
            """
                    .formatted(SETTINGS);

    /// Which rows of a provider an answer is written to.
    private enum Rows {
        ONE("c.sender = ?"),
        FROMS("c.sender <> ?"),
        DUE_FROMS("c.sender <> ? AND c.due_at <= now()");

        private final String answered;
        private final String unanswered;

        Rows(String which) {
            this.answered = ANSWERED.formatted(which);
            this.unanswered = UNANSWERED.formatted(which);
        }
    }

    private final DataSource database;

    public CheckTable(DataSource database) {
        this.database = database;
    }

    /// Makes the table follow the settings: what is new is due, what changed is due again, Froms
    /// that no route names any more are forgotten.
    void follow() throws SQLException {
        run(ADD, HURRY, REMOVE);
    }

    /// Forgets the Froms that no route names any more, and does no more.
    void forget() throws SQLException {
        run(REMOVE);
    }

    private void run(String... statements) throws SQLException {
        try (Connection connection = database.getConnection()) {
            for (String sql : statements) {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.executeUpdate();
                }
            }
        }
    }

    /// What of that which is due.
    enum Wanted {
        ALL("now"),
        /// That which somebody waits for.
        WAITED_FOR("-infinity");

        /// As PostgreSQL reads a time.
        private final String until;

        Wanted(String until) {
            this.until = until;
        }
    }

    /// What is to be asked; what somebody waits for first, and who has waited longest before others.
    ///
    /// @param except      providers that are left out
    /// @param exceptThose organisations whose providers are left out
    List<Due> due(
            Wanted wanted,
            Collection<ProviderId> except,
            Collection<OrganisationId> exceptThose,
            int limit)
            throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(DUE)) {
            Object[] providers = except.stream().map(ProviderId::value).toArray();
            Object[] organisations = exceptThose.stream().map(OrganisationId::value).toArray();
            select.setString(1, wanted.until);
            select.setArray(2, connection.createArrayOf("uuid", providers));
            select.setArray(3, connection.createArrayOf("uuid", organisations));
            select.setInt(4, limit);
            List<Due> due = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    due.add(due(row));
                }
            }
            return due;
        }
    }

    private static Due due(ResultSet row) throws SQLException {
        return new Due(
                new Subject(new ProviderId(row.getObject(1, UUID.class)), row.getString(2)),
                row.getString(3),
                row.getLong(4),
                row.getLong(5),
                row.getInt(6),
                row.getBoolean(7),
                row.getObject(8, OffsetDateTime.class).toInstant());
    }

    /// Writes down what was found, unless somebody has asked later and is done already; and what an
    /// account says of its Froms with it. Those of one that is not ready have its answer and are due
    /// at once, which is when it has another ([#DUE]); of one that has not answered, those that were
    /// due are put off with it.
    ///
    /// @param pause until it is asked again
    void record(Due due, Finding finding, Duration took, Duration pause) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                write(connection, due, Rows.ONE, finding, took, pause);
                if (due.subject().isAccount()) {
                    Readiness said = Finding.ofFromsAt(finding.readiness()).orElse(null);
                    if (said != null) {
                        boolean putOff = finding.unanswered();
                        write(
                                connection,
                                due,
                                putOff ? Rows.DUE_FROMS : Rows.FROMS,
                                Finding.ofFrom(said),
                                took,
                                putOff ? pause : Duration.ZERO);
                    }
                }
                connection.commit();
            } catch (SQLException | RuntimeException failed) {
                connection.rollback();
                throw failed;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static void write(
            Connection connection,
            Due due,
            Rows rows,
            Finding finding,
            Duration took,
            Duration pause)
            throws SQLException {
        boolean answered = !finding.unanswered();
        String words = State.words(finding.readiness()).map(Words::kept).orElse(null);
        try (PreparedStatement update =
                connection.prepareStatement(answered ? rows.answered : rows.unanswered)) {
            update.setObject(1, due.at().atOffset(ZoneOffset.UTC));
            update.setLong(2, due.settings());
            update.setInt(3, (int) Math.min(took.toMillis(), Integer.MAX_VALUE));
            update.setDouble(4, pause.toMillis() / 1_000.0);
            update.setObject(5, due.subject().provider().value());
            update.setString(6, rows == Rows.ONE ? due.subject().sender() : "");
            if (answered) {
                update.setString(7, State.of(finding.readiness()).word());
                update.setString(8, words);
                update.setInt(9, finding.refusals());
            } else {
                update.setString(7, words);
            }
            update.executeUpdate();
        }
    }

    /// Whether accounts, and all the Froms at each, are ready; those of which nobody knows are
    /// missing.
    public Map<Standing, Boolean> standings() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(STANDINGS);
                ResultSet row = select.executeQuery()) {
            Map<Standing, Boolean> standings = new HashMap<>();
            while (row.next()) {
                standings.put(
                        new Standing(
                                new ProviderId(row.getObject(1, UUID.class)), row.getBoolean(2)),
                        row.getBoolean(3));
            }
            return standings;
        }
    }

    /// @param account whether it is about the account; otherwise about all Froms at it together
    public record Standing(ProviderId provider, boolean account) {}
}

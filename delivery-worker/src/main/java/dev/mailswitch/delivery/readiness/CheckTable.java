package dev.mailswitch.delivery.readiness;

import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
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

    /// Every account, and every From that has a route to one.
    private static final String ADD =
            """
            INSERT INTO provider_check (provider_id, sender, organisation_id, due_at)
            SELECT w.provider_id, w.sender, w.organisation_id, now()
              FROM (SELECT id AS provider_id, '' AS sender, organisation_id FROM provider
                     UNION
                    SELECT r.provider_id, e.sender_email, r.organisation_id
                      FROM route r JOIN environment e ON e.id = r.environment_id) w
             WHERE NOT EXISTS (SELECT FROM provider_check c
                                WHERE c.provider_id = w.provider_id AND c.sender = w.sender)
             ORDER BY w.provider_id, w.sender
                ON CONFLICT DO NOTHING\
            """;

    /// Rows that somebody else has in hand are being asked for, or gone.
    private static final String HURRY =
            """
            WITH older AS MATERIALIZED (
              SELECT c.provider_id, c.sender
                FROM provider_check c JOIN provider p ON p.id = c.provider_id
               WHERE c.checked_version <> p.version AND c.due_at > now()
                 FOR UPDATE OF c SKIP LOCKED)
            UPDATE provider_check c SET due_at = now() FROM older o
             WHERE c.provider_id = o.provider_id AND c.sender = o.sender\
            """;

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

    /// What somebody waits for has the earliest time there is.
    private static final String DUE =
            """
            SELECT c.provider_id, c.sender, p.kind, p.version, clock_timestamp()
              FROM provider_check c JOIN provider p ON p.id = c.provider_id
             WHERE c.due_at <= ?::timestamptz
               AND c.provider_id <> ALL (?) AND c.organisation_id <> ALL (?)
             ORDER BY c.due_at, c.provider_id, c.sender
             LIMIT ?\
            """;

    /// Who asked after this asking had begun, and who changed the settings meanwhile, gets another.
    private static final String RECORD =
            """
            UPDATE provider_check c
               SET state = ?, words = ?, took_ms = ?, checked_at = ?, checked_version = ?,
                   due_at = CASE WHEN c.asked_at > ? THEN c.due_at
                                 WHEN p.version <> ? THEN now()
                                 ELSE now() + make_interval(secs => ?) END
              FROM provider p
             WHERE p.id = c.provider_id AND c.provider_id = ? AND c.sender = ?
               AND (c.checked_at IS NULL OR c.checked_at <= ?)\
            """;

    private static final String STANDINGS =
            """
            SELECT provider_id, sender = '', bool_and(state = 'ready')
              FROM provider_check WHERE state IN ('ready', 'not_ready') GROUP BY 1, 2\
            """;

    private final DataSource database;

    public CheckTable(DataSource database) {
        this.database = database;
    }

    /// Makes the table follow the settings: what is new is due, what changed is due again, Froms
    /// that no route names any more are forgotten.
    void follow() throws SQLException {
        try (Connection connection = database.getConnection()) {
            for (String sql : List.of(ADD, HURRY, REMOVE)) {
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

    /// What is to be asked, what somebody waits for first.
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
                row.getObject(5, OffsetDateTime.class).toInstant());
    }

    /// Writes down what was found, unless somebody has asked later and is done already.
    ///
    /// @param version of the settings that it was asked with
    /// @param pause   until it is asked again
    void record(Due due, Finding finding, long version, Duration took, Duration pause)
            throws SQLException {
        OffsetDateTime at = due.at().atOffset(ZoneOffset.UTC);
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(RECORD)) {
            update.setString(1, State.of(finding.readiness()).word());
            update.setString(2, State.words(finding.readiness()).map(Words::kept).orElse(null));
            update.setInt(3, (int) Math.min(took.toMillis(), Integer.MAX_VALUE));
            update.setObject(4, at);
            update.setLong(5, version);
            update.setObject(6, at);
            update.setLong(7, version);
            update.setDouble(8, pause.toMillis() / 1_000.0);
            update.setObject(9, due.subject().provider().value());
            update.setString(10, due.subject().sender());
            update.setObject(11, at);
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

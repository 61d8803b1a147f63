package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.Uuids;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.outcome.BounceClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The addresses that get no mail, as the ledger asks and adds to them.
public final class Suppressions {

    private Suppressions() {}

    /// An address in the place it is asked about.
    public record Asked(OrganisationId organisation, EnvironmentId environment, Address address) {}

    /// Why an address is on the list.
    ///
    /// @param word        unsubscribed, complained, bounced, manual
    /// @param bounceClass of the refusal of one that bounced, or null where nobody knows
    public record Reason(String word, @Nullable BounceClass bounceClass) {

        public static Reason of(String word) {
            return new Reason(word, null);
        }

        public static Reason bounced(@Nullable BounceClass bounceClass) {
            return new Reason("bounced", bounceClass);
        }
    }

    /// An address to put on the list.
    ///
    /// @param environment null: the whole organisation
    public record Added(
            OrganisationId organisation,
            @Nullable EnvironmentId environment,
            Address address,
            Reason reason) {}

    /// Which of these are suppressed now.
    public static Set<Asked> among(Connection connection, List<Asked> asked) throws SQLException {
        return reasons(connection, asked).keySet();
    }

    /// Why these are suppressed now. Of two reasons, one of the environment's own goes before one of
    /// the whole organisation.
    public static Map<Asked, Reason> reasons(Connection connection, List<Asked> asked)
            throws SQLException {
        Map<Asked, Reason> suppressed = new HashMap<>();
        if (asked.isEmpty()) {
            return suppressed;
        }
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        SELECT u.n, s.reason, s.class
                          FROM unnest(?::uuid[], ?::uuid[], ?::text[]) WITH ORDINALITY
                               u(organisation_id, environment_id, address, n)
                          JOIN suppression s
                            ON s.organisation_id = u.organisation_id AND s.address = u.address
                         WHERE (s.environment_id IS NULL OR s.environment_id = u.environment_id)
                           AND (s.expires_at IS NULL OR s.expires_at > now())
                         ORDER BY s.environment_id NULLS FIRST\
                        """)) {
            new Columns<>(connection, statement, asked)
                    .add("uuid", Asked::organisation)
                    .add("uuid", Asked::environment)
                    .add("text", a -> a.address().key());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    suppressed.put(asked.get(row.getInt(1) - 1), reason(row));
                }
            }
        }
        return suppressed;
    }

    private static Reason reason(ResultSet row) throws SQLException {
        int code = row.getInt(3);
        return new Reason(row.getString(2), row.wasNull() ? null : BounceClass.of(code));
    }

    /// Adds addresses for good. Those that are there for good stay as they are; one that is there
    /// for a time, over or not, becomes what was added. Environments that are gone are passed over.
    static void add(Pipeline pipeline, List<Added> added, Instant now, RandomGenerator random) {
        record Place(
                OrganisationId organisation, @Nullable EnvironmentId environment, String key) {}
        Map<Place, Added> once = new LinkedHashMap<>();
        // A statement may change a row only once.
        added.forEach(
                a ->
                        once.putIfAbsent(
                                new Place(a.organisation(), a.environment(), a.address().key()),
                                a));
        List<Added> sorted =
                once.values().stream()
                        .sorted(
                                Comparator.comparing(Added::organisation)
                                        .thenComparing(a -> a.address().key())
                                        .thenComparing(a -> String.valueOf(a.environment())))
                        .toList();
        pipeline.write(
                """
                INSERT INTO suppression (id, organisation_id, environment_id, address, reason, class)
                SELECT * FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::text[],
                                     ?::smallint[])
                       u(id, organisation_id, environment_id, address, reason, class)
                 WHERE EXISTS (SELECT FROM organisation o WHERE o.id = u.organisation_id)
                   AND (u.environment_id IS NULL
                        OR EXISTS (SELECT FROM environment e WHERE e.id = u.environment_id))
                    ON CONFLICT (organisation_id, address, environment_id) DO UPDATE
                   SET reason = excluded.reason, class = excluded.class, expires_at = NULL,
                       created_at = now()
                 WHERE suppression.expires_at IS NOT NULL""",
                sorted,
                columns ->
                        columns.add("uuid", a -> Uuids.mint(now, random))
                                .add("uuid", Added::organisation)
                                .add("uuid", Added::environment)
                                .add("text", a -> a.address().key())
                                .add("text", a -> a.reason().word())
                                .add("int2", a -> code(a.reason().bounceClass())));
    }

    private static @Nullable Short code(@Nullable BounceClass bounceClass) {
        return bounceClass == null ? null : bounceClass.code();
    }
}

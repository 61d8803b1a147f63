package dev.mailswitch.api.boot;

import dev.mailswitch.api.auth.KeyTokens;
import dev.mailswitch.model.id.ApiKeyId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.Uuids;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Makes the first organisation of a fresh installation, or one more: everything that is needed to
/// go on over the API. All in one transaction.
final class Bootstrap {

    static final int TAKEN = 3;

    private static final String UNIQUE_VIOLATION = "23505";
    private static final long LOCK_KEY = 0x626F_6F74_7374_0001L;

    /// What came of it.
    sealed interface Result {

        record Made(UUID organisation, UUID environment, String adminKey) implements Result {
            String json() {
                return "{\"organisation_id\":\"%s\",\"environment_id\":\"%s\",\"admin_key\":\"%s\"}"
                        .formatted(organisation, environment, adminKey);
            }
        }

        /// Nothing was changed.
        record Taken(String what) implements Result {}
    }

    private final DataSource database;
    private final KeyTokens tokens;
    private final SecureRandom random = new SecureRandom();

    Bootstrap(DataSource database, KeyTokens tokens) {
        this.database = database;
        this.tokens = tokens;
    }

    Result run(BootstrapOptions options) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            Result made = make(connection, options);
            connection.commit();
            return made;
        } catch (SQLException failed) {
            if (UNIQUE_VIOLATION.equals(failed.getSQLState())) {
                return new Result.Taken("a domain is verified for another organisation already");
            }
            throw failed;
        }
    }

    private Result make(Connection connection, BootstrapOptions options) throws SQLException {
        if (exists(connection, options.organisation())) {
            return new Result.Taken(
                    "the organisation %s exists already".formatted(options.organisation()));
        }
        Instant now = Instant.now();
        UUID organisation = Uuids.mint(now, random);
        UUID environment = Uuids.mint(now, random);
        UUID key = Uuids.mint(now, random);
        String token = tokens.issue(new ApiKeyId(key), new OrganisationId(organisation), now);
        update(
                connection,
                "INSERT INTO organisation (id, name) VALUES (?, ?)",
                organisation,
                options.organisation());
        update(
                connection,
                """
                INSERT INTO environment
                       (id, organisation_id, name, is_default, sender_email, sender_name)
                VALUES (?, ?, ?, true, ?, ?)\
                """,
                environment,
                organisation,
                options.environment(),
                options.sender().email(),
                options.sender().name());
        for (String domain : options.verifiedDomains()) {
            update(
                    connection,
                    """
                    INSERT INTO domain (id, organisation_id, name, verified_at, by_operator)
                    VALUES (?, ?, ?, now(), true)\
                    """,
                    Uuids.mint(now, random),
                    organisation,
                    domain);
        }
        update(
                connection,
                """
                INSERT INTO api_key (id, organisation_id, name, scopes, digest)
                VALUES (?, ?, 'bootstrap', string_to_array(?, ' '), ?)\
                """,
                key,
                organisation,
                options.operator() ? "admin operator" : "admin",
                KeyTokens.digest(token));
        update(connection, "UPDATE settings_version SET version = version + 1");
        return new Result.Made(organisation, environment, token);
    }

    /// Whether one of that name is there. Names are not unique, so that tenants cannot feel for each
    /// other's; but this command, run again, must not make a second one, nor two runs at once.
    private static boolean exists(Connection connection, String name) throws SQLException {
        try (PreparedStatement alone =
                        connection.prepareStatement("SELECT pg_advisory_xact_lock(?)");
                PreparedStatement statement =
                        connection.prepareStatement(
                                "SELECT EXISTS (SELECT FROM organisation WHERE name = ?)")) {
            alone.setLong(1, LOCK_KEY);
            alone.execute();
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static void update(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}

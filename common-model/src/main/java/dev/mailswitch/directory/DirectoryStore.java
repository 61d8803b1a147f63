package dev.mailswitch.directory;

import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.RouteId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.ProviderKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// Reads the settings tables, all of them in one snapshot.
public final class DirectoryStore {

    private final DataSource dataSource;

    public DirectoryStore(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /// The version the database has now; cheap, for polling.
    public long version() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return version(connection);
        }
    }

    public Directory load() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            try {
                return load(connection);
            } finally {
                connection.rollback();
                connection.setReadOnly(false);
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setAutoCommit(true);
            }
        }
    }

    private static Directory load(Connection connection) throws SQLException {
        long version = version(connection);
        List<Provider> providers =
                rows(
                        connection,
                        """
                        SELECT id, organisation_id, name, kind,
                               (SELECT array_agg(ARRAY[s.key, s.value])
                                  FROM jsonb_each_text(settings) s),
                               secret, secret_key_id, max_connections, rate_per_second, held, version
                          FROM provider""",
                        DirectoryStore::provider);
        Map<ProviderId, Provider> byId =
                providers.stream().collect(Collectors.toMap(Provider::id, Function.identity()));
        return new Directory(
                version,
                rows(
                        connection,
                        """
                        SELECT id, name, paused, quota_period, quota_mails, tracking_url
                          FROM organisation""",
                        DirectoryStore::organisation),
                rows(
                        connection,
                        """
                        SELECT id, organisation_id, name, is_default, sender_email, sender_name,
                               lane, on_unknown, retention_days, held
                          FROM environment""",
                        DirectoryStore::environment),
                providers,
                rows(
                        connection,
                        """
                        SELECT id, environment_id, provider_id, tier, weight
                          FROM route ORDER BY tier, weight DESC, id""",
                        row -> route(row, byId)),
                verifiedDomains(connection));
    }

    private static long version(Connection connection) throws SQLException {
        return rows(connection, "SELECT version FROM settings_version", row -> row.getLong(1))
                .getFirst();
    }

    private static Organisation organisation(ResultSet row) throws SQLException {
        String period = row.getString(4);
        return new Organisation(
                new OrganisationId(uuid(row, 1)),
                row.getString(2),
                row.getBoolean(3),
                period == null
                        ? null
                        : new Organisation.Quota(
                                Organisation.Period.valueOf(
                                        period.toUpperCase(java.util.Locale.ROOT)),
                                row.getLong(5)),
                row.getString(6));
    }

    private static Environment environment(ResultSet row) throws SQLException {
        return new Environment(
                new EnvironmentId(uuid(row, 1)),
                new OrganisationId(uuid(row, 2)),
                row.getString(3),
                row.getBoolean(4),
                new Address(row.getString(5), row.getString(6)),
                Lane.of(row.getInt(7)),
                OnUnknown.of(row.getInt(8)),
                row.getInt(9),
                row.getBoolean(10));
    }

    private static Provider provider(ResultSet row) throws SQLException {
        String kind = row.getString(4);
        byte[] secret = row.getBytes(6);
        int rate = row.getInt(9);
        boolean unlimited = row.wasNull();
        return new Provider(
                new ProviderId(uuid(row, 1)),
                new OrganisationId(uuid(row, 2)),
                row.getString(3),
                ProviderKind.ofWord(kind)
                        .orElseThrow(() -> new SQLException("unknown kind of provider: " + kind)),
                settings(row),
                secret == null ? null : new Provider.SealedSecret(row.getString(7), secret),
                row.getInt(8),
                unlimited ? null : rate,
                row.getBoolean(10),
                row.getLong(11));
    }

    private static Map<String, String> settings(ResultSet row) throws SQLException {
        Map<String, String> settings = new HashMap<>();
        if (row.getArray(5) != null) {
            for (String[] pair : (String[][]) row.getArray(5).getArray()) {
                if (pair[1] != null) {
                    settings.put(pair[0], pair[1]);
                }
            }
        }
        return settings;
    }

    private static Route route(ResultSet row, Map<ProviderId, Provider> providers)
            throws SQLException {
        return new Route(
                new RouteId(uuid(row, 1)),
                new EnvironmentId(uuid(row, 2)),
                // There is a foreign key, and the snapshot is one.
                java.util.Objects.requireNonNull(providers.get(new ProviderId(uuid(row, 3)))),
                row.getInt(4),
                row.getInt(5));
    }

    private static Map<OrganisationId, Set<String>> verifiedDomains(Connection connection)
            throws SQLException {
        Map<OrganisationId, Set<String>> domains = new HashMap<>();
        rows(
                connection,
                "SELECT organisation_id, name FROM domain WHERE verified_at IS NOT NULL",
                row ->
                        domains.computeIfAbsent(
                                        new OrganisationId(uuid(row, 1)), o -> new HashSet<>())
                                .add(row.getString(2)));
        return domains;
    }

    private static UUID uuid(ResultSet row, int column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static <T> List<T> rows(Connection connection, String sql, RowReader<T> reader)
            throws SQLException {
        try (var statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(reader.read(row));
            }
            return rows;
        }
    }
}

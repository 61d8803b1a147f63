package dev.mailswitch.directory;

import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.PolicyId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.RouteId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.provider.Budget;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.ProviderKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the settings tables, all of them in one snapshot.
public final class DirectoryStore {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryStore.class);

    private final DataSource dataSource;

    /// The last version of which it was said what cannot be read.
    private final AtomicLong complained = new AtomicLong(-1);

    public DirectoryStore(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /// The version the database has now; cheap, for polling.
    public long version() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return version(connection);
        }
    }

    /// Reads everything. Providers of a kind that this release does not know, and their routes, are
    /// left out: a newer one has written them, and the others must go on.
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

    private Directory load(Connection connection) throws SQLException {
        long version = version(connection);
        Set<ProviderId> unknown = new HashSet<>();
        List<Provider> providers =
                rows(
                                connection,
                                """
                                SELECT id, organisation_id, name, kind,
                                       (SELECT array_agg(ARRAY[s.key, s.value])
                                          FROM jsonb_each_text(settings) s),
                                       secret, secret_key_id, max_connections, rate_per_second, held,
                                       drill_until, version, budget_per_day, budget_per_month,
                                       warmup_start, warmup_first_day, warmup_growth, warmup_days
                                  FROM provider\
                                """,
                                row -> provider(row, unknown))
                        .stream()
                        .flatMap(Optional::stream)
                        .toList();
        if (!unknown.isEmpty() && complained.getAndSet(version) != version) {
            LOG.error("providers of a kind this release does not know are left out: {}", unknown);
        }
        Map<ProviderId, Provider> byId =
                providers.stream().collect(Collectors.toMap(Provider::id, Function.identity()));
        return new Directory(
                version,
                rows(
                        connection,
                        """
                        SELECT id, name, paused, quota_period, quota_mails, allowed_origins,
                               tracking_url
                          FROM organisation\
                        """,
                        DirectoryStore::organisation),
                rows(
                        connection,
                        """
                        SELECT id, organisation_id, name, is_default, sender_email, sender_name,
                               lane, on_unknown, retention_days, held, quota_period, quota_mails,
                               staging_only, staging_redirect, policy_id, held_lanes
                          FROM environment\
                        """,
                        DirectoryStore::environment),
                providers,
                rows(
                                connection,
                                """
                                SELECT id, environment_id, provider_id, tier, weight
                                  FROM route ORDER BY tier, weight DESC, id\
                                """,
                                row -> route(row, byId))
                        .stream()
                        .flatMap(Optional::stream)
                        .toList(),
                verifiedDomains(connection),
                rows(
                        connection,
                        """
                        SELECT id, organisation_id, key, lane, time_to_live, on_unknown,
                               track_opens, track_clicks
                          FROM policy\
                        """,
                        DirectoryStore::policy));
    }

    private static long version(Connection connection) throws SQLException {
        return rows(connection, "SELECT version FROM settings_version", row -> row.getLong(1))
                .getFirst();
    }

    private static Organisation organisation(ResultSet row) throws SQLException {
        return new Organisation(
                new OrganisationId(uuid(row, 1)),
                row.getString(2),
                row.getBoolean(3),
                quota(row, 4),
                Set.of((String[]) row.getArray(6).getArray()),
                row.getString(7));
    }

    private static Organisation.@Nullable Quota quota(ResultSet row, int column)
            throws SQLException {
        String period = row.getString(column);
        return period == null
                ? null
                : new Organisation.Quota(
                        Organisation.Period.valueOf(period.toUpperCase(Locale.ROOT)),
                        row.getLong(column + 1));
    }

    private static Environment environment(ResultSet row) throws SQLException {
        return new Environment(
                new EnvironmentId(uuid(row, 1)),
                new OrganisationId(uuid(row, 2)),
                row.getString(3),
                row.getBoolean(4),
                Address.stored(row.getString(5), row.getString(6)),
                Lane.of(row.getInt(7)),
                OnUnknown.of(row.getInt(8)),
                row.getInt(9),
                quota(row, 11),
                row.getBoolean(10),
                staging(row),
                policyId(row),
                heldLanes(row));
    }

    private static Set<Lane> heldLanes(ResultSet row) throws SQLException {
        List<String> words = List.of((String[]) row.getArray(16).getArray());
        return Arrays.stream(Lane.values())
                .filter(lane -> words.contains(lane.word()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static @Nullable PolicyId policyId(ResultSet row) throws SQLException {
        UUID id = row.getObject(15, UUID.class);
        return id == null ? null : new PolicyId(id);
    }

    private static OwnedPolicy policy(ResultSet row) throws SQLException {
        Integer onUnknown = row.getObject(6, Integer.class);
        return new OwnedPolicy(
                new PolicyId(uuid(row, 1)),
                new OrganisationId(uuid(row, 2)),
                new Policy(
                        row.getString(3),
                        Lane.of(row.getInt(4)),
                        Duration.ofSeconds(row.getInt(5)),
                        onUnknown == null ? null : OnUnknown.of(onUnknown),
                        row.getObject(7, Boolean.class),
                        row.getObject(8, Boolean.class)));
    }

    private static @Nullable Staging staging(ResultSet row) throws SQLException {
        java.sql.Array only = row.getArray(13);
        String redirect = row.getString(14);
        if (only != null) {
            return new Staging.Only(Set.of((String[]) only.getArray()));
        }
        return redirect == null ? null : new Staging.Redirect(Address.stored(redirect, null));
    }

    private static Optional<Provider> provider(ResultSet row, Set<ProviderId> unknown)
            throws SQLException {
        Optional<ProviderKind> kind = ProviderKind.ofWord(row.getString(4));
        if (kind.isEmpty()) {
            unknown.add(new ProviderId(uuid(row, 1)));
            return Optional.empty();
        }
        return Optional.of(provider(row, kind.get()));
    }

    private static Provider provider(ResultSet row, ProviderKind kind) throws SQLException {
        byte[] secret = row.getBytes(6);
        OffsetDateTime drill = row.getObject(11, OffsetDateTime.class);
        return new Provider(
                new ProviderId(uuid(row, 1)),
                new OrganisationId(uuid(row, 2)),
                row.getString(3),
                kind,
                settings(row),
                secret == null ? null : new Provider.SealedSecret(row.getString(7), secret),
                row.getInt(8),
                row.getObject(9, Integer.class),
                budget(row),
                row.getBoolean(10),
                drill == null ? null : drill.toInstant(),
                row.getLong(12));
    }

    private static Budget budget(ResultSet row) throws SQLException {
        LocalDate start = row.getObject(15, LocalDate.class);
        return new Budget(
                row.getObject(13, Integer.class),
                row.getObject(14, Integer.class),
                start == null
                        ? null
                        : new Budget.WarmUp(
                                start, row.getInt(16), row.getDouble(17), row.getInt(18)));
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

    private static Optional<Route> route(ResultSet row, Map<ProviderId, Provider> providers)
            throws SQLException {
        // There is a foreign key, and the snapshot is one: what is missing was left out.
        Provider provider = providers.get(new ProviderId(uuid(row, 3)));
        return provider == null
                ? Optional.empty()
                : Optional.of(
                        new Route(
                                new RouteId(uuid(row, 1)),
                                new EnvironmentId(uuid(row, 2)),
                                provider,
                                row.getInt(4),
                                row.getInt(5)));
    }

    private static List<SenderDomain> verifiedDomains(Connection connection) throws SQLException {
        Map<UUID, List<SigningKey>> keys = new HashMap<>();
        rows(
                connection,
                """
                SELECT id, domain_id, selector, secret, secret_key_id, signs_from, signs_until
                  FROM domain_key WHERE signs_from IS NOT NULL\
                """,
                row ->
                        keys.computeIfAbsent(uuid(row, 2), domain -> new ArrayList<>())
                                .add(signingKey(row)));
        return rows(
                connection,
                """
                SELECT id, organisation_id, name, sender_email, sender_name, return_path
                  FROM domain WHERE verified_at IS NOT NULL\
                """,
                row -> senderDomain(row, keys.getOrDefault(uuid(row, 1), List.of())));
    }

    private static SenderDomain senderDomain(ResultSet row, List<SigningKey> keys)
            throws SQLException {
        String sender = row.getString(4);
        return new SenderDomain(
                uuid(row, 1),
                new OrganisationId(uuid(row, 2)),
                row.getString(3),
                sender == null ? null : Address.stored(sender, row.getString(5)),
                row.getString(6),
                keys);
    }

    private static SigningKey signingKey(ResultSet row) throws SQLException {
        OffsetDateTime until = row.getObject(7, OffsetDateTime.class);
        return new SigningKey(
                uuid(row, 1),
                row.getString(3),
                new Provider.SealedSecret(row.getString(5), row.getBytes(4)),
                row.getObject(6, OffsetDateTime.class).toInstant(),
                until == null ? null : until.toInstant());
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

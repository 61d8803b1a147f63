package dev.mailswitch.api.auth;

import dev.mailswitch.model.id.ApiKeyId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The rows of keys, by plain JDBC: this is asked in the path of a mail.
@Singleton
class KeyStore implements KeyRows {

    private final DataSource dataSource;

    KeyStore(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public Optional<KeyRow> find(ApiKeyId id) throws SQLException {
        return Optional.ofNullable(find(List.of(id)).get(id));
    }

    @Override
    public Map<ApiKeyId, KeyRow> find(Collection<ApiKeyId> ids) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                SELECT id, organisation_id, environment_id, scopes, digest,
                                       rate_per_minute, expires_at, active, allowed_addresses
                                  FROM api_key WHERE id = ANY(?)\
                                """)) {
            statement.setArray(
                    1,
                    connection.createArrayOf("uuid", ids.stream().map(ApiKeyId::value).toArray()));
            try (ResultSet row = statement.executeQuery()) {
                Map<ApiKeyId, KeyRow> found = new HashMap<>();
                while (row.next()) {
                    KeyRow key = read(row);
                    found.put(key.id(), key);
                }
                return found;
            }
        }
    }

    private static KeyRow read(ResultSet row) throws SQLException {
        UUID environment = row.getObject(3, UUID.class);
        int rate = row.getInt(6);
        boolean uncapped = row.wasNull();
        OffsetDateTime expiresAt = row.getObject(7, OffsetDateTime.class);
        return new KeyRow(
                new ApiKeyId(row.getObject(1, UUID.class)),
                new OrganisationId(row.getObject(2, UUID.class)),
                environment == null ? null : new EnvironmentId(environment),
                scopes(row.getArray(4)),
                row.getBytes(5),
                uncapped ? null : rate,
                expiresAt == null ? null : expiresAt.toInstant(),
                row.getBoolean(8),
                networks(row.getArray(9)));
    }

    private static List<Network> networks(@Nullable Array texts) throws SQLException {
        return texts == null
                ? List.of()
                : Arrays.stream((String[]) texts.getArray()).map(Network::written).toList();
    }

    private static Set<Scope> scopes(@Nullable Array words) throws SQLException {
        return words == null
                ? Scope.ORDINARY
                : Arrays.stream((String[]) words.getArray())
                        .flatMap(word -> Scope.ofWord(word).stream())
                        .collect(Collectors.toUnmodifiableSet());
    }

    /// Notes when and from where keys were last used. Not a setting: the version does not move.
    void used(Map<ApiKeyId, KeyUse.Use> uses) throws SQLException {
        Map.Entry<ApiKeyId, KeyUse.Use>[] rows = sorted(uses);
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                UPDATE api_key k
                                   SET last_used_at = greatest(k.last_used_at, u.at),
                                       last_used_from = u.source
                                  FROM unnest(?::uuid[], ?::timestamptz[], ?::text[])
                                       u(id, at, source)
                                 WHERE k.id = u.id\
                                """)) {
            statement.setArray(1, array(connection, "uuid", rows, e -> e.getKey().value()));
            statement.setArray(
                    2, array(connection, "text", rows, e -> e.getValue().at().toString()));
            statement.setArray(3, array(connection, "text", rows, e -> e.getValue().from()));
            statement.executeUpdate();
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of generic types
    private static Map.Entry<ApiKeyId, KeyUse.Use>[] sorted(Map<ApiKeyId, KeyUse.Use> uses) {
        return uses.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .toArray(Map.Entry[]::new);
    }

    private static Array array(
            Connection connection,
            String type,
            Map.Entry<ApiKeyId, KeyUse.Use>[] rows,
            java.util.function.Function<Map.Entry<ApiKeyId, KeyUse.Use>, Object> cell)
            throws SQLException {
        return connection.createArrayOf(type, Arrays.stream(rows).map(cell).toArray());
    }
}

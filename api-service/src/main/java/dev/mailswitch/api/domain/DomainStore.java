package dev.mailswitch.api.domain;

import dev.mailswitch.api.domain.Domain.Settings;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Address;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The tables `domain` and `domain_key`. What is read for a caller is scoped by organisation. Takes
/// part in the transaction of the thread, if there is one. A database that fails comes out as
/// [IllegalStateException] with its cause.
@Singleton
class DomainStore {

    private static final String COLUMNS =
            """
            SELECT id, organisation_id, name, sender_email, sender_name, return_path, by_operator,
                   verified_at, checked_at, missing_since, created_at, version
              FROM domain""";

    private final DataSource database;

    DomainStore(DataSource database) {
        this.database = database;
    }

    private interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> T with(Work<T> work) {
        try (Connection connection = database.getConnection()) {
            return work.run(connection);
        } catch (SQLException failed) {
            throw new IllegalStateException("domains could not be read or written", failed);
        }
    }

    /// Oldest first, after that id.
    List<Domain> list(OrganisationId organisation, UUID after, int limit) {
        return with(
                c ->
                        domains(
                                c,
                                " WHERE organisation_id = ? AND id > ? ORDER BY id LIMIT ?",
                                organisation.value(),
                                after,
                                limit));
    }

    Optional<Domain> find(OrganisationId organisation, UUID id) {
        return with(
                c ->
                        domains(
                                        c,
                                        " WHERE organisation_id = ? AND id = ?",
                                        organisation.value(),
                                        id)
                                .stream()
                                .findFirst());
    }

    /// The same, locked until the transaction ends.
    Optional<Domain> lock(OrganisationId organisation, UUID id) {
        return with(
                c ->
                        domains(
                                        c,
                                        " WHERE organisation_id = ? AND id = ? FOR UPDATE",
                                        organisation.value(),
                                        id)
                                .stream()
                                .findFirst());
    }

    private static List<Domain> domains(Connection connection, String where, Object... values)
            throws SQLException {
        List<Domain> bare =
                rows(connection, COLUMNS + where, row -> domain(row, List.of()), values);
        List<Domain> whole = new ArrayList<>();
        for (Domain domain : bare) {
            whole.add(
                    domain.standing(
                            domain.verifiedAt(),
                            domain.checkedAt(),
                            domain.missingSince(),
                            keys(connection, domain.id())));
        }
        return whole;
    }

    private static List<DomainKey> keys(Connection connection, UUID domain) throws SQLException {
        return rows(
                connection,
                """
                SELECT id, selector, public_key, signs_from, signs_until, missing_since, created_at
                  FROM domain_key WHERE domain_id = ?""",
                row ->
                        new DomainKey(
                                row.getObject(1, UUID.class),
                                row.getString(2),
                                row.getString(3),
                                instant(row, 4),
                                instant(row, 5),
                                instant(row, 6),
                                Objects.requireNonNull(instant(row, 7))),
                domain);
    }

    private static Domain domain(ResultSet row, List<DomainKey> keys) throws SQLException {
        return new Domain(
                row.getObject(1, UUID.class),
                new OrganisationId(row.getObject(2, UUID.class)),
                row.getString(3),
                new Settings(row.getString(4), row.getString(5), row.getString(6)),
                row.getBoolean(7),
                instant(row, 8),
                instant(row, 9),
                instant(row, 10),
                Objects.requireNonNull(instant(row, 11)),
                row.getLong(12),
                keys);
    }

    void insert(Domain domain, Instant nextCheck) {
        Settings settings = domain.settings();
        update(
                """
                INSERT INTO domain (id, organisation_id, name, sender_email, sender_name, return_path,
                       next_check_at, created_at, version)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                domain.id(),
                domain.organisation().value(),
                domain.name(),
                settings.senderEmail(),
                settings.senderName(),
                settings.returnPath(),
                nextCheck,
                domain.createdAt(),
                domain.version());
    }

    void insert(Domain domain, KeyMaker.Made made, Instant nextCheck) {
        DomainKey key = made.key();
        update(
                """
                INSERT INTO domain_key (id, domain_id, selector, public_key, secret, secret_key_id,
                       created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)""",
                key.id(),
                domain.id(),
                key.selector(),
                key.publicKey(),
                made.secret().bytes(),
                made.secret().keyId(),
                key.createdAt());
        update("UPDATE domain SET next_check_at = ? WHERE id = ?", nextCheck, domain.id());
    }

    void update(Domain domain, Settings settings) {
        update(
                """
                UPDATE domain SET sender_email = ?, sender_name = ?, return_path = ?,
                       version = version + 1
                 WHERE id = ?""",
                settings.senderEmail(),
                settings.senderName(),
                settings.returnPath(),
                domain.id());
    }

    /// Writes what a check has made of it; the version is that of the settings and stays.
    void save(Domain before, Domain after, @Nullable Instant nextCheck) {
        update(
                """
                UPDATE domain SET verified_at = ?, checked_at = ?, missing_since = ?,
                       next_check_at = ?
                 WHERE id = ?""",
                after.verifiedAt(),
                after.checkedAt(),
                after.missingSince(),
                nextCheck,
                after.id());
        for (DomainKey key : after.keys()) {
            if (!before.keys().contains(key)) {
                update(
                        """
                        UPDATE domain_key SET signs_from = ?, signs_until = ?, missing_since = ?
                         WHERE id = ?""",
                        key.signsFrom(),
                        key.signsUntil(),
                        key.missingSince(),
                        key.id());
            }
        }
        Set<UUID> kept = after.keys().stream().map(DomainKey::id).collect(Collectors.toSet());
        for (DomainKey key : before.keys()) {
            if (!kept.contains(key.id())) {
                update("DELETE FROM domain_key WHERE id = ?", key.id());
            }
        }
    }

    void delete(Domain domain) {
        update("DELETE FROM domain WHERE id = ?", domain.id());
    }

    /// Whether another organisation has it.
    boolean verifiedElsewhere(Domain domain) {
        return !with(c ->
                        rows(
                                c,
                                """
                                        SELECT 1 FROM domain
                                         WHERE name = ? AND verified_at IS NOT NULL AND id <> ?""",
                                row -> true,
                                domain.name(),
                                domain.id()))
                .isEmpty();
    }

    /// The names of the organisation's environments whose sender is of that domain.
    List<String> environmentsFrom(Domain domain) {
        return with(
                c ->
                        rows(
                                        c,
                                        """
                                        SELECT name, sender_email FROM environment
                                         WHERE organisation_id = ? ORDER BY name""",
                                        row -> List.of(row.getString(1), row.getString(2)),
                                        domain.organisation().value())
                                .stream()
                                .filter(
                                        e ->
                                                Address.of(e.getLast())
                                                        .asciiDomain()
                                                        .equals(domain.name()))
                                .map(List::getFirst)
                                .toList());
    }

    /// Domains whose time to be looked at has come. Whoever gets them has them to himself until
    /// `again`; should he die, another looks then.
    List<Domain> takeDue(Instant now, Instant again, int limit) {
        return with(
                c -> {
                    Set<UUID> ids =
                            new HashSet<>(
                                    rows(
                                            c,
                                            """
                                            UPDATE domain SET next_check_at = ?
                                             WHERE id IN (SELECT id FROM domain
                                                           WHERE next_check_at <= ?
                                                           ORDER BY next_check_at LIMIT ?
                                                             FOR UPDATE SKIP LOCKED)
                                            RETURNING id""",
                                            row -> row.getObject(1, UUID.class),
                                            again,
                                            now,
                                            limit));
                    List<Domain> due = new ArrayList<>();
                    for (UUID id : ids) {
                        due.addAll(domains(c, " WHERE id = ?", id));
                    }
                    return due;
                });
    }

    private static <T> List<T> rows(
            Connection connection, String sql, RowReader<T> reader, Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (ResultSet row = statement.executeQuery()) {
                List<T> rows = new ArrayList<>();
                while (row.next()) {
                    rows.add(reader.read(row));
                }
                return rows;
            }
        }
    }

    private void update(String sql, @Nullable Object... values) {
        with(
                c -> {
                    try (PreparedStatement statement = c.prepareStatement(sql)) {
                        bind(statement, values);
                        return statement.executeUpdate();
                    }
                });
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] values)
            throws SQLException {
        for (int i = 0; i < values.length; i++) {
            switch (values[i]) {
                case null -> statement.setNull(i + 1, Types.NULL);
                case Instant at ->
                        statement.setObject(i + 1, OffsetDateTime.ofInstant(at, ZoneOffset.UTC));
                case byte[] bytes -> statement.setBytes(i + 1, bytes);
                case Object other -> statement.setObject(i + 1, other);
            }
        }
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}

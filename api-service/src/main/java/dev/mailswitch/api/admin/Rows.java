package dev.mailswitch.api.admin;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.ledger.Allowances;
import dev.mailswitch.ledger.WorkList;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.Uuids;
import dev.mailswitch.readiness.Known;
import dev.mailswitch.readiness.ProviderChecks;
import dev.mailswitch.readiness.Subject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Finds rows of one organisation. There is no way to ask here without naming it, and nobody asks
/// elsewhere (ArchitectureTest).
@Singleton
class Rows {

    static final UUID FIRST = new UUID(0, 0);

    private final EntityManager entities;
    private final InstantSource clock;
    private final RandomGenerator random;

    Rows(EntityManager entities, InstantSource clock, RandomGenerator random) {
        this.entities = entities;
        this.clock = clock;
        this.random = random;
    }

    /// The row, or 404: another organisation's is not there.
    <T extends Owned> T find(Class<T> type, OrganisationId organisation, String id) {
        return found(entities.find(type, uuid(id)), organisation);
    }

    /// The row, locked until the transaction ends.
    <T extends Owned> T lock(Class<T> type, OrganisationId organisation, String id) {
        return found(entities.find(type, uuid(id), LockModeType.PESSIMISTIC_WRITE), organisation);
    }

    private static <T extends Owned> T found(@Nullable T row, OrganisationId organisation) {
        if (row == null || !row.organisationId.equals(organisation.value())) {
            throw new Refused(Problem.notFound());
        }
        return row;
    }

    /// The organisation itself.
    OrganisationEntity organisation(OrganisationId organisation, LockModeType lock) {
        OrganisationEntity row =
                entities.find(OrganisationEntity.class, organisation.value(), lock);
        if (row == null) {
            throw new Refused(Problem.notFound());
        }
        return row;
    }

    /// The row of that name or id, or null.
    <T extends Row> @Nullable T named(Class<T> type, OrganisationId organisation, String nameOrId) {
        List<T> rows =
                entities.createQuery(
                                "from %s where organisationId = :o and (name = :n or cast(id as string) = :n)"
                                        .formatted(type.getSimpleName()),
                                type)
                        .setParameter("o", organisation.value())
                        .setParameter("n", nameOrId)
                        .setMaxResults(1)
                        .getResultList();
        return rows.isEmpty() ? null : rows.getFirst();
    }

    /// What an environment is called; null stays null.
    @Nullable String environment(OrganisationId organisation, @Nullable UUID id) {
        return id == null ? null : find(EnvironmentEntity.class, organisation, id.toString()).name;
    }

    /// What the caller's key is called; null if it is gone.
    @Nullable String nameOfKey(Caller caller) {
        ApiKeyEntity key = entities.find(ApiKeyEntity.class, caller.key().value());
        return key == null ? null : key.name;
    }

    /// Rows that have these values, oldest first.
    ///
    /// @param equal values by the fields' names in the entity
    /// @param after the id of the last row of the page before, or [#FIRST]
    <T extends Owned> List<T> list(
            Class<T> type,
            OrganisationId organisation,
            Map<String, ?> equal,
            UUID after,
            int limit) {
        StringBuilder where = new StringBuilder();
        Map<String, ?> sorted = new TreeMap<>(equal);
        sorted.keySet().forEach(field -> where.append(" and %s = :%s".formatted(field, field)));
        TypedQuery<T> query =
                entities.createQuery(
                                "from %s where organisationId = :o and id > :after%s order by id"
                                        .formatted(type.getSimpleName(), where),
                                type)
                        .setParameter("o", organisation.value())
                        .setParameter("after", after)
                        .setMaxResults(limit);
        sorted.forEach(query::setParameter);
        return query.getResultList();
    }

    /// Entries of the audit, newest first. Their times are those of their ids.
    ///
    /// @param before the id of the last entry of the page before, or null
    List<AuditEntity> audit(
            OrganisationId organisation,
            AuditResource.Filter filter,
            @Nullable UUID before,
            int limit) {
        StringBuilder where = new StringBuilder("organisationId = :organisation");
        Map<String, Object> values = new TreeMap<>(Map.of("organisation", organisation.value()));
        narrow(where, values, "id < :before", "before", before);
        narrow(where, values, "id >= :from", "from", floor(filter.from()));
        narrow(where, values, "id < :to", "to", floor(filter.to()));
        narrow(where, values, "action = :action", "action", filter.action());
        narrow(where, values, "kind = :kind", "kind", filter.kind());
        narrow(
                where,
                values,
                "(keyName = :key or cast(keyId as string) = :key)",
                "key",
                filter.key());
        narrow(
                where,
                values,
                "(subjectName = :subject or cast(subjectId as string) = :subject)",
                "subject",
                filter.subject());
        TypedQuery<AuditEntity> query =
                entities.createQuery(
                                "from AuditEntity where %s order by id desc".formatted(where),
                                AuditEntity.class)
                        .setMaxResults(limit);
        values.forEach(query::setParameter);
        return query.getResultList();
    }

    private static void narrow(
            StringBuilder where,
            Map<String, Object> values,
            String condition,
            String name,
            @Nullable Object value) {
        if (value != null) {
            where.append(" and ").append(condition);
            values.put(name, value);
        }
    }

    private static @Nullable UUID floor(@Nullable Instant at) {
        return at == null ? null : Uuids.floor(at);
    }

    /// A suppression whose time is over suppresses nobody and stands in nobody's way: makes room for
    /// a new one of that address in that scope.
    void deleteExpired(SuppressionEntity added) {
        entities.createQuery(
                        "delete from SuppressionEntity where organisationId = :organisation"
                                + " and address = :address and expiresAt <= :now"
                                + " and (environmentId = :environment"
                                + " or environmentId is null and :environment is null)")
                .setParameter("organisation", added.organisationId)
                .setParameter("address", added.address)
                .setParameter("now", added.createdAt)
                .setParameter("environment", added.environmentId)
                .executeUpdate();
    }

    /// Whether the ledger has unfinished mails of an environment.
    boolean anyUnfinished(EnvironmentId environment) {
        return entities.unwrap(Session.class)
                .doReturningWork(connection -> WorkList.anyOf(connection, environment));
    }

    /// How much is leased of each window, in the ledger.
    Map<Allowances.Window, Long> leased(List<Allowances.Window> windows) {
        return entities.unwrap(Session.class)
                .doReturningWork(connection -> Allowances.leased(connection, windows));
    }

    /// What providers said of these, as workers know it; what was not asked yet is missing.
    Map<Subject, Known> known(Collection<Subject> subjects) {
        return entities.unwrap(Session.class)
                .doReturningWork(connection -> ProviderChecks.known(connection, subjects));
    }

    /// Has a worker ask a provider, and says when that was wanted.
    Instant askProvider(ProviderId provider) {
        return entities.unwrap(Session.class)
                .doReturningWork(connection -> ProviderChecks.ask(connection, provider));
    }

    /// Fills in what a new row needs.
    <T extends Owned> T born(T row, OrganisationId organisation) {
        row.id = newId();
        row.organisationId = organisation.value();
        row.createdAt = clock.instant();
        return row;
    }

    UUID newId() {
        return Uuids.mint(clock.instant(), random);
    }

    /// Writes what was changed so far, where the order of two changes matters.
    void flush() {
        entities.flush();
    }

    static UUID uuid(String text) {
        try {
            return Uuids.parse(text);
        } catch (IllegalArgumentException none) {
            throw new Refused(Problem.notFound());
        }
    }
}

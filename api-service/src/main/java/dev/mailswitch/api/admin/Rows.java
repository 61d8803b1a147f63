package dev.mailswitch.api.admin;

import dev.mailswitch.api.dialect.Listing;
import dev.mailswitch.api.dialect.Parameters;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.ledger.WorkList;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.Uuids;
import io.vertx.core.MultiMap;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Finds rows of one organisation. There is no way to ask here without naming it.
@Singleton
class Rows {

    private final EntityManager entities;
    private final InstantSource clock;
    private final RandomGenerator random;

    Rows(EntityManager entities, InstantSource clock, RandomGenerator random) {
        this.entities = entities;
        this.clock = clock;
        this.random = random;
    }

    /// The row, or 404: another organisation's is not there.
    <T extends Row> T find(Class<T> type, OrganisationId organisation, String id) {
        return found(entities.find(type, uuid(id)), organisation);
    }

    /// The row, locked until the transaction ends.
    <T extends Row> T lock(Class<T> type, OrganisationId organisation, String id) {
        return found(entities.find(type, uuid(id), LockModeType.PESSIMISTIC_WRITE), organisation);
    }

    private static <T extends Row> T found(@Nullable T row, OrganisationId organisation) {
        if (row == null || !row.organisationId.equals(organisation.value())) {
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

    /// A page, oldest first.
    <T extends Row, V> Listing<V> list(
            Class<T> type, OrganisationId organisation, MultiMap query, Function<T, V> view) {
        Parameters parameters = new Parameters(query, Set.of("limit", "cursor"));
        int limit = parameters.limit();
        UUID after = parameters.cursor();
        List<T> rows =
                entities.createQuery(
                                "from %s where organisationId = :o and id > :a order by id"
                                        .formatted(type.getSimpleName()),
                                type)
                        .setParameter("o", organisation.value())
                        .setParameter("a", after == null ? new UUID(0, 0) : after)
                        .setMaxResults(limit + 1)
                        .getResultList();
        return Listing.of(rows, limit, row -> row.id, view);
    }

    /// Whether the ledger has unfinished mails of an environment.
    boolean anyUnfinished(EnvironmentId environment) {
        return entities.unwrap(Session.class)
                .doReturningWork(connection -> WorkList.anyOf(connection, environment));
    }

    /// Fills in what a new row needs.
    <T extends Row> T born(T row, OrganisationId organisation) {
        Instant now = clock.instant();
        row.id = newId();
        row.organisationId = organisation.value();
        row.createdAt = now;
        return row;
    }

    UUID newId() {
        return Uuids.mint(clock.instant(), random);
    }

    static UUID uuid(String text) {
        try {
            return Uuids.parse(text);
        } catch (IllegalArgumentException none) {
            throw new Refused(Problem.notFound());
        }
    }
}

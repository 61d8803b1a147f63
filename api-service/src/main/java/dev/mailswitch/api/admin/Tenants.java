package dev.mailswitch.api.admin;

import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.UUID;

/// All organisations, for the operator; what they have is found by [Rows] alone.
@Singleton
class Tenants {

    private final EntityManager entities;

    Tenants(EntityManager entities) {
        this.entities = entities;
    }

    /// Oldest first.
    List<OrganisationEntity> list(UUID after, int limit) {
        return entities.createQuery(
                        "from OrganisationEntity where id > :after order by id",
                        OrganisationEntity.class)
                .setParameter("after", after)
                .setMaxResults(limit)
                .getResultList();
    }

    /// Notes that an organisation owns these domains; 409 by the database if one is another's.
    void verify(UUID organisation, UUID id, String domain) {
        entities.createNativeQuery(
                        """
                        INSERT INTO domain (id, organisation_id, name, verified_at, by_operator)
                        VALUES (:id, :organisation, :name, now(), true)\
                        """)
                .setParameter("id", id)
                .setParameter("organisation", organisation)
                .setParameter("name", domain)
                .executeUpdate();
    }
}

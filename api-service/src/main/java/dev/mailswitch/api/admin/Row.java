package dev.mailswitch.api.admin;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;

/// What every settings table has.
@MappedSuperclass
public abstract class Row extends PanacheEntityBase {

    @Id public UUID id = new UUID(0, 0);

    @Column(name = "organisation_id", updatable = false)
    public UUID organisationId = new UUID(0, 0);

    /// For `ETag` and `If-Match`.
    @Version public long version = 1;

    @Column(name = "created_at", updatable = false)
    public Instant createdAt = Instant.EPOCH;
}

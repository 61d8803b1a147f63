package dev.mailswitch.api.admin;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.time.Instant;
import java.util.UUID;

/// What every row of an organisation has. Rows are found by [Rows] only.
@MappedSuperclass
public abstract class Owned extends PanacheEntityBase {

    @Id public UUID id = new UUID(0, 0);

    @Column(name = "organisation_id", updatable = false)
    public UUID organisationId = new UUID(0, 0);

    @Column(name = "created_at", updatable = false)
    public Instant createdAt = Instant.EPOCH;
}

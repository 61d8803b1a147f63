package dev.mailswitch.api.admin;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of `suppression`.
@Entity
@Table(name = "suppression")
public class SuppressionEntity extends PanacheEntityBase {

    @Id public UUID id = new UUID(0, 0);

    @Column(name = "organisation_id", updatable = false)
    public UUID organisationId = new UUID(0, 0);

    @Column(name = "environment_id", updatable = false)
    public @Nullable UUID environmentId;

    @Column(updatable = false)
    public String address = "";

    public String reason = "";

    @Column(name = "expires_at")
    public @Nullable Instant expiresAt;

    @Column(name = "created_at", updatable = false)
    public Instant createdAt = Instant.EPOCH;
}

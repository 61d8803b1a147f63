package dev.mailswitch.api.admin;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of `suppression`.
@Entity
@Table(name = "suppression")
public class SuppressionEntity extends Owned {

    @Column(name = "environment_id", updatable = false)
    public @Nullable UUID environmentId;

    @Column(updatable = false)
    public String address = "";

    public String reason = "";

    @Column(name = "expires_at")
    public @Nullable Instant expiresAt;
}

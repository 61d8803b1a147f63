package dev.mailswitch.api.admin;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of `api_key`.
@Entity
@Table(name = "api_key")
public class ApiKeyEntity extends Row {

    @Column(name = "environment_id")
    public @Nullable UUID environmentId;

    public String name = "";

    public String @Nullable [] scopes;

    @Column(updatable = false)
    public byte[] digest = new byte[0];

    @Column(name = "rate_per_minute")
    public @Nullable Integer ratePerMinute;

    @Column(name = "allowed_addresses")
    public String @Nullable [] allowedAddresses;

    @Column(name = "expires_at")
    public @Nullable Instant expiresAt;

    public boolean active = true;

    // Written in slices by auth, never by an edit of the key.
    @Column(name = "last_used_at", insertable = false, updatable = false)
    public @Nullable Instant lastUsedAt;

    @Column(name = "last_used_from", insertable = false, updatable = false)
    public @Nullable String lastUsedFrom;
}

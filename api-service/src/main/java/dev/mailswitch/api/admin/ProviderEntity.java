package dev.mailswitch.api.admin;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// A row of `provider`.
@Entity
@Table(name = "provider")
public class ProviderEntity extends Row {

    public String name = "";

    public String kind = "";

    @JdbcTypeCode(SqlTypes.JSON)
    public Map<String, String> settings = new HashMap<>();

    public byte @Nullable [] secret;

    @Column(name = "secret_key_id")
    public @Nullable String secretKeyId;

    @Column(name = "max_connections")
    public int maxConnections;

    @Column(name = "rate_per_second")
    public @Nullable Integer ratePerSecond;

    public boolean held;

    /// Of a drill; null or past: there is none.
    @Column(name = "drill_until")
    public @Nullable Instant drillUntil;
}

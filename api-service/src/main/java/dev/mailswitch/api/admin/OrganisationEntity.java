package dev.mailswitch.api.admin;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of `organisation`.
@Entity
@Table(name = "organisation")
public class OrganisationEntity extends PanacheEntityBase {

    @Id public UUID id = new UUID(0, 0);

    public String name = "";

    public boolean paused;

    @Column(name = "quota_period")
    public @Nullable String quotaPeriod;

    @Column(name = "quota_mails")
    public @Nullable Long quotaMails;

    @Column(name = "allowed_origins")
    public String[] allowedOrigins = new String[0];

    @Column(name = "tracking_url")
    public @Nullable String trackingUrl;

    @Version public long version = 1;

    @Column(name = "created_at", updatable = false)
    public Instant createdAt = Instant.EPOCH;
}

package dev.mailswitch.api.admin;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.UUID;

/// A row of `route`.
@Entity
@Table(name = "route")
public class RouteEntity extends Row {

    @Column(name = "environment_id")
    public UUID environmentId = new UUID(0, 0);

    @Column(name = "provider_id")
    public UUID providerId = new UUID(0, 0);

    public short tier;

    public int weight;
}

package dev.mailswitch.api.admin;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/// A row of `policy`. Its key is its name: [Rows] finds it by that, as it finds others.
@Entity
@Table(name = "policy")
public class PolicyEntity extends Row {

    @Column(name = "key")
    public String name = "";

    public @Nullable String description;

    public short lane;

    /// Seconds.
    @Column(name = "time_to_live")
    public int timeToLive;

    @Column(name = "on_unknown")
    public @Nullable Short onUnknown;

    @Column(name = "track_opens")
    public @Nullable Boolean trackOpens;

    @Column(name = "track_clicks")
    public @Nullable Boolean trackClicks;
}

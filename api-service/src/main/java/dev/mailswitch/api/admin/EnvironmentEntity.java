package dev.mailswitch.api.admin;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of `environment`.
@Entity
@Table(name = "environment")
public class EnvironmentEntity extends Row {

    public String name = "";

    @Column(name = "is_default")
    public boolean isDefault;

    @Column(name = "sender_email")
    public String senderEmail = "";

    @Column(name = "sender_name")
    public @Nullable String senderName;

    public short lane;

    @Column(name = "policy_id")
    public @Nullable UUID policyId;

    @Column(name = "on_unknown")
    public short onUnknown;

    @Column(name = "retention_days")
    public short retentionDays;

    @Column(name = "quota_period")
    public @Nullable String quotaPeriod;

    @Column(name = "quota_mails")
    public @Nullable Long quotaMails;

    public boolean held;

    @Column(name = "held_lanes")
    public String[] heldLanes = {};

    @Column(name = "staging_only")
    public String @Nullable [] stagingOnly;

    @Column(name = "staging_redirect")
    public @Nullable String stagingRedirect;
}

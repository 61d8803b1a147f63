package dev.mailswitch.api.admin;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of `audit`; written by [Writing] and never changed.
@Entity
@Table(name = "audit")
public class AuditEntity extends PanacheEntityBase {

    /// UUID version 7: its time is the entry's.
    @Id public UUID id = new UUID(0, 0);

    @Column(name = "organisation_id", updatable = false)
    public UUID organisationId = new UUID(0, 0);

    @Column(name = "key_id", updatable = false)
    public UUID keyId = new UUID(0, 0);

    @Column(name = "key_name", updatable = false)
    public @Nullable String keyName;

    @Column(updatable = false)
    public String action = "";

    @Column(updatable = false)
    public String kind = "";

    @Column(name = "subject_id", updatable = false)
    public UUID subjectId = new UUID(0, 0);

    @Column(name = "subject_name", updatable = false)
    public @Nullable String subjectName;

    @Column(updatable = false)
    public String @Nullable [] fields;
}

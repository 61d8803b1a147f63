package dev.mailswitch.api.admin;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A row of `template`; its content is in `template_version`.
@Entity
@Table(name = "template")
public class TemplateEntity extends Row {

    @Column(updatable = false)
    public int number;

    public String name = "";

    @Column(name = "archived_at")
    public @Nullable Instant archivedAt;

    @Column(name = "current_no")
    public int currentNo = 1;
}

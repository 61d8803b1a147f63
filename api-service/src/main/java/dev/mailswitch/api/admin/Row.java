package dev.mailswitch.api.admin;

import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Version;

/// What every settings table has.
@MappedSuperclass
public abstract class Row extends Owned {

    /// For `ETag` and `If-Match`.
    @Version public long version = 1;
}

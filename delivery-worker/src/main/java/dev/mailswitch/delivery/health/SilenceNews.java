package dev.mailswitch.delivery.health;

import dev.mailswitch.health.Silence;

/// Tells the operator who has fallen silent and who is heard again; the table stays the truth. Must
/// not block for long and must not throw.
@FunctionalInterface
public interface SilenceNews {

    void changed(Change change);

    /// @param over the provider is heard again, or its reports are no longer missed
    record Change(Silence silence, boolean over) {}
}

package dev.mailswitch.delivery.health;

/// Tells the other workers, and the operator, what has changed; the table stays the truth, so news
/// may be lost. Must not block for long and must not throw.
@FunctionalInterface
public interface HealthNews {

    void changed(Change change);

    /// A breaker after its change.
    ///
    /// @param closed the breaker is gone; what it was is given
    record Change(Breaker breaker, boolean closed) {}
}

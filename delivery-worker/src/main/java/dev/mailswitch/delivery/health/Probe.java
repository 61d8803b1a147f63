package dev.mailswitch.delivery.health;

import java.util.Map;

/// The right to make the one call that decides about breakers that are half open. Whoever has it
/// either records the call's result with it or gives it back.
///
/// @param versions of the breakers it was won for; a result counts only for these versions
public record Probe(Map<BreakerKey, Long> versions) {

    public Probe {
        versions = Map.copyOf(versions);
    }

    boolean speaksFor(Breaker breaker) {
        Long version = versions.get(breaker.key());
        return version != null && version == breaker.version();
    }
}

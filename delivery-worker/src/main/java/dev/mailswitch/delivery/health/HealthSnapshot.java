package dev.mailswitch.delivery.health;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.routing.Gate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Health at a moment, for metrics and the console.
///
/// @param breakers  those not closed
/// @param throttled providers that asked to slow down, and until when
/// @param weights   what of its weight each provider seen by this worker deserves, silence apart
/// @param silent    providers that no longer report, for all workers
public record HealthSnapshot(
        List<Breaker> breakers,
        Map<ProviderId, Instant> throttled,
        Map<ProviderId, Gate.Open> weights,
        Set<ProviderId> silent) {

    public HealthSnapshot {
        breakers = List.copyOf(breakers);
        throttled = Map.copyOf(throttled);
        weights = Map.copyOf(weights);
        silent = Set.copyOf(silent);
    }

    /// Providers that deserve less than their whole weight.
    public Map<ProviderId, Gate.Open> lowered() {
        return weights.entrySet().stream()
                .filter(weight -> weight.getValue().weightFactor() < 1)
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}

package dev.mailswitch.delivery.health;

import dev.mailswitch.model.id.ProviderId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Health at a moment, for metrics and the console.
///
/// @param breakers  those not closed
/// @param throttled providers that asked to slow down, and until when
/// @param weights   share of its weight each provider seen by this worker deserves
public record HealthSnapshot(
        List<Breaker> breakers,
        Map<ProviderId, Instant> throttled,
        Map<ProviderId, Double> weights) {

    public HealthSnapshot {
        breakers = List.copyOf(breakers);
        throttled = Map.copyOf(throttled);
        weights = Map.copyOf(weights);
    }
}

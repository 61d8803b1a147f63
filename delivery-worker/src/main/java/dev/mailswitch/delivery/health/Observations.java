package dev.mailswitch.delivery.health;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.outcome.Scope;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// What this worker has seen: evidence by scope, bounded in number. Domains are watched only from
/// their first failure on and until nothing bad is left of it.
final class Observations {

    static final int MOST = 20_000;

    private final Map<BreakerKey, Evidence> evidence = new ConcurrentHashMap<>();
    private final Map<ProviderId, AcceptTimes> times = new ConcurrentHashMap<>();

    AcceptTimes times(ProviderId provider) {
        return times.computeIfAbsent(provider, p -> new AcceptTimes());
    }

    void success(BreakerKey key, boolean slow, Instant now) {
        Evidence seen = key.scope() == Scope.PROVIDER ? watched(key) : evidence.get(key);
        if (seen == null) {
            return;
        }
        seen.success(slow, now);
        if (key.scope() != Scope.PROVIDER && seen.clean()) {
            evidence.remove(key, seen);
        }
    }

    /// The evidence to add a failure to; empty when there is no room for another domain.
    Optional<Evidence> forFailure(BreakerKey key, Instant now) {
        if (!evidence.containsKey(key) && evidence.size() >= MOST) {
            evidence.values().removeIf(seen -> seen.stale(now));
            if (evidence.size() >= MOST) {
                return Optional.empty();
            }
        }
        return Optional.of(watched(key));
    }

    private Evidence watched(BreakerKey key) {
        return evidence.computeIfAbsent(key, k -> new Evidence(k.scope()));
    }

    double weightFactor(BreakerKey key, Instant now) {
        Evidence seen = evidence.get(key);
        return seen == null ? 1 : seen.weightFactor(now);
    }

    void forget(BreakerKey key) {
        evidence.remove(key);
    }

    Map<ProviderId, Double> weights(Instant now) {
        Map<ProviderId, Double> weights = new TreeMap<>();
        evidence.forEach(
                (key, seen) -> {
                    if (key.scope() == Scope.PROVIDER) {
                        weights.put(key.provider(), seen.weightFactor(now));
                    }
                });
        return weights;
    }
}

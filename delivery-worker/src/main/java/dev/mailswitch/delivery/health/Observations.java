package dev.mailswitch.delivery.health;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.outcome.Scope;
import dev.mailswitch.routing.Gate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// What this worker has seen: evidence by scope. Providers are always watched; domains only from
/// their first failure on and until nothing bad is left of them, and only so many, so that one
/// tenant's list of dead domains neither fills the memory nor blinds the others.
final class Observations {

    static final int MOST = 20_000;
    static final int MOST_OF_A_PROVIDER = 2_000;

    /// Longer than any call takes.
    private static final Duration CLOSED_LATELY = Duration.ofMinutes(30);

    private final Map<ProviderId, Watched> watched = new ConcurrentHashMap<>();
    private final Map<BreakerKey, Instant> closed = new ConcurrentHashMap<>();

    private static final class Watched {
        private final AcceptTimes times = new AcceptTimes();
        private final Evidence whole = new Evidence(Scope.PROVIDER);
        private final Map<BreakerKey, Evidence> domains = new ConcurrentHashMap<>();
    }

    private Watched of(ProviderId provider) {
        return watched.computeIfAbsent(provider, p -> new Watched());
    }

    AcceptTimes times(ProviderId provider) {
        return of(provider).times;
    }

    void success(BreakerKey key, boolean slow, Instant now) {
        Watched provider = of(key.provider());
        if (key.scope() == Scope.PROVIDER) {
            provider.whole.success(slow, now);
            return;
        }
        Evidence seen = provider.domains.get(key);
        if (seen == null) {
            return;
        }
        seen.success(slow, now);
        if (seen.clean()) {
            provider.domains.remove(key, seen);
        }
    }

    /// The evidence to add a failure to; empty when there is no room for another domain.
    Optional<Evidence> forFailure(BreakerKey key, Instant now) {
        Watched provider = of(key.provider());
        if (key.scope() == Scope.PROVIDER) {
            return Optional.of(provider.whole);
        }
        Evidence seen = provider.domains.get(key);
        if (seen != null) {
            return Optional.of(seen);
        }
        if (provider.domains.size() >= MOST_OF_A_PROVIDER) {
            dropStale(provider, now);
        }
        if (domains() >= MOST) {
            watched.values().forEach(one -> dropStale(one, now));
        }
        if (provider.domains.size() >= MOST_OF_A_PROVIDER || domains() >= MOST) {
            return Optional.empty();
        }
        return Optional.of(provider.domains.computeIfAbsent(key, k -> new Evidence(k.scope())));
    }

    /// Of all providers; asked only when another one is to be watched.
    private int domains() {
        return watched.values().stream().mapToInt(one -> one.domains.size()).sum();
    }

    private void dropStale(Watched provider, Instant now) {
        provider.domains.values().removeIf(seen -> seen.stale(now));
    }

    Gate.Open weight(BreakerKey key, Instant now) {
        Watched provider = watched.get(key.provider());
        if (provider == null) {
            return Gate.FULLY_OPEN;
        }
        Evidence seen = key.scope() == Scope.PROVIDER ? provider.whole : provider.domains.get(key);
        return seen == null ? Gate.FULLY_OPEN : seen.weight(now);
    }

    /// The breaker has closed: what was seen before, and the results of calls that had begun
    /// before, say nothing any more.
    void closed(BreakerKey key, Instant now) {
        closed.values().removeIf(at -> at.plus(CLOSED_LATELY).isBefore(now));
        closed.put(key, now);
        Watched provider = of(key.provider());
        if (key.scope() == Scope.PROVIDER) {
            provider.whole.reset();
        } else {
            provider.domains.remove(key);
        }
    }

    /// Forgets what was seen of providers that are no longer there.
    void keepOnly(Set<ProviderId> present) {
        watched.keySet().retainAll(present);
        closed.keySet().removeIf(key -> !present.contains(key.provider()));
    }

    boolean begunBeforeClosing(BreakerKey key, Instant begun) {
        Instant at = closed.get(key);
        return at != null && begun.isBefore(at);
    }

    /// The providers whose breakers are due to open although nothing new was heard of them.
    List<BreakerKey> stopped(Instant now) {
        return watched.entrySet().stream()
                .filter(provider -> provider.getValue().whole.opens(now))
                .map(provider -> BreakerKey.of(provider.getKey()))
                .toList();
    }

    Map<ProviderId, Gate.Open> weights(Instant now) {
        Map<ProviderId, Gate.Open> weights = new TreeMap<>();
        watched.forEach((id, seen) -> weights.put(id, seen.whole.weight(now)));
        return weights;
    }
}

package dev.mailswitch.delivery.health;

import dev.mailswitch.model.id.ProviderId;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The table of breakers without a database; for one thread.
public final class InMemoryBreakers implements BreakerTable {

    private final Map<BreakerKey, Breaker> breakers = new LinkedHashMap<>();
    private final Map<ProviderId, Instant> throttles = new HashMap<>();

    @Override
    public List<Breaker> load() {
        return List.copyOf(breakers.values());
    }

    @Override
    public Map<ProviderId, Instant> throttles() {
        return Map.copyOf(throttles);
    }

    @Override
    public void throttle(ProviderId provider, Instant until) {
        throttles.merge(provider, until, (one, other) -> one.isAfter(other) ? one : other);
    }

    @Override
    public boolean insert(Breaker breaker) {
        return breakers.putIfAbsent(breaker.key(), breaker) == null;
    }

    @Override
    public boolean replace(Breaker breaker, long from) {
        return has(breaker.key(), from) && breakers.put(breaker.key(), breaker) != null;
    }

    @Override
    public boolean delete(Breaker breaker) {
        return has(breaker.key(), breaker.version()) && breakers.remove(breaker.key()) != null;
    }

    private boolean has(BreakerKey key, long version) {
        Breaker breaker = breakers.get(key);
        return breaker != null && breaker.version() == version;
    }

    @Override
    public int prune(Instant before) {
        int all = breakers.size() + throttles.size();
        breakers.values().removeIf(breaker -> breaker.probeAt().isBefore(before));
        throttles.values().removeIf(until -> until.isBefore(before));
        return all - breakers.size() - throttles.size();
    }
}

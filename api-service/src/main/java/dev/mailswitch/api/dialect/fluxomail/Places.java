package dev.mailswitch.api.dialect.fluxomail;

import dev.mailswitch.model.id.ApiKeyId;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;

/// Places for streams in this process, of each key and in all.
@Singleton
class Places {

    private static final int A_KEY = 20;
    private static final int IN_ALL = 2_000;

    /// What came of asking for one.
    enum Place {
        TAKEN,
        KEY_HAS_ENOUGH,
        FULL
    }

    private final int aKey;
    private final int inAll;
    private final Map<ApiKeyId, Integer> taken = new HashMap<>();
    private int all;

    @Inject
    Places(MeterRegistry registry) {
        this(A_KEY, IN_ALL);
        Gauge.builder("mailswitch.streams.open", this, Places::all)
                .description("Streams of events that are open")
                .register(registry);
    }

    Places(int aKey, int inAll) {
        this.aKey = aKey;
        this.inAll = inAll;
    }

    synchronized Place take(ApiKeyId key) {
        if (taken.getOrDefault(key, 0) >= aKey) {
            return Place.KEY_HAS_ENOUGH;
        }
        if (all >= inAll) {
            return Place.FULL;
        }
        taken.merge(key, 1, Integer::sum);
        all++;
        return Place.TAKEN;
    }

    synchronized int all() {
        return all;
    }

    synchronized void giveBack(ApiKeyId key) {
        taken.computeIfPresent(key, (k, count) -> count == 1 ? null : count - 1);
        all--;
    }
}

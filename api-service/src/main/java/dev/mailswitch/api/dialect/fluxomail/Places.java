package dev.mailswitch.api.dialect.fluxomail;

import dev.mailswitch.api.auth.Caller;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;

/// Places for streams in this process: of each key, of each organisation, and in all.
// Its gauge is wanted from the start.
@Startup
@Singleton
class Places {

    private static final int A_KEY = 20;
    private static final int IN_ALL = 2_000;

    /// What came of asking for one.
    enum Place {
        TAKEN,
        KEY_HAS_ENOUGH,
        ORGANISATION_HAS_ENOUGH,
        FULL
    }

    private final int aKey;
    private final int anOrganisation;
    private final int inAll;
    private final Map<Object, Integer> taken = new HashMap<>();
    private int all;

    @Inject
    Places(FluxomailConfig config, MeterRegistry registry) {
        this(A_KEY, config.streamsPerOrganisation(), IN_ALL);
        Gauge.builder("mailswitch.streams.open", this, Places::all)
                .description("Streams of events that are open")
                .register(registry);
    }

    Places(int aKey, int anOrganisation, int inAll) {
        this.aKey = aKey;
        this.anOrganisation = anOrganisation;
        this.inAll = inAll;
    }

    synchronized Place take(Caller caller) {
        if (taken(caller.key()) >= aKey) {
            return Place.KEY_HAS_ENOUGH;
        }
        if (taken(caller.organisation()) >= anOrganisation) {
            return Place.ORGANISATION_HAS_ENOUGH;
        }
        if (all >= inAll) {
            return Place.FULL;
        }
        taken.merge(caller.key(), 1, Integer::sum);
        taken.merge(caller.organisation(), 1, Integer::sum);
        all++;
        return Place.TAKEN;
    }

    /// @param holder a key or an organisation; their ids are records of types of their own
    private int taken(Object holder) {
        return taken.getOrDefault(holder, 0);
    }

    synchronized int all() {
        return all;
    }

    synchronized void giveBack(Caller caller) {
        giveBack(caller.key());
        giveBack(caller.organisation());
        all--;
    }

    private void giveBack(Object holder) {
        taken.computeIfPresent(holder, (h, count) -> count == 1 ? null : count - 1);
    }
}

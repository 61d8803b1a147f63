package dev.mailswitch.delivery.worklist;

import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.Environment;
import dev.mailswitch.directory.Route;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.ProviderId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// Since which version of the settings the ways of each environment are what they are. What was put
/// back by older ones for want of a way has to be looked at again; what they have seen since is as
/// they left it, whatever else was changed.
///
/// Of a process that has just begun, all ways are as new as its settings: what was changed while
/// nobody looked is found so. Used by one thread.
final class Ways {

    /// A change of a provider, be it its budget, a hold, a drill or its secret, gives it another
    /// version. Tiers and weights say who goes first, and open nothing.
    private record Way(ProviderId provider, long version) {}

    private record Known(Set<Way> ways, long since) {}

    private Map<EnvironmentId, Known> known = Map.of();
    private long version = -1;

    /// Takes over these settings.
    ///
    /// @return environments whose ways are others than they were
    Set<EnvironmentId> take(Directory settings) {
        if (settings.version() == version) {
            return Set.of();
        }
        Map<EnvironmentId, Known> now = new HashMap<>();
        Set<EnvironmentId> changed = new HashSet<>();
        for (Environment environment : settings.environments()) {
            Set<Way> ways =
                    settings.routes(environment.id()).stream()
                            .map(Route::provider)
                            .map(provider -> new Way(provider.id(), provider.version()))
                            .collect(Collectors.toUnmodifiableSet());
            Known before = known.get(environment.id());
            if (before != null && before.ways().equals(ways)) {
                now.put(environment.id(), before);
            } else {
                now.put(environment.id(), new Known(ways, settings.version()));
                changed.add(environment.id());
            }
        }
        known = Map.copyOf(now);
        version = settings.version();
        return changed;
    }

    /// Of these environments, as far as they are in the settings.
    Map<EnvironmentId, Long> since(Collection<EnvironmentId> environments) {
        return environments.stream()
                .filter(known::containsKey)
                .collect(Collectors.toUnmodifiableMap(id -> id, this::since));
    }

    /// Of one that is in the settings.
    long since(EnvironmentId environment) {
        return Objects.requireNonNull(known.get(environment)).since();
    }
}

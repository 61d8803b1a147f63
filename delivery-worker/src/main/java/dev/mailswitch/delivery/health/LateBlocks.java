package dev.mailswitch.delivery.health;

import dev.mailswitch.model.id.ProviderId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Which recipient domains have lately blocked a provider after it had accepted. Bounce mail is
/// easily forged and often about one host: it says something about the provider as a whole only
/// once five domains say the same.
final class LateBlocks {

    static final int ENOUGH = 5;
    private static final Duration REMEMBERED = Duration.ofHours(1);

    /// Which five does not matter.
    private static final int MOST = 50;

    private final Map<ProviderId, Map<String, Instant>> domains = new HashMap<>();

    /// Takes one in and says whether the provider as a whole is to blame.
    synchronized boolean everywhere(ProviderId provider, String domain, Instant now) {
        Map<String, Instant> seen = domains.computeIfAbsent(provider, p -> new HashMap<>());
        seen.values().removeIf(at -> at.plus(REMEMBERED).isBefore(now));
        if (seen.size() < MOST || seen.containsKey(domain)) {
            seen.put(domain, now);
        }
        return seen.size() >= ENOUGH;
    }

    synchronized void keepOnly(Set<ProviderId> present) {
        domains.keySet().retainAll(present);
    }

    synchronized void forget(ProviderId provider) {
        domains.remove(provider);
    }
}

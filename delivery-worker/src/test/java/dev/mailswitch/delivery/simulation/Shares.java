package dev.mailswitch.delivery.simulation;

import dev.mailswitch.model.id.ProviderId;
import java.util.HashMap;
import java.util.Map;

/// How many mails went which way.
final class Shares {

    private final Map<ProviderId, Integer> counts = new HashMap<>();
    private int all;

    void add(ProviderId provider) {
        counts.merge(provider, 1, Integer::sum);
        all++;
    }

    int all() {
        return all;
    }

    /// From 0 to 1; of nothing, 0.
    double of(ProviderId provider) {
        return all == 0 ? 0 : (double) counts.getOrDefault(provider, 0) / all;
    }
}

package dev.mailswitch.readiness;

import dev.mailswitch.model.id.OrganisationId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Places for those who ask, or wait for an answer, some of whom hang: an organisation gets a few of
/// them, and no more than one once half of all are taken, so that it takes many organisations to hold
/// up another. Safe for threads.
public final class FairPlaces {

    private final int all;
    private final int ofOne;
    private final Map<OrganisationId, Integer> taken = new HashMap<>();
    private int sum;

    /// @param all   places there are
    /// @param ofOne the most of them that one organisation gets
    public FairPlaces(int all, int ofOne) {
        this.all = all;
        this.ofOne = ofOne;
    }

    /// Takes a place, to be [given back][#giveBack], or says that there is none.
    public synchronized boolean tryTake(OrganisationId organisation) {
        int own = taken.getOrDefault(organisation, 0);
        if (sum >= all || own >= share()) {
            return false;
        }
        taken.put(organisation, own + 1);
        sum++;
        return true;
    }

    /// Gives a place back that was taken.
    public synchronized void giveBack(OrganisationId organisation) {
        taken.computeIfPresent(organisation, (id, own) -> own > 1 ? own - 1 : null);
        sum--;
    }

    /// Whether nobody gets a place now.
    public synchronized boolean full() {
        return sum >= all;
    }

    /// Those that have what one gets, and no place beside it now.
    public synchronized List<OrganisationId> crowded() {
        return taken.entrySet().stream()
                .filter(one -> one.getValue() >= share())
                .map(Map.Entry::getKey)
                .toList();
    }

    private int share() {
        return sum < (all + 1) / 2 ? ofOne : 1;
    }
}

package dev.mailswitch.api.admin;

import dev.mailswitch.model.id.OrganisationId;
import java.util.HashMap;
import java.util.Map;

/// Places for those who wait, of which no organisation gets all.
final class WaitingPlaces {

    private final int all;
    private final int each;
    private final Map<OrganisationId, Integer> taken = new HashMap<>();
    private int sum;

    /// @param all  places there are
    /// @param each the most of them that one organisation gets
    WaitingPlaces(int all, int each) {
        this.all = all;
        this.each = each;
    }

    /// Takes a place, to be [given back][#giveBack], or says that there is none.
    synchronized boolean tryTake(OrganisationId organisation) {
        int own = taken.getOrDefault(organisation, 0);
        if (sum >= all || own >= each) {
            return false;
        }
        taken.put(organisation, own + 1);
        sum++;
        return true;
    }

    /// Gives a place back that was taken.
    synchronized void giveBack(OrganisationId organisation) {
        taken.computeIfPresent(organisation, (id, own) -> own > 1 ? own - 1 : null);
        sum--;
    }
}

package dev.mailswitch.routing;

import dev.mailswitch.directory.Route;
import java.time.Instant;

/// Whether there is a free place: connections and rate of the provider, slots of the worker and
/// the flow. Asking takes none; whoever claims takes them after planning the calls.
@FunctionalInterface
public interface Room {

    /// A place for one more mail of the route's environment through the route's provider.
    Place at(Route route);

    /// The same for a call that is only asked about, or that the provider knows again: it counted in
    /// the provider's budget when it was first made, so a budget that is used up does not stop it.
    default Place forRepeat(Route route) {
        return at(route);
    }

    /// The answer.
    sealed interface Place {
        record Free() implements Place {}

        /// @param until when one may become free by itself; of a budget, when the next begins
        record Full(Instant until, Lack lack, String why) implements Place {

            /// Of a place itself.
            public Full(Instant until, String why) {
                this(until, Lack.PLACE, why);
            }
        }
    }

    /// What there is none of.
    enum Lack {
        /// A connection, a slot, a permit of the rate, a slice of the budget: a moment's.
        PLACE,
        /// The budget of the day or month.
        BUDGET,
        /// Settings that can be used.
        SETTINGS
    }

    Place FREE = new Place.Free();
}

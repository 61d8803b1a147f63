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

        /// @param until when one may become free
        record Full(Instant until, String why) implements Place {}
    }

    Place FREE = new Place.Free();
}

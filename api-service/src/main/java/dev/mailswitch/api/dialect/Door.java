package dev.mailswitch.api.dialect;

import java.util.List;
import java.util.Map;

/// A front door: one API as one vendor documents it. Each is a bean in a room of its own; this is
/// all that the shared rooms know of it.
public interface Door {

    /// Its part of the server.
    ///
    /// @param prefix    of paths: itself and all below it, save what a longer prefix claims
    /// @param bodyLimit bytes a body may have there
    record Area(String prefix, int bodyLimit) {}

    /// The scope of idempotency keys and a label of metrics.
    String name();

    List<Area> areas();

    /// The door's answer to a request that came no further. A switch without a default, so that a
    /// new reason does not compile until each door has words for it.
    Shown shown(Stop stop);

    /// Headers that every answer of the door has beside the common ones.
    default Map<String, String> headers(String requestId) {
        return Map.of();
    }
}

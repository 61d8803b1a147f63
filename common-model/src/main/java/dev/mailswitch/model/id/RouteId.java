package dev.mailswitch.model.id;

import java.util.UUID;

/// The id of a route.
public record RouteId(UUID value) implements Comparable<RouteId> {

    /// Reads the text form.
    ///
    /// @throws IllegalArgumentException if it is not a UUID
    public static RouteId parse(String text) {
        return new RouteId(Uuids.parse(text));
    }

    @Override
    public int compareTo(RouteId other) {
        return Uuids.compare(value, other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

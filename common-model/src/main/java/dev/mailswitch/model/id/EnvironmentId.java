package dev.mailswitch.model.id;

import java.util.UUID;

/// The id of an environment.
public record EnvironmentId(UUID value) implements Comparable<EnvironmentId> {

    /// Reads the text form.
    ///
    /// @throws IllegalArgumentException if it is not a UUID
    public static EnvironmentId parse(String text) {
        return new EnvironmentId(Uuids.parse(text));
    }

    @Override
    public int compareTo(EnvironmentId other) {
        return Uuids.compare(value, other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

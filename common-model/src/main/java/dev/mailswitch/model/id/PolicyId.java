package dev.mailswitch.model.id;

import java.util.UUID;

/// The id of a policy.
public record PolicyId(UUID value) implements Comparable<PolicyId> {

    /// Reads the text form.
    ///
    /// @throws IllegalArgumentException if it is not a UUID
    public static PolicyId parse(String text) {
        return new PolicyId(Uuids.parse(text));
    }

    @Override
    public int compareTo(PolicyId other) {
        return Uuids.compare(value, other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

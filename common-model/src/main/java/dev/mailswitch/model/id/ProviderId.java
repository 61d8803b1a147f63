package dev.mailswitch.model.id;

import java.util.UUID;

/// The id of a provider.
public record ProviderId(UUID value) implements Comparable<ProviderId> {

    /// Reads the text form.
    ///
    /// @throws IllegalArgumentException if it is not a UUID
    public static ProviderId parse(String text) {
        return new ProviderId(Uuids.parse(text));
    }

    @Override
    public int compareTo(ProviderId other) {
        return Uuids.compare(value, other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

package dev.mailswitch.model.id;

import java.util.UUID;

/// The id of an API key.
public record ApiKeyId(UUID value) implements Comparable<ApiKeyId> {

    /// Reads the text form.
    ///
    /// @throws IllegalArgumentException if it is not a UUID
    public static ApiKeyId parse(String text) {
        return new ApiKeyId(Uuids.parse(text));
    }

    @Override
    public int compareTo(ApiKeyId other) {
        return Uuids.compare(value, other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

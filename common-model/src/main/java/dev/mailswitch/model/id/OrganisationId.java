package dev.mailswitch.model.id;

import java.util.UUID;

/// The id of an organisation.
public record OrganisationId(UUID value) implements Comparable<OrganisationId> {

    /// Reads the text form.
    ///
    /// @throws IllegalArgumentException if it is not a UUID
    public static OrganisationId parse(String text) {
        return new OrganisationId(Uuids.parse(text));
    }

    @Override
    public int compareTo(OrganisationId other) {
        return Uuids.compare(value, other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

package dev.mailswitch.api.admin;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a change was, for the record of changes.
///
/// @param organisation whose record it belongs in
/// @param kind         of the subject, as `provider`
/// @param name         of the subject, or null
/// @param fields       names of what was given; never values
public record Audit(
        UUID organisation,
        Action action,
        String kind,
        UUID subject,
        @Nullable String name,
        List<String> fields) {

    public enum Action {
        CREATED,
        CHANGED,
        DELETED,
        IMPORTED,
        TESTED
    }

    public Audit {
        fields = List.copyOf(fields);
    }

    static Audit of(Action action, String kind, Owned row, @Nullable String name) {
        return new Audit(row.organisationId, action, kind, row.id, name, List.of());
    }

    static Audit changed(String kind, OrganisationEntity row, Collection<String> fields) {
        return new Audit(row.id, Action.CHANGED, kind, row.id, row.name, sorted(fields));
    }

    public Audit with(Set<String> given) {
        return new Audit(organisation, action, kind, subject, name, sorted(given));
    }

    private static List<String> sorted(Collection<String> fields) {
        return fields.stream().sorted().toList();
    }
}

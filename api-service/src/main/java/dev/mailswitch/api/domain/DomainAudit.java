package dev.mailswitch.api.domain;

import dev.mailswitch.api.admin.Audit;
import dev.mailswitch.api.admin.Audit.Action;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Changes of domains as they are put on record.
final class DomainAudit {

    private DomainAudit() {}

    static Audit of(Action action, Domain domain) {
        return new Audit(
                domain.organisation().value(),
                action,
                "domain",
                domain.id(),
                domain.name(),
                List.of());
    }

    /// What a check has made of it.
    static Audit checked(Domain before, Domain after) {
        Set<String> fields = new HashSet<>();
        if (before.verified() != after.verified()) {
            fields.add("verified");
        }
        if (!before.keys().equals(after.keys())) {
            fields.add("dkim_keys");
        }
        return of(Action.CHANGED, after).with(fields);
    }
}

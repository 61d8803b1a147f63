package dev.mailswitch.api.domain;

import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/// What was found about the records of a domain.
///
/// @param dkim by the key's id
record Checks(Finding ownership, Map<UUID, Finding> dkim, Finding spf, Finding dmarc) {

    Checks {
        dkim = Map.copyOf(dkim);
    }

    Finding.Verdict of(DomainKey key) {
        Finding finding = dkim.get(key.id());
        return finding == null ? Finding.Verdict.UNKNOWN : finding.verdict();
    }

    boolean published(DomainKey key) {
        return of(key) == Finding.Verdict.OK;
    }

    Stream<Finding> all() {
        return Stream.of(Stream.of(ownership), dkim.values().stream(), Stream.of(spf, dmarc))
                .flatMap(part -> part);
    }
}

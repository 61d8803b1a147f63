package dev.mailswitch.api.domain;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.mailswitch.api.dialect.Rfc3339;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A domain as management shows it.
///
/// @param status   pending, verified, or failing: verified, with its ownership record gone
/// @param warnings in words for people; empty if all is well
/// @param records  to be published
/// @param checks   what was found just now; absent if nobody looked
record DomainView(
        String id,
        String name,
        String status,
        boolean verified,
        @Nullable String verifiedAt,
        @Nullable String checkedAt,
        @Nullable String missingSince,
        List<String> warnings,
        @Nullable String senderEmail,
        @Nullable String senderName,
        @Nullable String returnPath,
        List<DnsRecords.Published> records,
        List<Key> dkimKeys,
        String createdAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Check> checks) {

    /// @param status            waiting (for its record), signing, or retired
    /// @param removeRecordAfter of a retired one: until then the record must stay
    record Key(
            String selector,
            String status,
            @Nullable String signsFrom,
            @Nullable String signsUntil,
            @Nullable String removeRecordAfter,
            String createdAt) {}

    /// @param status ok, missing, wrong, unknown
    record Check(
            String purpose,
            String name,
            String status,
            @Nullable String expected,
            List<String> found,
            String advice) {}

    static DomainView of(Domain domain) {
        return of(domain, null);
    }

    static DomainView of(Domain domain, @Nullable Checks checks) {
        return new DomainView(
                domain.id().toString(),
                domain.name(),
                !domain.verified()
                        ? "pending"
                        : domain.missingSince() == null ? "verified" : "failing",
                domain.verified(),
                Rfc3339.ofNullable(domain.verifiedAt()),
                Rfc3339.ofNullable(domain.checkedAt()),
                Rfc3339.ofNullable(domain.missingSince()),
                warnings(domain),
                domain.settings().senderEmail(),
                domain.settings().senderName(),
                domain.settings().returnPath(),
                DnsRecords.of(domain),
                domain.keys().stream().map(DomainView::key).toList(),
                Rfc3339.of(domain.createdAt()),
                checks == null ? null : checks.all().map(DomainView::check).toList());
    }

    private static List<String> warnings(Domain domain) {
        List<String> warnings = new ArrayList<>();
        if (domain.missingSince() != null) {
            warnings.add(
                    "The ownership record is gone; from %s on the domain is no longer verified"
                            .formatted(Rfc3339.of(domain.missingSince().plus(Standing.GRACE))));
        }
        for (DomainKey key : domain.keys()) {
            if (key.missingSince() != null) {
                warnings.add(
                        "The record of the DKIM key %s is gone; from %s on mail is no longer signed"
                                .formatted(
                                        key.selector(),
                                        Rfc3339.of(key.missingSince().plus(Standing.GRACE))));
            }
        }
        if (domain.verified() && domain.keys().stream().noneMatch(DomainKey::signing)) {
            warnings.add(
                    domain.keys().isEmpty()
                            ? "Mail is not signed: rotate the DKIM key to make one"
                            : "Mail is not signed: the record of the DKIM key is not there");
        }
        return warnings;
    }

    private static Key key(DomainKey key) {
        boolean retired = key.signsUntil() != null;
        return new Key(
                key.selector(),
                key.signing() ? "signing" : retired ? "retired" : "waiting",
                Rfc3339.ofNullable(key.signsFrom()),
                Rfc3339.ofNullable(key.signsUntil()),
                key.signsUntil() == null
                        ? null
                        : Rfc3339.of(key.signsUntil().plus(DomainKey.AFTERLIFE)),
                Rfc3339.of(key.createdAt()));
    }

    private static Check check(Finding finding) {
        return new Check(
                finding.purpose().word(),
                finding.name(),
                finding.verdict().word(),
                finding.expected(),
                finding.found(),
                finding.advice());
    }
}

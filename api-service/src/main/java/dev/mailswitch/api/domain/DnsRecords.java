package dev.mailswitch.api.domain;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The records to publish for a domain, and the names they have.
final class DnsRecords {

    /// @param value    the text to publish; null: see `note`
    /// @param required without it the domain is not verified, or its mail not signed
    record Published(
            String purpose,
            String type,
            String name,
            @Nullable String value,
            boolean required,
            String note) {}

    private DnsRecords() {}

    /// The row's id is the token: nobody else has a row with it, and it dies with the row.
    static String token(Domain domain) {
        return "mailswitch-verification=" + domain.id();
    }

    static String ownershipName(Domain domain) {
        return "_mailswitch." + domain.name();
    }

    static String dmarcName(String domain) {
        return "_dmarc." + domain;
    }

    /// SPF is looked up for the envelope's sender.
    static String spfName(Domain domain) {
        String returnPath = domain.settings().returnPath();
        return returnPath == null
                ? domain.name()
                : dev.mailswitch.model.mail.Address.of(returnPath).asciiDomain();
    }

    static List<Published> of(Domain domain) {
        List<Published> records = new ArrayList<>();
        records.add(
                new Published(
                        Finding.Purpose.OWNERSHIP.word(),
                        "TXT",
                        ownershipName(domain),
                        token(domain),
                        !domain.byOperator(),
                        "Proves that the domain is yours; must stay"));
        for (DomainKey key : domain.published()) {
            records.add(
                    new Published(
                            Finding.Purpose.DKIM.word(),
                            "TXT",
                            key.recordName(domain.name()),
                            key.record(),
                            true,
                            "Longer than 255 characters: zone files want it as several quoted strings"));
        }
        records.add(
                new Published(
                        Finding.Purpose.SPF.word(),
                        "TXT",
                        spfName(domain),
                        null,
                        false,
                        "One record that includes what each of your providers names, as in"
                                + " v=spf1 include:spf.your-provider.example ~all"));
        records.add(
                new Published(
                        Finding.Purpose.DMARC.word(),
                        "TXT",
                        dmarcName(domain.name()),
                        "v=DMARC1; p=none",
                        false,
                        "To begin with; p=quarantine or p=reject once all your mail is signed"));
        return records;
    }
}

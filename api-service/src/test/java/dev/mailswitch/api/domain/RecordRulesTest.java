package dev.mailswitch.api.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.domain.Finding.Verdict;
import dev.mailswitch.model.id.OrganisationId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordRulesTest {

    private static final DomainKey KEY =
            new DomainKey(new UUID(3, 3), "ms1", "MIIBI+/=", null, null, null, Instant.EPOCH);
    private static final Domain DOMAIN =
            new Domain(
                    new UUID(1, 1),
                    new OrganisationId(new UUID(2, 2)),
                    "mail.example.com",
                    new Domain.Settings(null, null, null),
                    false,
                    null,
                    null,
                    null,
                    Instant.EPOCH,
                    1,
                    List.of(KEY));

    @Test
    void theTokenIsFoundAmongOthersAndInAnyCase() {
        String token = DnsRecords.token(DOMAIN).toUpperCase(java.util.Locale.ROOT);
        assertThat(RecordRules.ownership(DOMAIN, found("other", token)).verdict())
                .isEqualTo(Verdict.OK);
        assertThat(RecordRules.ownership(DOMAIN, found("other", token + "x")).verdict())
                .isEqualTo(Verdict.WRONG);
        assertThat(RecordRules.ownership(DOMAIN, new TxtAnswer.Absent()).verdict())
                .isEqualTo(Verdict.MISSING);
        assertThat(RecordRules.ownership(DOMAIN, new TxtAnswer.Failed("x")).verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=DKIM1; k=rsa; p=MIIBI+/=     | OK    | published",
                "p=MIIBI+/=                     | OK    | published",
                "v=DKIM1;p=MII BI+ /=;          | OK    | published",
                "v=DKIM1; h=sha1:sha256; s=email; p=MIIBI+/= | OK | published",
                "v=DKIM1; t=y; p=MIIBI+/=       | OK    | ignore",
                "v=DKIM1; t=s; p=MIIBI+/=       | OK    | is published",
                "v=DKIM1; k=rsa; p=             | WRONG | revoked",
                "v=DKIM1; k=rsa                 | WRONG | revoked",
                "v=DKIM1; k=rsa; p=MIIBI        | WRONG | another key",
                "v=DKIM1; k=ed25519; p=MIIBI+/= | WRONG | rsa",
                "v=DKIM1; h=sha1; p=MIIBI+/=    | WRONG | sha256",
                "v=DKIM1; s=tlsrpt; p=MIIBI+/=  | WRONG | email",
                "v=DKIM2; p=MIIBI+/=            | WRONG | no DKIM",
                "v=DKIM1; p=MIIBI+/=; p=MIIBI+/= | WRONG | no DKIM",
                "hello world                    | WRONG | no DKIM"
            })
    void aKeyRecordIsRead(String text, Verdict verdict, String advice) {
        Finding finding = RecordRules.dkim(DOMAIN, KEY, found(text));
        assertThat(finding.verdict()).isEqualTo(verdict);
        assertThat(finding.advice()).contains(advice);
        assertThat(finding.name()).isEqualTo("ms1._domainkey.mail.example.com");
    }

    @Test
    void twoKeyRecordsAreOneTooMany() {
        assertThat(RecordRules.dkim(DOMAIN, KEY, found(KEY.record(), "v=DKIM1; p=")).verdict())
                .isEqualTo(Verdict.WRONG);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=spf1 include:_spf.google.com include:b.example ~all | OK | _spf.google.com, b.example",
                "V=SPF1 ip4:192.0.2.0/24 ip6:2001:db8::/32 a mx:x.example/24//64 exists:%{i}.x -all | OK | nobody",
                "v=spf1 redirect=_spf.example.net | OK | _spf.example.net",
                "v=spf1 +all | OK | everybody",
                "v=spf1 all  | OK | everybody",
                "v=spf1      | OK | nobody",
                "v=spf1 include: ~all | WRONG | not valid",
                "v=spf1 includes:x ~all | WRONG | not valid",
                "v=spf1 ip4:host ~all | WRONG | not valid",
                "v=spf10 ~all | MISSING | Publish",
                "something else | MISSING | Publish"
            })
    void anSpfRecordIsRead(String text, Verdict verdict, String advice) {
        Finding finding = RecordRules.spf("example.com", found("unrelated", text));
        assertThat(finding.verdict()).isEqualTo(verdict);
        assertThat(finding.advice()).contains(advice);
    }

    @Test
    void twoSpfRecordsAreOneTooMany() {
        assertThat(RecordRules.spf("x", found("v=spf1 -all", "v=spf1 ~all")).advice())
                .contains("one SPF record only");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=DMARC1; p=none; rua=mailto:a@example.com | OK | none",
                "v=DMARC1; p=REJECT; | OK | REJECT",
                "v=DMARC1; p=nothing | WRONG | one record",
                "v=DMARC1 | WRONG | one record",
                "v=DMARC2; p=none | MISSING | Publish"
            })
    void aDmarcRecordIsRead(String text, Verdict verdict, String advice) {
        Finding finding = RecordRules.dmarc(List.of("_dmarc.example.com"), List.of(found(text)));
        assertThat(finding.verdict()).isEqualTo(verdict);
        assertThat(finding.advice()).contains(advice);
    }

    @Test
    void thePolicyOfADomainAboveCounts() {
        List<String> names = DomainChecker.dmarcNames("mail.example.com");
        assertThat(names).containsExactly("_dmarc.mail.example.com", "_dmarc.example.com");
        Finding finding =
                RecordRules.dmarc(
                        names,
                        List.of(
                                new TxtAnswer.Absent(),
                                found("v=DMARC1; p=reject; sp=quarantine")));
        assertThat(finding.advice()).contains("quarantine");
        assertThat(finding.name()).isEqualTo("_dmarc.example.com");
    }

    @Test
    void strangersTextsAreShownShortened() {
        String[] many = new String[50];
        java.util.Arrays.fill(many, "x".repeat(4_000));
        assertThat(RecordRules.ownership(DOMAIN, found(many)).found())
                .hasSize(5)
                .allSatisfy(text -> assertThat(text).hasSizeLessThan(510));
    }

    private static TxtAnswer found(String... texts) {
        return new TxtAnswer.Found(List.of(texts));
    }
}

package dev.mailswitch.api.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A DKIM key without its secret half.
///
/// @param publicKey    SubjectPublicKeyInfo in base64: the record's `p=`
/// @param signsFrom    null: its record was never seen
/// @param signsUntil   null while it signs
/// @param missingSince since when the record of a key that signs is gone
record DomainKey(
        UUID id,
        String selector,
        String publicKey,
        @Nullable Instant signsFrom,
        @Nullable Instant signsUntil,
        @Nullable Instant missingSince,
        Instant createdAt) {

    /// How long the record of a key must stay after its last signature: mail waits in queues and is
    /// read later.
    static final Duration AFTERLIFE = Duration.ofDays(7);

    boolean signing() {
        return signsFrom != null && signsUntil == null;
    }

    /// Its record may go, and with it the key.
    boolean over(Instant now) {
        return signsUntil != null && !now.isBefore(signsUntil.plus(AFTERLIFE));
    }

    /// `v=DKIM1; k=rsa; p=…` (RFC 6376 section 3.6.1).
    String record() {
        return "v=DKIM1; k=rsa; p=" + publicKey;
    }

    String recordName(String domain) {
        return selector + "._domainkey." + domain;
    }

    DomainKey signingFrom(Instant from) {
        return new DomainKey(id, selector, publicKey, from, null, null, createdAt);
    }

    DomainKey signingUntil(Instant until) {
        return new DomainKey(id, selector, publicKey, signsFrom, until, null, createdAt);
    }

    DomainKey missing(@Nullable Instant since) {
        return new DomainKey(id, selector, publicKey, signsFrom, signsUntil, since, createdAt);
    }
}

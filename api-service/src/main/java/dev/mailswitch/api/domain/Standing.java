package dev.mailswitch.api.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the records that were found make of a domain.
///
/// ```
/// unverified ── ownership found ──▶ verified ── gone for 72 h ──▶ unverified
/// key waits  ── record found, domain verified ──▶ signs ── the next one signs, or gone for 72 h ──▶ retired
/// ```
///
/// What could not be asked (no answer, server failure) changes nothing.
final class Standing {

    /// How long records may be gone until that counts.
    static final Duration GRACE = Duration.ofHours(72);

    /// Keys change this long after the decision: by then it is committed and every worker has heard
    /// of it, so that all agree which calls are signed with which key.
    static final Duration LEAD = Duration.ofSeconds(15);

    private static final Duration SETTLED = Duration.ofHours(6);
    private static final Duration AWAITED = Duration.ofMinutes(30);

    /// Unverified domains are looked at this long without being asked.
    private static final Duration PATIENCE = Duration.ofDays(30);

    private Standing() {}

    static Domain after(Domain before, Checks checks, Instant now) {
        boolean was = before.verified();
        Instant verified = before.verifiedAt();
        Instant missing = before.missingSince();
        switch (checks.ownership().verdict()) {
            case OK -> {
                verified = verified == null ? now : verified;
                missing = null;
            }
            case MISSING, WRONG -> {
                missing = was && !before.byOperator() ? earliest(missing, now) : null;
                if (expired(missing, now)) {
                    verified = null;
                    missing = null;
                }
            }
            case UNKNOWN -> {}
        }
        // Of a domain that was not verified, no mail can be under way: nothing to agree about.
        Instant turn = was ? now.plus(LEAD) : now;
        return before.standing(
                verified, now, missing, keys(before, checks, verified != null, turn, now));
    }

    private static List<DomainKey> keys(
            Domain domain, Checks checks, boolean verified, Instant turn, Instant now) {
        boolean turns =
                verified
                        && domain.latest()
                                .filter(key -> !key.signing() && checks.published(key))
                                .isPresent();
        List<DomainKey> keys = new ArrayList<>();
        for (DomainKey key : domain.keys()) {
            boolean latest = domain.latest().filter(key::equals).isPresent();
            if (turns && latest) {
                keys.add(key.signingFrom(turn));
            } else if (turns && key.signing()) {
                keys.add(key.signingUntil(turn));
            } else if (key.signing()) {
                keys.add(watched(key, checks, turn, now));
            } else if (latest || !key.over(now)) {
                keys.add(key);
            }
        }
        return keys;
    }

    /// A signature that nobody can check is worse than none.
    private static DomainKey watched(DomainKey key, Checks checks, Instant turn, Instant now) {
        return switch (checks.of(key)) {
            case OK -> key.missing(null);
            case UNKNOWN -> key;
            case MISSING, WRONG -> {
                Instant since = earliest(key.missingSince(), now);
                yield expired(since, now) ? key.signingUntil(turn) : key.missing(since);
            }
        };
    }

    private static Instant earliest(@Nullable Instant since, Instant now) {
        return since == null ? now : since;
    }

    private static boolean expired(@Nullable Instant since, Instant now) {
        return since != null && !now.isBefore(since.plus(GRACE));
    }

    /// Whether mail is treated otherwise after than before: then every process must hear of it.
    static boolean matters(Domain before, Domain after) {
        return before.verified() != after.verified() || !spans(before).equals(spans(after));
    }

    private static List<List<Object>> spans(Domain domain) {
        return domain.keys().stream()
                .map(
                        key ->
                                List.<Object>of(
                                        key.id(),
                                        Objects.requireNonNullElse(key.signsFrom(), ""),
                                        Objects.requireNonNullElse(key.signsUntil(), "")))
                .toList();
    }

    /// When to look again; null if only when asked.
    static @Nullable Instant nextCheck(Domain domain, Instant now) {
        boolean awaited =
                !domain.verified()
                        || domain.missingSince() != null
                        || domain.latest().filter(key -> !key.signing()).isPresent()
                        || domain.keys().stream().anyMatch(key -> key.missingSince() != null);
        if (!awaited) {
            return now.plus(SETTLED);
        }
        boolean given = !domain.verified() && now.isAfter(domain.createdAt().plus(PATIENCE));
        return given ? null : now.plus(AWAITED);
    }
}

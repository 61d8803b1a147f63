package dev.mailswitch.api.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.domain.Finding.Purpose;
import dev.mailswitch.api.domain.Finding.Verdict;
import dev.mailswitch.model.id.OrganisationId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StandingTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant BORN = NOW.minus(Duration.ofDays(2));

    @Test
    void theOwnershipRecordVerifies() {
        Domain after = after(domain(null), checks(Verdict.OK), NOW);
        assertThat(after.verifiedAt()).isEqualTo(NOW);
        assertThat(after.checkedAt()).isEqualTo(NOW);
    }

    @ParameterizedTest
    @EnumSource(names = {"MISSING", "WRONG", "UNKNOWN"})
    void nothingElseDoes(Verdict verdict) {
        assertThat(after(domain(null), checks(verdict), NOW).verified()).isFalse();
    }

    @Test
    void aLostRecordCountsAfterSeventyTwoHours() {
        Domain lost = after(domain(BORN), checks(Verdict.MISSING), NOW);
        assertThat(lost.verified()).isTrue();
        assertThat(lost.missingSince()).isEqualTo(NOW);
        Instant nearly = NOW.plus(Duration.ofHours(72)).minusSeconds(1);
        Domain still = after(lost, checks(Verdict.WRONG), nearly);
        assertThat(still.verified()).isTrue();
        assertThat(still.missingSince()).isEqualTo(NOW);
        Domain over = after(still, checks(Verdict.MISSING), nearly.plusSeconds(1));
        assertThat(over.verified()).isFalse();
        assertThat(over.missingSince()).isNull();
        assertThat(Standing.matters(still, over)).isTrue();
    }

    @Test
    void aRecordThatComesBackIsForgiven() {
        Domain lost = after(domain(BORN), checks(Verdict.MISSING), NOW);
        Domain back = after(lost, checks(Verdict.OK), NOW.plus(Duration.ofHours(71)));
        assertThat(back.missingSince()).isNull();
        assertThat(back.verifiedAt()).isEqualTo(BORN);
    }

    @Test
    void aDnsThatFailsTakesNothingAway() {
        Domain lost = after(domain(BORN), checks(Verdict.MISSING), NOW);
        Domain unasked = after(lost, checks(Verdict.UNKNOWN), NOW.plus(Duration.ofDays(9)));
        assertThat(unasked.verified()).isTrue();
        assertThat(unasked.missingSince()).isEqualTo(NOW);
    }

    @Test
    void theOperatorsWordStands() {
        Domain vouched = domain(BORN, true);
        Domain after = after(vouched, checks(Verdict.MISSING), NOW);
        Domain later = after(after, checks(Verdict.MISSING), NOW.plus(Duration.ofDays(9)));
        assertThat(later.verified()).isTrue();
        assertThat(later.missingSince()).isNull();
    }

    @Test
    void aPublishedKeySignsAtOnceWhereNoMailCanBeUnderWay() {
        DomainKey key = key("a", null, null);
        Domain after = after(domain(null, false, key), checks(Verdict.OK, key), NOW);
        assertThat(after.keys().getFirst().signsFrom()).isEqualTo(NOW);
    }

    @Test
    void aPublishedKeyOfAnUnverifiedDomainWaits() {
        DomainKey key = key("a", null, null);
        Domain after = after(domain(null, false, key), checks(Verdict.MISSING, key), NOW);
        assertThat(after.keys()).containsExactly(key);
    }

    @Test
    void theOldKeySignsUntilTheNewOneDoes() {
        DomainKey old = key("a", BORN, null);
        DomainKey fresh = key("b", null, null);
        Domain rotating = domain(BORN, false, old, fresh);
        Domain waiting = after(rotating, checks(Verdict.OK, old), NOW);
        assertThat(waiting.keys()).containsExactly(old, fresh);
        assertThat(Standing.matters(rotating, waiting)).isFalse();
        Domain turned = after(waiting, checks(Verdict.OK, old, fresh), NOW);
        Instant turn = NOW.plus(Standing.LEAD);
        assertThat(turned.keys().getFirst().signsUntil()).isEqualTo(turn);
        assertThat(turned.keys().getLast().signsFrom()).isEqualTo(turn);
        assertThat(Standing.matters(waiting, turned)).isTrue();
    }

    @Test
    void anOldKeyIsForgottenAfterSevenDays() {
        DomainKey old = key("a", BORN, NOW);
        DomainKey fresh = key("b", NOW, null);
        Domain rotated = domain(BORN, false, old, fresh);
        Instant over = NOW.plus(Duration.ofDays(7));
        assertThat(after(rotated, checks(Verdict.OK, fresh), over.minusSeconds(1)).keys())
                .hasSize(2);
        Domain after = after(rotated, checks(Verdict.OK, fresh), over);
        assertThat(after.keys()).containsExactly(fresh);
        assertThat(Standing.matters(rotated, after)).isTrue();
    }

    @Test
    void aKeyWhoseRecordIsGoneStopsAfterSeventyTwoHoursAndComesBack() {
        DomainKey key = key("a", BORN, null);
        Domain lost = after(domain(BORN, false, key), checks(Verdict.OK), NOW);
        assertThat(lost.keys().getFirst().missingSince()).isNull();
        lost = after(lost, checks(Verdict.OK).with(key, Verdict.MISSING), NOW);
        assertThat(lost.keys().getFirst().missingSince()).isEqualTo(NOW);
        assertThat(lost.keys().getFirst().signing()).isTrue();
        Instant later = NOW.plus(Standing.GRACE);
        Domain stopped = after(lost, checks(Verdict.OK).with(key, Verdict.MISSING), later);
        assertThat(stopped.keys().getFirst().signing()).isFalse();
        Instant muchLater = later.plus(Duration.ofDays(30));
        Domain back = after(stopped, checks(Verdict.OK, key), muchLater);
        assertThat(back.keys().getFirst().signing()).isTrue();
        assertThat(back.keys().getFirst().signsFrom()).isEqualTo(muchLater.plus(Standing.LEAD));
    }

    @Test
    void whatWaitsIsLookedAtMoreOftenAndNotForEver() {
        DomainKey signing = key("a", BORN, null);
        assertThat(Standing.nextCheck(domain(BORN, false, signing), NOW))
                .isEqualTo(NOW.plus(Duration.ofHours(6)));
        assertThat(Standing.nextCheck(domain(null, false, signing), NOW))
                .isEqualTo(NOW.plus(Duration.ofMinutes(30)));
        assertThat(Standing.nextCheck(domain(BORN, false, key("b", null, null)), NOW))
                .isEqualTo(NOW.plus(Duration.ofMinutes(30)));
        assertThat(Standing.nextCheck(domain(null), NOW.plus(Duration.ofDays(40)))).isNull();
    }

    private static Domain after(Domain before, Draft checks, Instant now) {
        return Standing.after(before, checks.checks(), now);
    }

    private static Draft checks(Verdict ownership, DomainKey... published) {
        Draft draft = new Draft(ownership, Map.of());
        for (DomainKey key : published) {
            draft = draft.with(key, Verdict.OK);
        }
        return draft;
    }

    private static Domain domain(@Nullable Instant verified) {
        return domain(verified, false);
    }

    private static Domain domain(
            @Nullable Instant verified, boolean byOperator, DomainKey... keys) {
        return new Domain(
                new UUID(1, 1),
                new OrganisationId(new UUID(2, 2)),
                "example.com",
                new Domain.Settings(null, null, null),
                byOperator,
                verified,
                null,
                null,
                BORN,
                1,
                List.of(keys));
    }

    private static DomainKey key(String selector, @Nullable Instant from, @Nullable Instant until) {
        return new DomainKey(
                new UUID(3, selector.charAt(0)),
                selector,
                "MII",
                from,
                until,
                null,
                BORN.plusSeconds(selector.charAt(0)));
    }

    /// Checks in the making.
    private record Draft(Verdict ownership, Map<UUID, Finding> keys) {
        Draft with(DomainKey key, Verdict verdict) {
            Map<UUID, Finding> more = new HashMap<>(keys);
            more.put(key.id(), finding(Purpose.DKIM, verdict));
            return new Draft(ownership, more);
        }

        Checks checks() {
            return new Checks(
                    finding(Purpose.OWNERSHIP, ownership),
                    keys,
                    finding(Purpose.SPF, Verdict.MISSING),
                    finding(Purpose.DMARC, Verdict.MISSING));
        }
    }

    private static Finding finding(Purpose purpose, Verdict verdict) {
        return new Finding(purpose, "name", null, List.of(), verdict, "");
    }
}

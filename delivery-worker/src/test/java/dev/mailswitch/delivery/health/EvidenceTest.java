package dev.mailswitch.delivery.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.outcome.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EvidenceTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private final Evidence provider = new Evidence(Scope.PROVIDER);
    private final Evidence domain = new Evidence(Scope.RECIPIENT_DOMAIN);

    private static void fail(Evidence evidence, int organisation, int sender, int recipient) {
        evidence.failure(
                new OrganisationId(new UUID(0, organisation)),
                "s" + sender + ".test",
                "r" + recipient + ".test",
                false,
                NOW);
    }

    @Test
    void fewFailuresLowerTheWeightAndDoNotOpen() {
        for (int i = 0; i < 5; i++) {
            fail(provider, i, i, i);
        }
        assertThat(provider.opens(NOW)).isFalse();
        assertThat(provider.weightFactor(NOW)).isEqualTo(0.05);
    }

    @Test
    void severalSendersAndRecipientsOfSeveralOrganisationsOpenTheProvider() {
        for (int i = 0; i < Evidence.ENOUGH; i++) {
            fail(provider, i % 2, i % 3, i % 3);
        }
        assertThat(provider.opens(NOW)).isTrue();
    }

    @Test
    void oneOrganisationAloneLowersTheWeightFirst() {
        for (int i = 0; i < 60; i++) {
            fail(provider, 1, i % 3, i % 3);
        }
        assertThat(provider.opens(NOW)).isFalse();
        for (int i = 0; i < 40; i++) {
            fail(provider, 1, i % 3, i % 3);
        }
        assertThat(provider.opens(NOW)).isTrue();
    }

    @Test
    void oneSendersFailuresNeverOpenAProviderUnlessTheyCannotDependOnTheMessage() {
        for (int i = 0; i < 200; i++) {
            fail(provider, i % 4, 1, i % 9);
        }
        assertThat(provider.opens(NOW)).isFalse();
        for (int i = 0; i < Evidence.IN_A_ROW; i++) {
            provider.failure(new OrganisationId(new UUID(0, 1)), "s.test", "r.test", true, NOW);
        }
        assertThat(provider.opens(NOW)).isTrue();
    }

    private void refused(Instant now) {
        provider.failure(new OrganisationId(new UUID(0, 1)), "s.test", "r.test", true, now);
    }

    @Test
    void oneRefusedConnectionOpensOnceNothingElseGetsThrough() {
        provider.success(false, NOW);
        refused(NOW.plusSeconds(1));
        assertThat(provider.opens(NOW.plusSeconds(1))).isFalse();
        assertThat(provider.opens(NOW.plus(Evidence.STOPPED).plusMillis(1))).isTrue();
        // Among calls that go well it was a mishap.
        provider.success(false, NOW.plusSeconds(2));
        assertThat(provider.opens(NOW.plusSeconds(60))).isFalse();
    }

    @Test
    void whatNeverWorkedHereHasToFailMoreThanOnce() {
        for (int i = 1; i < Evidence.IN_A_ROW; i++) {
            refused(NOW.plusSeconds(60L * i));
            assertThat(provider.opens(NOW.plusSeconds(60L * i))).isFalse();
        }
    }

    @Test
    void threeSendersInARowOpenWhatStoppedAlthoughMuchWentWellBefore() {
        for (int i = 0; i < 100; i++) {
            provider.success(false, NOW);
        }
        Instant later = NOW.plusSeconds(10);
        for (int i = 0; i < Evidence.WITNESSES; i++) {
            assertThat(provider.opens(later)).isFalse();
            provider.failure(
                    new OrganisationId(new UUID(0, i)),
                    "s" + i + ".test",
                    "r" + i + ".test",
                    false,
                    later);
        }
        assertThat(provider.opens(later)).isTrue();
    }

    @Test
    void aRowOfFailuresWeighsMoreThanWhatWentWellBefore() {
        for (int i = 0; i < 100; i++) {
            provider.success(false, NOW);
        }
        fail(provider, 1, 1, 1);
        fail(provider, 1, 1, 1);
        assertThat(provider.weightFactor(NOW)).isEqualTo(0.6);
        provider.success(false, NOW);
        assertThat(provider.weightFactor(NOW)).isGreaterThan(0.9);
    }

    @Test
    void whatWentBadLongAgoSaysNothingEvenIfMuchIsSeenSince() {
        for (int i = 0; i < 20; i++) {
            provider.success(true, NOW);
        }
        for (int minute = 1; minute <= 11; minute++) {
            provider.success(false, NOW.plus(Duration.ofMinutes(minute)));
        }
        assertThat(provider.weightFactor(NOW.plus(Duration.ofMinutes(11)))).isEqualTo(1);
    }

    @Test
    void oneRecipientDomainsFailuresOpenThatDomainAndNotTheProvider() {
        for (int i = 0; i < 100; i++) {
            fail(provider, i % 4, i % 4, 1);
            fail(domain, i % 4, i % 4, 1);
        }
        assertThat(provider.opens(NOW)).isFalse();
        assertThat(domain.opens(NOW)).isTrue();
    }

    @Test
    void slownessLowersTheWeightAndNeverOpens() {
        for (int i = 0; i < 100; i++) {
            provider.success(true, NOW);
        }
        assertThat(provider.opens(NOW)).isFalse();
        assertThat(provider.weightFactor(NOW)).isBetween(0.19, 0.21);
    }

    @Test
    void whatIsLongAgoSaysNothing() {
        for (int i = 0; i < 5; i++) {
            fail(provider, i, i, i);
        }
        assertThat(provider.weightFactor(NOW.plus(Duration.ofMinutes(11)))).isEqualTo(1);
    }

    @Test
    void providersOwnNormalSaysWhatSlowIs() {
        var times = new AcceptTimes();
        for (int i = 0; i < 10_000; i++) {
            times.slow(Duration.ofMillis(100 + i % 50));
        }
        assertThat(times.normal()).isBetween(Duration.ofMillis(120), Duration.ofMillis(180));
        assertThat(times.slow(Duration.ofSeconds(1))).isFalse();
        assertThat(times.slow(Duration.ofSeconds(3))).isTrue();
    }
}

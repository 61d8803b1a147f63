package dev.mailswitch.delivery.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.outcome.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ObservationsTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final ProviderId GREEDY = new ProviderId(new UUID(1, 1));
    private static final ProviderId OTHER = new ProviderId(new UUID(1, 2));

    private final Observations observations = new Observations();

    private static BreakerKey domain(ProviderId provider, int number) {
        return new BreakerKey(provider, Scope.RECIPIENT_DOMAIN, "d" + number + ".test");
    }

    private boolean fails(BreakerKey key, Instant now) {
        observations
                .forFailure(key, now)
                .ifPresent(
                        seen ->
                                seen.failure(
                                        new OrganisationId(new UUID(3, 1)),
                                        "s.test",
                                        key.domain(),
                                        false,
                                        now));
        return observations.forFailure(key, now).isPresent();
    }

    @Test
    void oneProvidersDeadDomainsDoNotBlindTheOthers() {
        for (int i = 0; i < Observations.MOST_OF_A_PROVIDER; i++) {
            assertThat(fails(domain(GREEDY, i), NOW)).isTrue();
        }
        assertThat(fails(domain(GREEDY, -1), NOW)).isFalse();
        assertThat(fails(domain(OTHER, 1), NOW)).isTrue();
        // The provider as a whole is watched whatever happens.
        assertThat(fails(BreakerKey.of(GREEDY), NOW)).isTrue();
        // What was long ago makes room.
        assertThat(fails(domain(GREEDY, -1), NOW.plus(Duration.ofMinutes(11)))).isTrue();
    }

    @Test
    void allProvidersTogetherHaveABoundToo() {
        int providers = Observations.MOST / Observations.MOST_OF_A_PROVIDER;
        for (int provider = 0; provider < providers; provider++) {
            for (int i = 0; i < Observations.MOST_OF_A_PROVIDER; i++) {
                fails(domain(new ProviderId(new UUID(2, provider)), i), NOW);
            }
        }
        assertThat(fails(domain(OTHER, 1), NOW)).isFalse();
        assertThat(fails(BreakerKey.of(OTHER), NOW)).isTrue();
        observations.closed(domain(new ProviderId(new UUID(2, 0)), 0), NOW);
        assertThat(fails(domain(OTHER, 1), NOW)).isTrue();
    }

    @Test
    void whatHadBegunBeforeTheClosingIsKnown() {
        BreakerKey key = BreakerKey.of(GREEDY);
        observations.closed(key, NOW);
        assertThat(observations.begunBeforeClosing(key, NOW.minusMillis(1))).isTrue();
        assertThat(observations.begunBeforeClosing(key, NOW)).isFalse();
        assertThat(observations.begunBeforeClosing(BreakerKey.of(OTHER), NOW)).isFalse();
    }
}

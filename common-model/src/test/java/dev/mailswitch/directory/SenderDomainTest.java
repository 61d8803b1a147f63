package dev.mailswitch.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.provider.Provider.SealedSecret;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SenderDomainTest {

    private static final Instant TURN = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void theKeyIsThatOfTheTimeACallWasStarted() {
        SigningKey old = key("old", TURN.minusSeconds(60), TURN);
        SigningKey fresh = key("new", TURN, null);
        SenderDomain domain = domain(fresh, old);
        assertThat(domain.keyAt(TURN.minusSeconds(61))).isEmpty();
        assertThat(domain.keyAt(TURN.minusSeconds(60))).contains(old);
        assertThat(domain.keyAt(TURN.minusNanos(1))).contains(old);
        assertThat(domain.keyAt(TURN)).contains(fresh);
        assertThat(domain.keyAt(TURN.plusSeconds(1_000_000))).contains(fresh);
    }

    @Test
    void ofTwoThatSignTheLaterDoes() {
        SigningKey first = key("a", TURN.minusSeconds(60), null);
        SigningKey second = key("b", TURN, null);
        assertThat(domain(second, first).keyAt(TURN)).contains(second);
    }

    private static SenderDomain domain(SigningKey... keys) {
        return new SenderDomain(
                new UUID(1, 1),
                new OrganisationId(new UUID(2, 2)),
                "example.com",
                null,
                null,
                List.of(keys));
    }

    private static SigningKey key(String selector, Instant from, @Nullable Instant until) {
        return new SigningKey(
                new UUID(3, 3), selector, new SealedSecret("k", new byte[1]), from, until);
    }
}

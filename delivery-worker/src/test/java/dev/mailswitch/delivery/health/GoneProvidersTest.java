package dev.mailswitch.delivery.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.delivery.health.HealthRecorder.Answer;
import dev.mailswitch.delivery.health.HealthRecorder.CallResult;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Scope;
import dev.mailswitch.routing.Gate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Of a provider that is no longer there nothing is kept.
class GoneProvidersTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final ProviderId GONE = new ProviderId(new UUID(1, 1));
    private static final ProviderId KEPT = new ProviderId(new UUID(1, 2));

    private final SharedHealth health =
            new SharedHealth(
                    new InMemoryBreakers(),
                    new InMemorySilences(),
                    change -> {},
                    () -> NOW,
                    () -> new Random(1));

    private void said(ProviderId provider, String sender, Outcome outcome) {
        health.record(
                new CallResult(
                        provider,
                        new OrganisationId(new UUID(3, 1)),
                        sender,
                        List.of(new Answer("x.test", outcome)),
                        Duration.ofMillis(20),
                        null),
                NOW);
    }

    @Test
    void whatWasSeenOfItIsForgotten() {
        said(GONE, "s.test", new Outcome.Accepted("1"));
        said(KEPT, "s.test", new Outcome.Accepted("2"));
        health.keepOnly(Set.of(KEPT));
        assertThat(health.snapshot().weights()).containsOnlyKeys(KEPT);
    }

    /// A success keeps refused senders from shutting a provider; that it had one is forgotten, too.
    @Test
    void itsLastSuccessIsForgotten() {
        said(GONE, "s.test", new Outcome.Accepted("1"));
        said(KEPT, "s.test", new Outcome.Accepted("2"));
        health.keepOnly(Set.of(KEPT));
        for (ProviderId provider : List.of(GONE, KEPT)) {
            for (int sender = 0; sender < Evidence.WITNESSES; sender++) {
                said(
                        provider,
                        "refused" + sender + ".test",
                        new Outcome.Misconfigured("not verified", Scope.SENDER_DOMAIN, "403"));
            }
        }
        assertThat(health.gate(GONE, "other.test", "x.test")).isInstanceOf(Gate.Shut.class);
        assertThat(health.gate(KEPT, "other.test", "x.test")).isInstanceOf(Gate.Open.class);
    }
}

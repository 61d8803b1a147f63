package dev.mailswitch.delivery.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.ledger.Claimable;
import dev.mailswitch.ledger.Claimed;
import dev.mailswitch.ledger.Plan;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.provider.Provider;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AttemptLogTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final Provider ONE = TestProviders.route(1, 1, null).provider();
    private static final Provider OTHER = TestProviders.route(2, 1, null).provider();

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final AttemptLog log = new AttemptLog(metrics, () -> NOW.plusMillis(20));

    private void attempt(Provider provider, Outcome outcome) {
        Plan.Leg leg = new Plan.Leg(0, 1, null);
        Plan.Call call = new Plan.Call(new UUID(9, 9), provider.id(), 0, "why", 1, List.of(leg));
        Claimable mail =
                TestMails.untried(
                        EmailId.mint(NOW, new Random(1)),
                        Lane.BULK,
                        NOW.plusSeconds(60),
                        List.of());
        Claimed claimed = new Claimed(mail, 1, 1, NOW, List.of(call));
        log.log(claimed, call, leg, provider, outcome, Duration.ofMillis(5));
    }

    private double counted(Provider provider, String outcome) {
        return metrics.get("mailswitch.attempts")
                .tag("provider", provider.id().toString())
                .tag("kind", "smtp")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void attemptsAreCountedByProviderAndOutcome() {
        attempt(ONE, new Outcome.Accepted("id"));
        attempt(ONE, new Outcome.Accepted("id"));
        attempt(OTHER, new Outcome.Throttled(NOW, "450"));
        assertThat(counted(ONE, "accepted")).isEqualTo(2);
        assertThat(counted(OTHER, "throttled")).isEqualTo(1);
        assertThat(metrics.get("mailswitch.handover").tag("lane", "bulk").timer().count())
                .isEqualTo(2);
    }

    @Test
    void aProviderThatIsGoneLeavesNoSeriesBehind() {
        attempt(ONE, new Outcome.Accepted("id"));
        attempt(OTHER, new Outcome.Accepted("id"));
        log.keepOnly(Set.of(OTHER.id()));
        assertThat(metrics.find("mailswitch.attempts").counters()).hasSize(1);
        assertThat(metrics.find("mailswitch.attempt").timers()).hasSize(1);
    }
}

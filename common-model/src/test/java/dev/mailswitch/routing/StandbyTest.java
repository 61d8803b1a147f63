package dev.mailswitch.routing;

import static dev.mailswitch.routing.Scene.A;
import static dev.mailswitch.routing.Scene.B;
import static dev.mailswitch.routing.Scene.C;
import static dev.mailswitch.routing.Scene.HEALTHY;
import static dev.mailswitch.routing.Scene.NOW;
import static dev.mailswitch.routing.Scene.SPACIOUS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.directory.Route;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.routing.Decision.Send;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The small share of mails that goes to lower tiers although the first would serve.
class StandbyTest {

    private static final int MAILS = 4_000;
    private final Random random = new Random(5);

    /// How many of the mails went which way.
    private Map<Route, Integer> ways(
            double share, Pending recipient, HealthView health, Route... routes) {
        Map<Route, Integer> ways = new HashMap<>();
        Failover failover = new Failover(share);
        for (int i = 0; i < MAILS; i++) {
            Send send =
                    (Send)
                            failover.decide(
                                    Scene.mail(recipient),
                                    recipient,
                                    List.of(routes),
                                    health,
                                    SPACIOUS,
                                    NOW,
                                    random);
            ways.merge(send.via(), 1, Integer::sum);
            if (send.via().tier() > 0) {
                assertThat(send.why())
                        .isEqualTo(
                                "tier %d, to keep it warm: it gets 10 %% of the mails"
                                        .formatted(send.via().tier()));
            }
        }
        return ways;
    }

    @Test
    void lowerTiersTogetherGetTheirShare() {
        Map<Route, Integer> ways = ways(0.1, Scene.recipient(), HEALTHY, C, A, B);
        // 200 of 4,000 by chance each: five standard deviations are 69.
        assertThat(ways.get(B)).isBetween(131, 269);
        assertThat(ways.get(C)).isBetween(131, 269);
        assertThat(ways.get(A)).isGreaterThan(3_400);
    }

    @Test
    void withoutAShareTheFirstTierGetsAll() {
        assertThat(ways(0, Scene.recipient(), HEALTHY, A, B)).containsOnly(Map.entry(A, MAILS));
    }

    @Test
    void aTierThatLimpsGetsNone() {
        HealthView limping =
                (provider, sender, recipient) ->
                        provider.equals(B.provider().id()) ? new Gate.Open(0.8) : Gate.FULLY_OPEN;
        assertThat(ways(0.1, Scene.recipient(), limping, A, B)).containsOnly(Map.entry(A, MAILS));
    }

    @Test
    void aLowerTierIsProbedWhereItIsKeptWarmAndOnlyThere() {
        HealthView half =
                (provider, sender, recipient) ->
                        provider.equals(B.provider().id()) ? new Gate.Probing() : Gate.FULLY_OPEN;
        assertThat(first(0.01, half).via()).isEqualTo(B);
        assertThat(first(0.01, half).probe()).isTrue();
        assertThat(first(0, half).via()).isEqualTo(A);
    }

    private Send first(double share, HealthView health) {
        Pending who = Scene.recipient();
        return (Send)
                new Failover(share)
                        .decide(Scene.mail(who), who, List.of(A, B), health, SPACIOUS, NOW, random);
    }

    @Test
    void onlyAFirstAttemptIsForIt() {
        Pending again =
                Scene.recipient(
                        Scene.attempt(
                                1,
                                A,
                                new Outcome.Unavailable(Phase.PREPARE, "ours"),
                                NOW.minusSeconds(60)));
        assertThat(ways(0.1, again, HEALTHY, A, B)).containsOnly(Map.entry(A, MAILS));
    }

    @Test
    void whatIsScriptedGoesAsItsScriptSays() {
        Route first = Scene.route("s0", 0, 1, ProviderKind.SANDBOX, false);
        Route second = Scene.route("s1", 1, 1, ProviderKind.SANDBOX, false);
        Pending scripted = new Pending(0, Address.of("blocked@sandbox.test"), false, List.of());
        assertThat(ways(0.1, scripted, HEALTHY, first, second))
                .containsOnly(Map.entry(first, MAILS));
    }
}

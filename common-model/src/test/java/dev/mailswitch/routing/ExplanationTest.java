package dev.mailswitch.routing;

import static dev.mailswitch.routing.Scene.A;
import static dev.mailswitch.routing.Scene.B;
import static dev.mailswitch.routing.Scene.HEALTHY;
import static dev.mailswitch.routing.Scene.NOW;
import static dev.mailswitch.routing.Scene.SPACIOUS;
import static dev.mailswitch.routing.Scene.attempt;
import static dev.mailswitch.routing.Scene.recipient;
import static dev.mailswitch.routing.Scene.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mailswitch.directory.Route;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.routing.Decision.Send;
import dev.mailswitch.routing.Decision.Wait;
import dev.mailswitch.routing.Explanation.State;
import dev.mailswitch.routing.Explanation.Way;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What is said of a mail's ways, and that it is what is done.
class ExplanationTest {

    private static final Instant SOON = NOW.plus(Duration.ofMinutes(3));

    private static Explanation explain(Pending recipient, HealthView health, Route... routes) {
        return new Failover(0)
                .explain(
                        Scene.mail(recipient),
                        List.of(routes),
                        health,
                        SPACIOUS,
                        NOW,
                        new Random(3))
                .getFirst();
    }

    private static Route drilled(Route route, Instant until) {
        Provider was = route.provider();
        return new Route(
                route.id(),
                route.environmentId(),
                new Provider(
                        was.id(),
                        was.organisationId(),
                        was.name(),
                        was.kind(),
                        was.settings(),
                        was.secret(),
                        was.maxConnections(),
                        was.ratePerSecond(),
                        was.budget(),
                        was.held(),
                        until,
                        was.version()),
                route.tier(),
                route.weight());
    }

    @Test
    void aDrillTakesAProviderOutAndSaysSo() {
        Explanation told = explain(recipient(), HEALTHY, drilled(A, SOON), B);
        String words = "a: it is treated as down (drill) until 2026-05-01T12:03:00Z";

        assertThat(told.decision())
                .isInstanceOfSatisfying(
                        Send.class,
                        send -> {
                            assertThat(send.via()).isEqualTo(B);
                            assertThat(send.why()).isEqualTo("tier 1: " + words);
                        });
        assertThat(told.ways().getFirst())
                .isEqualTo(new Way(drilled(A, SOON), State.DRILL, 0, 0, null, SOON, words));
    }

    @Test
    void aDrillEndsByItself() {
        assertThat(explain(recipient(), HEALTHY, drilled(A, NOW), B).ways())
                .extracting(Way::state)
                .containsExactly(State.READY, State.READY);
    }

    /// An operator may end it before its time, and what waits should not wait until then.
    @Test
    void whoWaitsForADrillLooksAgainSoon() {
        assertThat(explain(recipient(), HEALTHY, drilled(A, SOON)).decision())
                .isInstanceOfSatisfying(
                        Wait.class, wait -> assertThat(wait.until()).isBefore(NOW.plusSeconds(10)));
        assertThat(explain(recipient(), HEALTHY, drilled(A, NOW.plusSeconds(1))).decision())
                .isInstanceOfSatisfying(
                        Wait.class, wait -> assertThat(wait.until()).isEqualTo(NOW.plusSeconds(1)));
    }

    @Test
    void everyRouteSaysHowItStands() {
        Route held = route("held", 0, 1, ProviderKind.SMTP, true);
        Route shut = route("shut", 0, 1);
        Route resting = route("resting", 0, 1);
        Route sandbox = route("sandbox", 1, 1, ProviderKind.SANDBOX, false);
        Outcome failed = new Outcome.Unavailable(Phase.CONNECT, "refused");
        HealthView health =
                (provider, sender, recipient) ->
                        provider.equals(shut.provider().id())
                                ? new Gate.Shut(SOON, "unavailable at connect")
                                : Gate.FULLY_OPEN;

        Map<String, Way> ways = new HashMap<>();
        explain(recipient(attempt(1, resting, failed)), health, held, shut, resting, sandbox)
                .ways()
                .forEach(way -> ways.put(way.route().provider().name(), way));

        assertThat(ways.get("held").state()).isEqualTo(State.HELD);
        assertThat(ways.get("held").until()).isNull();
        assertThat(ways.get("shut").state()).isEqualTo(State.SHUT);
        assertThat(ways.get("shut").until()).isEqualTo(SOON);
        assertThat(ways.get("shut").why())
                .isEqualTo("shut: it is shut until 2026-05-01T12:03:00Z (unavailable at connect)");
        assertThat(ways.get("resting").state()).isEqualTo(State.RESTING);
        assertThat(ways.get("sandbox").state()).isEqualTo(State.READY);
        assertThat(ways.get("sandbox").share()).isEqualTo(1);
    }

    @Test
    void aRouteSaysWhatOfItsWeightCountsAndWhy() {
        Route heavy = route("heavy", 0, 8);
        Route other = route("other", 0, 2);
        Route held = route("held", 0, 5, ProviderKind.SMTP, true);
        HealthView slow =
                (provider, sender, recipient) ->
                        provider.equals(heavy.provider().id())
                                ? new Gate.Open(0.25, "slow lately")
                                : Gate.FULLY_OPEN;
        List<Way> ways = explain(recipient(), slow, heavy, other, held).ways();

        assertThat(ways).extracting(Way::weight).containsExactly(2.0, 2.0, 0.0);
        assertThat(ways).extracting(Way::lowered).containsExactly("slow lately", null, null);
        assertThat(ways).extracting(Way::share).containsExactly(0.5, 0.5, 0.0);
    }

    /// The mail looks again before the next day begins: somebody may raise it.
    @Test
    void aBudgetThatIsUsedUpOpensWithTheNextAndIsLookedAtBefore() {
        Instant midnight = NOW.plus(Duration.ofHours(12));
        Room usedUp = route -> new Room.Place.Full(midnight, Room.Lack.BUDGET, "none is left");
        Explanation told =
                new Failover(0)
                        .explain(
                                Scene.mail(recipient()),
                                List.of(A),
                                HEALTHY,
                                usedUp,
                                NOW,
                                new Random(3))
                        .getFirst();
        assertThat(told.ways())
                .containsExactly(
                        new Way(
                                A,
                                State.BUDGET,
                                0,
                                0,
                                null,
                                midnight,
                                "a: it has no room: none is left"));
        assertThat(told.decision())
                .isInstanceOfSatisfying(
                        Wait.class,
                        wait ->
                                assertThat(wait.until())
                                        .isEqualTo(NOW.plus(Duration.ofMinutes(15))));
        Room soon = route -> new Room.Place.Full(NOW.plusSeconds(9), Room.Lack.BUDGET, "none");
        assertThat(Scene.decide(Scene.mail(recipient()), recipient(), NOW, HEALTHY, soon, A))
                .isInstanceOfSatisfying(
                        Wait.class, wait -> assertThat(wait.until()).isEqualTo(NOW.plusSeconds(9)));
    }

    @Test
    void whatOnlyASandboxPlaysCannotGoElsewhere() {
        Pending scripted = new Pending(0, Address.of("bounced@sandbox.test"), false, List.of());
        Explanation told = explain(scripted, HEALTHY, A);

        assertThat(told.ways()).extracting(Way::state).containsExactly(State.CANNOT_CARRY);
        assertThat(told.decision()).isInstanceOf(Wait.class);
    }

    /// Shares are worked out, ways are drawn: over many mails both must come to the same.
    @Test
    void sharesAreThoseOfManyMails() {
        Route heavy = route("heavy", 0, 3);
        Route light = route("light", 0, 1);
        Route below = route("below", 1, 1);
        Route last = route("last", 2, 1);
        Map<String, Double> factors = Map.of("heavy", 0.4, "light", 0.6, "below", 0.8, "last", 1.0);
        Map<Object, Double> byId = new HashMap<>();
        for (Route one : List.of(heavy, light, below, last)) {
            byId.put(one.provider().id(), factors.get(one.provider().name()));
        }
        HealthView limping = (provider, sender, recipient) -> new Gate.Open(byId.get(provider));
        int mails = 20_000;
        Random random = new Random(11);
        Map<Route, Integer> drawn = new HashMap<>();
        Failover failover = new Failover(0);
        Pending recipient = recipient();
        List<Route> routes = List.of(heavy, light, below, last);
        for (int i = 0; i < mails; i++) {
            Decision decision =
                    failover.decide(
                            Scene.mail(recipient),
                            recipient,
                            routes,
                            limping,
                            SPACIOUS,
                            NOW,
                            random);
            drawn.merge(((Send) decision).via(), 1, Integer::sum);
        }

        for (Way way : explain(recipient, limping, heavy, light, below, last).ways()) {
            assertThat((double) drawn.getOrDefault(way.route(), 0) / mails)
                    .as(way.route().provider().name())
                    .isCloseTo(way.share(), within(0.02));
        }
    }
}

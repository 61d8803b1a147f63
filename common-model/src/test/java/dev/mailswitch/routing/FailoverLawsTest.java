package dev.mailswitch.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.directory.Route;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.model.outcome.Scope;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.routing.Decision.Send;
import dev.mailswitch.routing.Decision.Settle;
import dev.mailswitch.routing.Decision.Wait;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Whole lives of recipients in virtual time, with providers that answer by chance. The longest is
/// a day in steps of two seconds.
class FailoverLawsTest {

    private static final int MANY = 50_000;

    /// How a life went.
    record Life(List<PastAttempt> attempts, List<Instant> sent, Settle end, boolean accepted) {}

    private static Life live(Random chance, OnUnknown onUnknown, List<Route> routes) {
        Pending who = Scene.recipient();
        Delivery mail =
                Scene.mail(onUnknown, chance.nextBoolean() ? Lane.BULK : Lane.TRANSACTIONAL, who);
        Instant now = Scene.NOW;
        List<Instant> sent = new ArrayList<>();
        HealthView health = moody(chance);
        Room room = crowded(chance);
        for (int step = 0; step < MANY; step++) {
            Instant at = now;
            Decision decision =
                    new Failover(0)
                            .decide(
                                    mail,
                                    who,
                                    routes,
                                    (p, s, r) -> later(health.gate(p, s, r), at),
                                    route -> later(room.at(route), at),
                                    now,
                                    chance);
            assertThat(decision.why()).isNotBlank().hasSizeLessThanOrEqualTo(200);
            switch (decision) {
                case Settle end -> {
                    return new Life(who.attempts(), sent, end, false);
                }
                case Wait wait -> {
                    assertThat(wait.until()).isAfter(now);
                    assertThat(wait.until()).isBeforeOrEqualTo(mail.expiresAt());
                    now = wait.until();
                }
                case Send send -> {
                    sent.add(now);
                    assertThat(now).isBefore(mail.expiresAt());
                    assertThat(send.attempt()).isEqualTo(who.nextAttempt());
                    assertNeverBlocked(who, send.via().provider().id());
                    Instant ended = now.plusMillis(chance.nextInt(2_000));
                    Outcome outcome = answer(chance, ended);
                    java.util.UUID call =
                            send.repeated().orElse(new java.util.UUID(5, send.attempt()));
                    who =
                            Scene.next(
                                    who,
                                    new PastAttempt(
                                            send.attempt(),
                                            send.via().provider().id(),
                                            call,
                                            now,
                                            outcome == null ? null : ended,
                                            outcome));
                    now = ended;
                    if (outcome instanceof Outcome.Accepted && chance.nextInt(4) > 0) {
                        var end = new Settle(Status.FAILED, null, "accepted");
                        return new Life(who.attempts(), sent, end, true);
                    }
                }
            }
        }
        throw new AssertionError("it never ends: " + who.attempts().size() + " attempts");
    }

    private static void assertNeverBlocked(Pending who, ProviderId provider) {
        assertThat(who.attempts())
                .noneMatch(
                        past ->
                                past.provider().equals(provider)
                                        && past.answer() instanceof Outcome.Blocked);
    }

    private static Gate later(Gate gate, Instant now) {
        return gate instanceof Gate.Shut shut
                ? new Gate.Shut(now.plusSeconds(30), shut.why())
                : gate;
    }

    private static Room.Place later(Room.Place place, Instant now) {
        return place instanceof Room.Place.Full full
                ? new Room.Place.Full(now.plusMillis(500), full.why())
                : place;
    }

    private static HealthView moody(Random chance) {
        return (p, s, r) ->
                switch (chance.nextInt(6)) {
                    case 0 -> new Gate.Shut(Scene.NOW, "down");
                    case 1 -> new Gate.Probing();
                    case 2 -> new Gate.Open(0.3);
                    default -> Gate.FULLY_OPEN;
                };
    }

    private static Room crowded(Random chance) {
        return route -> chance.nextInt(5) == 0 ? new Room.Place.Full(Scene.NOW, "full") : Room.FREE;
    }

    private static @org.jspecify.annotations.Nullable Outcome answer(Random chance, Instant now) {
        var classes = BounceClass.values();
        BounceClass some = classes[chance.nextInt(classes.length)];
        return switch (chance.nextInt(16)) {
            case 0 -> new Outcome.Accepted("id");
            case 1 -> new Outcome.RecipientRefused(some, chance.nextBoolean(), "no");
            case 2 -> new Outcome.MessageRefused(some, chance.nextInt(3) > 0, "no");
            case 3, 4 -> new Outcome.Blocked(some, Scope.RECIPIENT_DOMAIN, "no");
            case 5, 6 -> new Outcome.Throttled(now.plusSeconds(chance.nextInt(90) - 30), "slow");
            case 7 -> new Outcome.Misconfigured("what", Scope.SENDER_DOMAIN, "no");
            case 8, 9 -> new Outcome.Unknown(Phase.ANSWER, "silence");
            case 10 -> null;
            case 11 -> new Outcome.RecipientRefused(BounceClass.MAILBOX_FULL, true, "full");
            default -> new Outcome.Unavailable(Phase.CONNECT, "down");
        };
    }

    private static List<Route> routes(int count, boolean reporting) {
        List<Route> routes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var kind = reporting ? ProviderKind.SANDBOX : ProviderKind.SMTP;
            routes.add(Scene.route("p" + i, i / 2, i % 3, kind, false));
        }
        return routes;
    }

    @Property(tries = 400)
    void everyLifeEndsWithAReasonBeforeOrAtItsDeadline(
            @ForAll long seed, @ForAll @IntRange(max = 4) int routes, @ForAll boolean reports) {
        Life life = live(new Random(seed), OnUnknown.AT_LEAST_ONCE, routes(routes, reports));
        assertThat(life.end().why()).isNotBlank();
        if (routes == 0) {
            assertThat(life.end().why()).startsWith("expired");
        }
    }

    @Property(tries = 400)
    void atMostOnceNeverStartsASecondAttemptAfterUnknown(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int routes,
            @ForAll boolean reports) {
        Life life = live(new Random(seed), OnUnknown.AT_MOST_ONCE, routes(routes, reports));
        for (int i = 0; i < life.attempts().size() - 1; i++) {
            assertThat(life.attempts().get(i).answer()).isNotInstanceOf(Outcome.Unknown.class);
        }
    }

    @Property(tries = 400)
    void blocksAreBoundedByTheNumberOfRoutes(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int routes) {
        Life life = live(new Random(seed), OnUnknown.AT_LEAST_ONCE, routes(routes, false));
        Set<ProviderId> blocking = new HashSet<>();
        for (PastAttempt attempt : life.attempts()) {
            if (attempt.outcome() instanceof Outcome.Blocked) {
                assertThat(blocking.add(attempt.provider())).isTrue();
            }
        }
        assertThat(blocking.size()).isLessThanOrEqualTo(routes);
    }

    @Property(tries = 200)
    void oneRecipientsFaultExcludesNoProviderForAnother(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int routes) {
        Random chance = new Random(seed);
        var some = routes(routes, false);
        var faulty =
                new Pending(
                        1,
                        dev.mailswitch.model.mail.Address.of("bad@example.test"),
                        false,
                        live(chance, OnUnknown.AT_LEAST_ONCE, some).attempts());
        var fresh = Scene.recipient();
        var with = firstOf(Scene.mail(fresh, faulty), some, seed);
        var without = firstOf(Scene.mail(fresh), some, seed);
        assertThat(with).isEqualTo(without);
    }

    private static Decision firstOf(Delivery mail, List<Route> routes, long seed) {
        return new Failover(0)
                .decideAll(mail, routes, Scene.HEALTHY, Scene.SPACIOUS, Scene.NOW, new Random(seed))
                .getFirst()
                .decision();
    }
}

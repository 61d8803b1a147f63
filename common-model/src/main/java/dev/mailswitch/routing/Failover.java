package dev.mailswitch.routing;

import dev.mailswitch.directory.Hold;
import dev.mailswitch.directory.Route;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.lifecycle.WaitCause;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.provider.Capabilities;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.provider.sandbox.SandboxScript;
import dev.mailswitch.routing.Backoff.Window;
import dev.mailswitch.routing.Candidate.Standing.Later;
import dev.mailswitch.routing.Decision.Send;
import dev.mailswitch.routing.Decision.Settle;
import dev.mailswitch.routing.Decision.Wait;
import dev.mailswitch.routing.RouteChoice.Draw;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// Decides, recipient by recipient, what happens next to a mail. A pure function: the same
/// arguments give the same decision.
///
/// What each answer of a provider leads to stands in `docs/architecture/outcomes.md`, which is
/// rendered from the test of this class. In short: a recipient's own fault ends or waits with the
/// recipient, a message's fault ends the mail after one other opinion at most, and every fault of
/// a provider sends the mail elsewhere at once and never costs it.
public final class Failover {

    /// How often a mail is looked at again while an operator holds it or nothing can carry it: a
    /// release should not take longer to show. The dispatcher brings up few of such mails.
    private static final Duration HELD = Duration.ofSeconds(2);

    /// No wait is shorter, so that two clocks a little apart cannot make a busy loop.
    private static final Duration SHORTEST = Duration.ofMillis(100);

    private final Doubts doubts;
    private final Function<Provider, Capabilities> capabilities;
    private final double standbyShare;

    /// @param standbyShare of the mails, from 0 to 1, that go to a lower tier so that it is known to
    ///     work
    public Failover(double standbyShare) {
        this(standbyShare, Provider::capabilities);
    }

    /// @param capabilities what a provider can do; kept open for tests of vendors yet to come
    Failover(double standbyShare, Function<Provider, Capabilities> capabilities) {
        if (!(standbyShare >= 0 && standbyShare <= 1)) {
            throw new IllegalArgumentException("a share lies between 0 and 1");
        }
        this.standbyShare = standbyShare;
        this.capabilities = capabilities;
        this.doubts = new Doubts(capabilities);
    }

    /// A recipient and what happens next to it.
    public record Decided(Pending recipient, Decision decision) {}

    /// Decides for all open recipients of a mail. The dice are thrown once, so that recipients
    /// that may go the same way do, and can share a call.
    public List<Decided> decideAll(
            Delivery delivery,
            List<Route> routes,
            HealthView health,
            Room room,
            Instant now,
            RandomGenerator random) {
        Draw draw = Draw.of(random);
        Set<UUID> torn = TornCalls.of(delivery);
        List<Decided> decided;
        do {
            decided = new ArrayList<>();
            for (Pending pending : delivery.recipients()) {
                var moment =
                        new Moment(
                                delivery, pending, routes, health, room, now, random, draw, torn);
                decided.add(new Decided(pending, decide(moment)));
            }
            // Of a call that can be torn only once, so this ends.
        } while (torn.addAll(TornCalls.among(delivery, decided)));
        return decided;
    }

    /// Decides for one recipient.
    ///
    /// @param routes the environment's routes in any order; none is a reason to wait
    public Decision decide(
            Delivery delivery,
            Pending pending,
            List<Route> routes,
            HealthView health,
            Room room,
            Instant now,
            RandomGenerator random) {
        return decide(
                new Moment(
                        delivery,
                        pending,
                        routes,
                        health,
                        room,
                        now,
                        random,
                        Draw.of(random),
                        TornCalls.of(delivery)));
    }

    /// Explains what would be decided for all open recipients of a mail, from the same candidates
    /// and with one throw of the dice, as [#decideAll] does it.
    ///
    /// @param routes the environment's routes in any order
    public List<Explanation> explain(
            Delivery delivery,
            List<Route> routes,
            HealthView health,
            Room room,
            Instant now,
            RandomGenerator random) {
        Draw draw = Draw.of(random);
        Set<UUID> torn = TornCalls.of(delivery);
        return delivery.recipients().stream()
                .map(
                        pending ->
                                explain(
                                        new Moment(
                                                delivery, pending, routes, health, room, now,
                                                random, draw, torn)))
                .toList();
    }

    private Explanation explain(Moment moment) {
        List<Candidate> candidates = candidates(moment, History.of(moment.pending().attempts()));
        Map<Route, Double> shares = new RouteChoice(candidates, moment.draw(), 0).shares();
        Map<Route, Candidate> byRoute =
                candidates.stream()
                        .collect(Collectors.toMap(Candidate::route, Function.identity()));
        List<Explanation.Way> ways = new ArrayList<>();
        for (Route route : moment.routes()) {
            Candidate candidate = byRoute.get(route);
            ways.add(
                    candidate == null
                            ? Explanation.cannotCarry(route)
                            : Explanation.way(candidate, shares.getOrDefault(route, 0.0)));
        }
        return new Explanation(moment.pending(), decide(moment), ways);
    }

    /// The arguments of one decision.
    ///
    /// @param torn calls that are not repeated under their key
    record Moment(
            Delivery delivery,
            Pending pending,
            List<Route> routes,
            HealthView health,
            Room room,
            Instant now,
            RandomGenerator random,
            Draw draw,
            Set<UUID> torn) {

        Wait waitUntil(Window window, WaitCause cause, String why) {
            return waitUntil(window.moment(random), cause, why);
        }

        /// Never a time that has passed, never beyond the deadline.
        Wait waitUntil(Instant until, WaitCause cause, String why) {
            Instant soonest = now.plus(SHORTEST);
            Instant wanted = until.isBefore(soonest) ? soonest : until;
            Instant deadline = delivery.expiresAt();
            return new Wait(wanted.isAfter(deadline) ? deadline : wanted, cause, why);
        }
    }

    private Decision decide(Moment moment) {
        Delivery delivery = moment.delivery();
        History history = History.of(moment.pending().attempts());
        Optional<Settle> end = Endings.byAnswer(history);
        // First of all: the answer that ends it may itself have put the address on the list.
        if (end.isPresent()) {
            return end.get();
        }
        if (moment.pending().suppressed()) {
            return new Settle(
                    Status.FAILED,
                    BounceClass.SUPPRESSED,
                    "suppressed: the address is on the suppression list");
        }
        if (!moment.now().isBefore(delivery.expiresAt())) {
            return Endings.byDeadline(history);
        }
        Hold hold = delivery.hold();
        if (hold != null) {
            return moment.waitUntil(moment.now().plus(HELD), hold.cause(), hold.words());
        }
        return route(moment, history);
    }

    private Decision route(Moment moment, History history) {
        List<Candidate> candidates = candidates(moment, history);
        Optional<Decision> settling = doubts.decide(moment, history, candidates);
        if (settling.isPresent()) {
            return settling.get();
        }
        if (candidates.isEmpty()) {
            String why =
                    moment.routes().isEmpty()
                            ? "the environment has no route"
                            : "no route can carry it";
            return moment.waitUntil(moment.now().plus(HELD), WaitCause.NO_ROUTE, why);
        }
        if (candidates.stream().allMatch(Candidate::never)) {
            return Endings.byExhaustion(history);
        }
        var patience = history.patience(moment.delivery().lane());
        if (patience.isPresent() && patience.get().earliest().isAfter(moment.now())) {
            return moment.waitUntil(
                    patience.get(),
                    WaitCause.RECIPIENT_HOST,
                    "the recipient's host asked to come back later");
        }
        if (patience.isPresent()) {
            Optional<Send> again =
                    sameWay(moment, history, candidates, "the same way, as its host asked");
            if (again.isPresent()) {
                return again.get();
            }
        }
        var pause = history.pause();
        if (pause.isPresent()) {
            if (pause.get().earliest().isAfter(moment.now())) {
                return moment.waitUntil(
                        pause.get(), WaitCause.WORKER, "our own trouble, not the route's");
            }
            Optional<Send> again = sameWay(moment, history, candidates, "the same way: not tried");
            if (again.isPresent()) {
                return again.get();
            }
        }
        // What is scripted has to go as its script says.
        boolean scripted = SandboxScript.scripted(moment.pending().address());
        return new RouteChoice(
                        candidates,
                        moment.draw(),
                        scripted ? 0 : standbyShare,
                        route -> moment.delivery().othersShown() && keepsHeaders(route))
                .choose(history.fresh())
                .<Decision>map(
                        chosen ->
                                new Send(
                                        chosen.route(),
                                        moment.pending().nextAttempt(),
                                        chosen.why(),
                                        chosen.probe(),
                                        doubts.repeats(moment, chosen.route(), history)))
                .orElseGet(() -> waitForFirst(moment, candidates));
    }

    /// Where To and Cc are not the envelope, a mail to some of its recipients shows them all.
    private boolean keepsHeaders(Route route) {
        return capabilities.apply(route.provider()).separateEnvelope();
    }

    /// Greylisting opens to whom it has seen before, so a deferred recipient goes the same way; so
    /// does one whose route was never asked.
    private Optional<Send> sameWay(
            Moment moment, History history, List<Candidate> candidates, String why) {
        var provider = history.last().orElseThrow().provider();
        return candidates.stream()
                .filter(c -> c.open() && c.route().provider().id().equals(provider))
                .findFirst()
                .map(
                        c ->
                                new Send(
                                        c.route(),
                                        moment.pending().nextAttempt(),
                                        why,
                                        false,
                                        doubts.repeats(moment, c.route(), history)));
    }

    private static Decision waitForFirst(Moment moment, List<Candidate> candidates) {
        Candidate first = candidates.getFirst();
        Later soonest = null;
        for (Candidate candidate : candidates) {
            if (candidate.standing() instanceof Later later
                    && (soonest == null
                            || later.when().earliest().isBefore(soonest.when().earliest()))) {
                soonest = later;
                first = candidate;
            }
        }
        String why = "no route is free; first " + first.obstacle();
        return soonest == null
                ? moment.waitUntil(moment.now().plus(HELD), WaitCause.NO_ROUTE, why)
                : moment.waitUntil(soonest.when(), soonest.cause().waits(), why);
    }

    private static List<Candidate> candidates(Moment moment, History history) {
        boolean sandboxOnly = SandboxScript.scripted(moment.pending().address());
        return moment.routes().stream()
                .filter(r -> !sandboxOnly || r.provider().kind() == ProviderKind.SANDBOX)
                .map(
                        route ->
                                Candidate.of(
                                        route,
                                        history,
                                        moment.delivery(),
                                        moment.pending(),
                                        moment.health(),
                                        moment.room(),
                                        moment.now()))
                .toList();
    }
}

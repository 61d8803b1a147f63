package dev.mailswitch.routing;

import dev.mailswitch.directory.Route;
import dev.mailswitch.model.lifecycle.WaitCause;
import dev.mailswitch.routing.Backoff.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// A route that fits the recipient, and whether it can serve it now.
record Candidate(Route route, Standing standing) {

    /// How often a provider held by an operator is looked at again.
    private static final Duration HELD = Duration.ofSeconds(5);

    /// How often a budget that is used up is: another worker may have given some back. When it is
    /// raised, the dispatcher brings the mail at once.
    private static final Duration USED_UP = Duration.ofMinutes(15);

    sealed interface Standing {
        /// @param factor  share of its weight, above 0 up to 1
        /// @param lowered why it is less, where that is known, else null
        record Ready(double factor, boolean probe, @Nullable String lowered) implements Standing {}

        /// @param when  it is to be looked at again
        /// @param opens when it may serve by itself, or null
        record Later(Cause cause, Window when, @Nullable Instant opens, String words)
                implements Standing {}

        record Never(String words) implements Standing {}
    }

    /// What keeps a route from serving for now.
    enum Cause {
        HELD(WaitCause.PROVIDER_HELD),
        DRILL(WaitCause.PROVIDER_DRILL),
        RESTING(WaitCause.PROVIDER_RESTING),
        SHUT(WaitCause.PROVIDER_SHUT),
        BUDGET(WaitCause.PROVIDER_BUDGET),
        UNUSABLE(WaitCause.PROVIDER_UNUSABLE),
        FULL(WaitCause.PROVIDER_FULL);

        private final WaitCause waits;

        Cause(WaitCause waits) {
            this.waits = waits;
        }

        /// Of a recipient that waits for the route.
        WaitCause waits() {
            return waits;
        }
    }

    static Candidate of(
            Route route,
            History history,
            Delivery delivery,
            Pending pending,
            HealthView health,
            Room room,
            Instant now) {
        return new Candidate(route, standing(route, history, delivery, pending, health, room, now));
    }

    private static Standing standing(
            Route route,
            History history,
            Delivery delivery,
            Pending pending,
            HealthView health,
            Room room,
            Instant now) {
        var provider = route.provider();
        var exclusion = history.exclusion(provider.id());
        if (exclusion.isPresent()) {
            return new Standing.Never(exclusion.get());
        }
        if (provider.held()) {
            return new Standing.Later(
                    Cause.HELD, Window.at(now.plus(HELD)), null, "it is held by an operator");
        }
        var drill = provider.drill(now);
        if (drill.isPresent()) {
            return new Standing.Later(
                    Cause.DRILL,
                    Window.at(atMost(now.plus(HELD), drill.get())),
                    drill.get(),
                    drilled(drill.get()));
        }
        var rest = history.rest(provider.id(), delivery.lane());
        if (rest.isPresent() && rest.get().until().earliest().isAfter(now)) {
            Window until = rest.get().until();
            return new Standing.Later(
                    Cause.RESTING,
                    until,
                    until.earliest(),
                    "it rests until %s after %s"
                            .formatted(seconds(until.earliest()), rest.get().after()));
        }
        Gate gate =
                health.gate(
                        provider.id(),
                        delivery.from().asciiDomain(),
                        pending.address().asciiDomain());
        return switch (gate) {
            case Gate.Shut shut ->
                    new Standing.Later(
                            Cause.SHUT,
                            Window.at(shut.until()),
                            shut.until(),
                            "it is shut until " + seconds(shut.until()) + " (" + shut.why() + ")");
            case Gate.Probing p -> withRoom(route, room, new Standing.Ready(1, true, null), now);
            case Gate.Open open ->
                    withRoom(
                            route,
                            room,
                            new Standing.Ready(open.weightFactor(), false, open.why()),
                            now);
        };
    }

    private static Standing withRoom(Route route, Room room, Standing.Ready ready, Instant now) {
        return switch (room.at(route)) {
            case Room.Place.Free f -> ready;
            case Room.Place.Full full -> without(full, now);
        };
    }

    private static Standing.Later without(Room.Place.Full full, Instant now) {
        Instant until = full.until();
        String words = "it has no room: " + full.why();
        return switch (full.lack()) {
            case PLACE -> new Standing.Later(Cause.FULL, Window.at(until), until, words);
            case BUDGET ->
                    new Standing.Later(
                            Cause.BUDGET,
                            Window.at(atMost(now.plus(USED_UP), until)),
                            until,
                            words);
            case SETTINGS -> new Standing.Later(Cause.UNUSABLE, Window.at(until), null, words);
        };
    }

    /// Somebody may end it before its time.
    private static Instant atMost(Instant soon, Instant ends) {
        return soon.isBefore(ends) ? soon : ends;
    }

    private static String drilled(Instant until) {
        return "it is treated as down (drill) until " + seconds(until);
    }

    String name() {
        return route.provider().name();
    }

    boolean never() {
        return standing instanceof Standing.Never;
    }

    /// Ready for an ordinary mail, not for a probe alone.
    boolean open() {
        return standing instanceof Standing.Ready ready && !ready.probe();
    }

    boolean probing() {
        return standing instanceof Standing.Ready ready && ready.probe();
    }

    double factor() {
        return standing instanceof Standing.Ready ready ? ready.factor() : 0;
    }

    /// Why its weight is less than it was set to, where that is known.
    @Nullable String lowered() {
        return standing instanceof Standing.Ready ready ? ready.lowered() : null;
    }

    /// The provider and what keeps it from serving.
    String obstacle() {
        return switch (standing) {
            case Standing.Ready r when r.probe() -> name() + " is being probed";
            case Standing.Ready r ->
                    name()
                            + " is at "
                            + Math.round(r.factor() * 100)
                            + " %"
                            + (r.lowered() == null ? "" : " (" + r.lowered() + ")");
            case Standing.Later later -> name() + ": " + later.words();
            case Standing.Never never -> name() + ": " + never.words();
        };
    }

    private static Instant seconds(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS);
    }
}

package dev.mailswitch.routing;

import dev.mailswitch.directory.Route;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What would happen to a recipient now, and how each route of its environment stands.
///
/// @param ways all routes, in the order they were given
public record Explanation(Pending recipient, Decision decision, List<Way> ways) {

    public Explanation {
        ways = List.copyOf(ways);
    }

    /// A route and how it stands for the recipient.
    ///
    /// @param share of such mails that go this way now, from 0 to 1; leaves out probes, and the few
    ///     mails that keep a lower tier warm
    /// @param weight of the route as it counts now, from 0 to what it was set to: 0 if it does not
    ///     serve
    /// @param lowered why it is less than it was set to while it serves, or null
    /// @param until when that may change, or null where it does not change by itself
    /// @param why   a sentence's part for people, with the provider's name before it, as an attempt
    ///     has it
    public record Way(
            Route route,
            State state,
            double share,
            double weight,
            @Nullable String lowered,
            @Nullable Instant until,
            String why) {}

    /// How a route stands.
    public enum State {
        READY,
        /// Half open: one mail may be its probe.
        PROBING,
        /// A breaker is open, or the provider asked to slow down.
        SHUT,
        /// It failed this mail a short while ago.
        RESTING,
        /// No connection, slot or permit of its rate is free.
        FULL,
        /// Its budget of the day or month is used up.
        BUDGET,
        /// A setting is wrong, or its secret does not open.
        UNUSABLE,
        HELD,
        DRILL,
        /// It has refused this mail for good.
        EXCLUDED,
        /// Its provider is of a kind that does not take the recipient.
        CANNOT_CARRY;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Way cannotCarry(Route route) {
        return new Way(
                route,
                State.CANNOT_CARRY,
                0,
                0,
                null,
                null,
                route.provider().name() + ": only a sandbox plays what this address says");
    }

    static Way way(Candidate candidate, double share) {
        Route route = candidate.route();
        return new Way(
                route,
                state(candidate.standing()),
                share,
                candidate.factor() * route.weight(),
                candidate.lowered(),
                candidate.standing() instanceof Candidate.Standing.Later later
                        ? later.opens()
                        : null,
                candidate.obstacle());
    }

    private static State state(Candidate.Standing standing) {
        return switch (standing) {
            case Candidate.Standing.Ready ready -> ready.probe() ? State.PROBING : State.READY;
            case Candidate.Standing.Never never -> State.EXCLUDED;
            case Candidate.Standing.Later later ->
                    switch (later.cause()) {
                        case HELD -> State.HELD;
                        case DRILL -> State.DRILL;
                        case RESTING -> State.RESTING;
                        case SHUT -> State.SHUT;
                        case BUDGET -> State.BUDGET;
                        case UNUSABLE -> State.UNUSABLE;
                        case FULL -> State.FULL;
                    };
        };
    }
}

package dev.mailswitch.routing;

import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.provider.Capabilities;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.routing.Backoff.Window;
import dev.mailswitch.routing.Candidate.Standing;
import dev.mailswitch.routing.Decision.Send;
import dev.mailswitch.routing.Decision.Settle;
import dev.mailswitch.routing.Failover.Moment;
import dev.mailswitch.routing.History.Doubt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What to do about a call whose end nobody knows. Where the provider recognises a repeat, the
/// call is repeated, which cannot double the mail. Where it can be asked, it is asked before
/// anything is sent again. Where it reports later, its report is waited for. Then the mail's policy rules: once more, through the same relay first, or never again.
final class Doubts {

    /// How long a report may settle it.
    static final Duration GRACE = Duration.ofMinutes(1);

    /// Relays that take mails and never say so must not flood a recipient: each of these may have
    /// arrived. Attempts whose worker was lost do not count: the relay is not at fault, the ledger
    /// makes them rarer each time, and a mail that is in hand at many deaths must not be given up for
    /// it.
    static final int MOST_COPIES = 4;

    /// A vendor's index lags behind: how long after the doubt it is asked for the first time, and how
    /// long after an ask for the next. What it does not know by then it does not have, as far as a
    /// mail that may double is concerned.
    private static final Duration FIRST_ASK = Duration.ofSeconds(15);

    private static final Duration NEXT_ASK = Duration.ofSeconds(45);

    /// How long it is asked about a mail that must not double.
    private static final Duration LAST_ASK = Duration.ofMinutes(10);

    /// A repeat must still arrive inside the provider's window.
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final Function<Provider, Capabilities> capabilities;

    Doubts(Function<Provider, Capabilities> capabilities) {
        this.capabilities = capabilities;
    }

    /// The decision, or nothing when the mail may go on as after any other failure.
    Optional<Decision> decide(Moment moment, History history, List<Candidate> candidates) {
        Doubt doubt = history.doubt();
        if (doubt == null) {
            return Optional.empty();
        }
        boolean never = moment.delivery().onUnknown() == OnUnknown.AT_MOST_ONCE;
        Optional<Candidate> same = same(doubt, candidates);
        if (same.isPresent()) {
            Capabilities can = capabilities.apply(same.get().route().provider());
            // Waiting for a shut provider must not cost a mail that may be sent again.
            Instant keyUntil = doubt.first().plus(can.idempotencyWindow()).minus(MARGIN);
            Instant until = never ? keyUntil : earlier(keyUntil, doubt.since().plus(GRACE));
            if (can.idempotent() && moment.now().isBefore(until)) {
                return Optional.of(repeatWithKey(moment, doubt, same.get(), until));
            }
            if (can.canBeAsked() && asks(moment, history, doubt, never)) {
                return Optional.of(ask(moment, doubt, same.get()));
            }
            Instant reportsUntil = doubt.ended().plus(GRACE);
            if (can.reports() && doubt.last() && moment.now().isBefore(reportsUntil)) {
                return Optional.of(
                        moment.waitUntil(
                                reportsUntil, "its answer never came; a report may settle it"));
            }
        }
        if (never) {
            return Optional.of(
                    new Settle(
                            Status.FAILED,
                            BounceClass.UNKNOWN,
                            "unknown: its answer never came, and it must not go out twice"));
        }
        if (history.silences() >= MOST_COPIES) {
            return Optional.of(
                    new Settle(
                            Status.FAILED,
                            BounceClass.UNKNOWN,
                            "unknown: it went out "
                                    + MOST_COPIES
                                    + " times and no answer ever came"));
        }
        return same.filter(candidate -> candidate.open() && doubt.last() && doubt.times() == 1)
                .map(candidate -> repeat(moment, doubt, candidate));
    }

    /// Whether there is use in asking. A mail that may double is asked about before each time it
    /// goes out again.
    private static boolean asks(
            Moment moment, History history, Doubt doubt, boolean never) {
        return doubt.last()
                && (never
                        ? moment.now().isBefore(doubt.since().plus(LAST_ASK))
                        : history.silences() < MOST_COPIES);
    }

    private static Decision ask(Moment moment, Doubt doubt, Candidate same) {
        boolean first = doubt.ended().equals(doubt.since());
        Instant at = doubt.ended().plus(first ? FIRST_ASK : NEXT_ASK);
        if (moment.now().isBefore(at)) {
            return moment.waitUntil(at, "its answer never came; it is asked whether it has it");
        }
        return switch (same.standing()) {
            case Standing.Ready ready -> repeat(moment, doubt, same);
            case Standing.Later later ->
                    moment.waitUntil(
                            later.when(), "its answer never came; " + same.obstacle());
            case Standing.Never n ->
                    moment.waitUntil(
                            moment.now().plus(NEXT_ASK),
                            "its answer never came; " + same.obstacle());
        };
    }

    private static Decision repeatWithKey(
            Moment moment, Doubt doubt, Candidate same, Instant until) {
        return switch (same.standing()) {
            case Standing.Ready ready -> repeat(moment, doubt, same);
            case Standing.Later later ->
                    moment.waitUntil(
                            later.when().earliest().isBefore(until)
                                    ? later.when()
                                    : Window.at(until),
                            "its answer never came; " + same.obstacle());
            case Standing.Never n ->
                    moment.waitUntil(until, "its answer never came; " + same.obstacle());
        };
    }

    private static Send repeat(Moment moment, Doubt doubt, Candidate same) {
        return new Send(
                same.route(),
                moment.pending().nextAttempt(),
                "same relay again: its answer never came",
                same.probing(),
                doubt.call());
    }

    private static Optional<Candidate> same(Doubt doubt, List<Candidate> candidates) {
        return candidates.stream()
                .filter(c -> c.route().provider().id().equals(doubt.provider()))
                .findFirst();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}

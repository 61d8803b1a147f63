package dev.mailswitch.routing;

import dev.mailswitch.directory.Route;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.lifecycle.WaitCause;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.provider.Capabilities;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.routing.Candidate.Standing;
import dev.mailswitch.routing.Decision.Send;
import dev.mailswitch.routing.Decision.Settle;
import dev.mailswitch.routing.Failover.Moment;
import dev.mailswitch.routing.History.Doubt;
import dev.mailswitch.routing.Repeat.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What to do about a call whose end nobody knows. Where the provider recognises a repeat, the
/// call is repeated, which cannot double the mail. Where it can be asked, it is asked before
/// anything is sent again. Where it reports later, its report is waited for. Then the mail's policy
/// rules: once more, through the same provider first, or never again.
final class Doubts {

    /// How long a report may settle it.
    static final Duration GRACE = Duration.ofMinutes(1);

    /// How long a mail that may go out again waits for the provider that takes keys: any other way
    /// may double it. Never more than half of the time it has left.
    static final Duration KEYED_GRACE = Duration.ofHours(1);

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

    /// How long a provider with keys is asked about a mail that may double: twice, the second time
    /// when its index shows what it has. Asking there sends nothing by itself.
    private static final Duration ASKED_TWICE = Duration.ofSeconds(90);

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
            Route route = same.get().route();
            Capabilities can = capabilities.apply(route.provider());
            Instant keyUntil = can.repeatableUntil(doubt.first());
            Instant until = never ? keyUntil : earlier(keyUntil, patience(moment, doubt.since()));
            boolean keyed = keyed(moment, doubt, can);
            if (keyed && moment.now().isBefore(until)) {
                Candidate forAll = forAll(moment, doubt, route).orElse(same.get());
                return Optional.of(
                        again(moment, new Repeat(doubt.call(), Kind.KEYED), forAll, until));
            }
            boolean more = silences(history, candidates) < MOST_COPIES;
            Instant askUntil =
                    can.idempotent()
                            ? askedAfterKey(moment, doubt, keyed ? until : doubt.since(), never)
                            : askUntil(moment, doubt.began(), never);
            if (can.canBeAsked() && doubt.last() && more && moment.now().isBefore(askUntil)) {
                Candidate forAll = forAll(moment, doubt, route).orElse(same.get());
                // Under a key only one call is asked about: all who were in it come back with it.
                List<UUID> asked = can.idempotent() ? List.of(doubt.call()) : history.inDoubt();
                Instant since = can.idempotent() ? doubt.since() : doubt.began();
                return Optional.of(
                        ask(moment, doubt, since, new Repeat(asked, Kind.ASKED), forAll, askUntil));
            }
            Instant reportsUntil = doubt.ended().plus(GRACE);
            if (can.reports() && doubt.last() && moment.now().isBefore(reportsUntil)) {
                return Optional.of(
                        moment.waitUntil(
                                reportsUntil,
                                WaitCause.ANSWER,
                                "its answer never came; a report may settle it"));
            }
        }
        if (never) {
            return Optional.of(
                    new Settle(
                            Status.FAILED,
                            BounceClass.UNKNOWN,
                            "unknown: its answer never came, and it must not go out twice"));
        }
        if (silences(history, candidates) >= MOST_COPIES) {
            return Optional.of(
                    new Settle(
                            Status.FAILED,
                            BounceClass.UNKNOWN,
                            "unknown: it went out "
                                    + MOST_COPIES
                                    + " times and no answer ever came"));
        }
        return same.filter(candidate -> candidate.open() && doubt.last() && doubt.times() == 1)
                .map(candidate -> sameProvider(moment, copy(history, candidate), candidate));
    }

    /// Whether the provider knows the call again as long as its key's time lasts.
    private static boolean keyed(Moment moment, Doubt doubt, Capabilities can) {
        return can.idempotent() && !moment.torn().contains(doubt.call());
    }

    /// What goes out again without its key's protection. Where keys are taken it is a call of its own,
    /// to whomever is still open: the old key would stand for other recipients, or other bytes, and
    /// be refused as such; its new one protects it anew.
    private @Nullable Repeat copy(History history, Candidate same) {
        return capabilities.apply(same.route().provider()).idempotent()
                ? null
                : new Repeat(history.inDoubt(), Kind.COPY);
    }

    private int silences(History history, List<Candidate> candidates) {
        return history.silences(provider -> keyed(provider, candidates));
    }

    /// How long there is use in asking. A mail that may double must not wait for a shut provider
    /// for long; for one that must not, asking is all that can be done, and a provider that is shut
    /// for a while is waited for.
    ///
    /// @param began when the first of the copies was in doubt: one more gives no more time
    private static Instant askUntil(Moment moment, Instant began, boolean never) {
        Instant usual = began.plus(LAST_ASK);
        Instant patience = patience(moment, began);
        return never == patience.isAfter(usual) ? patience : usual;
    }

    /// The same where keys are taken: there is no use in it before they no longer help.
    private static Instant askedAfterKey(
            Moment moment, Doubt doubt, Instant keyUntil, boolean never) {
        if (!never) {
            return keyUntil.plus(ASKED_TWICE);
        }
        Instant usual = keyUntil.plus(LAST_ASK);
        Instant patience = patience(moment, doubt.since());
        return patience.isAfter(usual) ? patience : usual;
    }

    private static Decision ask(
            Moment moment,
            Doubt doubt,
            Instant since,
            Repeat question,
            Candidate same,
            Instant until) {
        boolean first = doubt.ended().equals(since);
        Instant at = doubt.ended().plus(first ? FIRST_ASK : NEXT_ASK);
        return moment.now().isBefore(at)
                ? moment.waitUntil(
                        earlier(at, until),
                        WaitCause.ANSWER,
                        "its answer never came; it is asked whether it has the mail")
                : again(moment, question, same, until);
    }

    /// What a call through this route repeats: once the mail goes on, it may still go through the
    /// provider that knows the call again or can be asked about it; null where it is a call of its
    /// own.
    @Nullable Repeat repeats(Moment moment, Route route, History history) {
        Doubt doubt = history.doubt();
        if (doubt == null || !doubt.provider().equals(route.provider().id())) {
            return null;
        }
        Capabilities can = capabilities.apply(route.provider());
        if (keyed(moment, doubt, can)
                && moment.now().isBefore(can.repeatableUntil(doubt.first()))) {
            return new Repeat(doubt.call(), Kind.KEYED);
        }
        return can.canBeAsked() && !can.idempotent()
                ? new Repeat(history.inDoubt(), Kind.COPY)
                : null;
    }

    /// Waiting for a shut provider must not cost a mail that may be sent again.
    private static Instant patience(Moment moment, Instant since) {
        Duration left = Duration.between(since, moment.delivery().expiresAt());
        return earlier(since.plus(KEYED_GRACE), since.plus(left.dividedBy(2)));
    }

    /// All recipients of the call come back with it, or none does: a part of them would be another
    /// mail under the same key. So the first of them stands for all, also where some host's domain
    /// is shut.
    private static Optional<Candidate> forAll(Moment moment, Doubt doubt, Route route) {
        for (Pending other : moment.delivery().recipients()) {
            History history = History.of(other.attempts());
            if (history.doubt() != null && history.doubt().call().equals(doubt.call())) {
                return Optional.of(
                        Candidate.of(
                                route,
                                history,
                                moment.delivery(),
                                other,
                                moment.health(),
                                moment.room()::forRepeat,
                                moment.now()));
            }
        }
        return Optional.empty();
    }

    private static Decision again(Moment moment, Repeat repeat, Candidate same, Instant until) {
        return switch (same.standing()) {
            case Standing.Ready ready -> sameProvider(moment, repeat, same);
            // Without chance, so that all come back together.
            case Standing.Later later ->
                    moment.waitUntil(
                            earlier(later.when().earliest(), until),
                            later.cause().waits(),
                            "its answer never came; " + same.obstacle());
            case Standing.Never n ->
                    moment.waitUntil(
                            until, WaitCause.ANSWER, "its answer never came; " + same.obstacle());
        };
    }

    private static Send sameProvider(Moment moment, @Nullable Repeat repeat, Candidate same) {
        return new Send(
                same.route(),
                moment.pending().nextAttempt(),
                "same provider again: its answer never came",
                same.probing(),
                repeat);
    }

    /// Of one whose route is gone nobody knows; but only repeats under a key have the call of the
    /// first, so what they say of it is believed.
    private boolean keyed(ProviderId provider, List<Candidate> candidates) {
        return candidates.stream()
                .map(candidate -> candidate.route().provider())
                .filter(other -> other.id().equals(provider))
                .allMatch(other -> capabilities.apply(other).idempotent());
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

package dev.mailswitch.routing;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.BounceClass.Remedy;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.routing.Backoff.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the attempts so far say about a recipient's next one.
///
/// @param doubt the call nobody knows the end of, or null
record History(List<PastAttempt> attempts, @Nullable Doubt doubt) {

    private static final Duration LEAST_REST = Duration.ofSeconds(1);

    /// With its enhanced code (RFC 3463), if it has one.
    private static final Pattern CODE =
            Pattern.compile("^([2-5]\\d{2}(?:[ -][245]\\.\\d{1,3}\\.\\d{1,3})?)\\b");

    /// A call that may have gone through; of several at one provider the newest.
    ///
    /// @param first when it was first started; a provider's key window counts from here
    /// @param since when it was first in doubt
    /// @param began when the first of those at the provider in a row was first in doubt
    /// @param times how often they went out without an answer
    /// @param last  nothing was tried after it
    record Doubt(
            UUID call,
            ProviderId provider,
            Instant first,
            Instant since,
            Instant began,
            Instant ended,
            int times,
            boolean last) {

        /// The mail was tried elsewhere meanwhile.
        Doubt passed() {
            return new Doubt(call, provider, first, since, began, ended, times, false);
        }

        Doubt again(PastAttempt repeat) {
            boolean unknown = repeat.answer() instanceof Outcome.Unknown;
            return new Doubt(
                    call,
                    provider,
                    first,
                    since,
                    began,
                    repeat.ended(),
                    sent(repeat.answer()) ? times + 1 : times,
                    // Our own trouble says nothing of the call: it is still to be asked about.
                    unknown || (last && ours(repeat.answer())));
        }

        /// Another copy went out through the same provider, and its answer never came either.
        Doubt copied(PastAttempt copy) {
            return new Doubt(
                    copy.call(),
                    provider,
                    copy.startedAt(),
                    copy.ended(),
                    began,
                    copy.ended(),
                    times + 1,
                    true);
        }

        private boolean at(PastAttempt attempt) {
            return provider.equals(attempt.provider());
        }
    }

    static History of(List<PastAttempt> attempts) {
        Doubt doubt = null;
        for (PastAttempt attempt : attempts) {
            doubt = after(attempt, doubt);
        }
        return new History(attempts, doubt);
    }

    /// A later answer to the same call ends the doubt, unless it says nothing of the first.
    private static @Nullable Doubt after(PastAttempt attempt, @Nullable Doubt doubt) {
        boolean same = doubt != null && doubt.call().equals(attempt.call());
        return switch (attempt.answer()) {
            // In place of a copy it was only asked: the one in doubt is still the one before.
            case Outcome.Unknown u when doubt != null && (same || doubt.at(attempt) && !sent(u)) ->
                    doubt.again(attempt);
            case Outcome.Unknown u when doubt != null && doubt.at(attempt) -> doubt.copied(attempt);
            case Outcome.Unknown u ->
                    new Doubt(
                            attempt.call(),
                            attempt.provider(),
                            attempt.startedAt(),
                            attempt.ended(),
                            attempt.ended(),
                            attempt.ended(),
                            1,
                            true);
            // Of another call they say nothing of the one in doubt, but that the mail went on.
            case Outcome.Unavailable u -> further(attempt, doubt);
            case Outcome.Throttled t -> further(attempt, doubt);
            case Outcome.Misconfigured m -> further(attempt, doubt);
            case Outcome.Unsuited u -> further(attempt, doubt);
            case Outcome.Accepted a -> null;
            case Outcome.RecipientRefused r -> null;
            case Outcome.MessageRefused m -> null;
            case Outcome.Blocked b -> null;
        };
    }

    private static @Nullable Doubt further(PastAttempt attempt, @Nullable Doubt doubt) {
        if (doubt == null) {
            return null;
        }
        return doubt.at(attempt) ? doubt.again(attempt) : doubt.passed();
    }

    /// All calls at the provider of the doubt that may have brought the mail out, the newest first:
    /// each has a correlation of its own, so each is to be asked about. Calls before an answer that
    /// ended a doubt are none any more.
    ///
    /// @return at least the doubt's own; none without a doubt
    List<UUID> inDoubt() {
        if (doubt == null) {
            return List.of();
        }
        Set<UUID> calls = new LinkedHashSet<>();
        for (PastAttempt attempt : attempts) {
            if (after(attempt, doubt) == null) {
                calls.clear();
            } else if (doubt.at(attempt) && sent(attempt.answer())) {
                calls.remove(attempt.call());
                calls.add(attempt.call());
            }
        }
        calls.add(doubt.call());
        return new ArrayList<>(calls).reversed();
    }

    boolean fresh() {
        return attempts.isEmpty();
    }

    Optional<PastAttempt> last() {
        return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.getLast());
    }

    int count(Predicate<Outcome> which) {
        return (int) attempts.stream().map(PastAttempt::answer).filter(which).count();
    }

    /// How often a provider took a mail, as far as a live worker could see, and never said so, since
    /// the recipient's host last answered: what it refuses now it has hardly taken before. The same
    /// call again counts once where the provider knows it again.
    ///
    /// @param keyed whether a provider knows a call again by its key
    int silences(Predicate<ProviderId> keyed) {
        Set<UUID> known = new HashSet<>();
        int silences = 0;
        for (PastAttempt attempt : attempts) {
            if (attempt.outcome() instanceof Outcome.RecipientRefused) {
                silences = 0;
            } else if (sentWithoutEnd(attempt.outcome())
                    && (!keyed.test(attempt.provider()) || known.add(attempt.call()))) {
                silences++;
            }
        }
        return silences;
    }

    private static boolean sentWithoutEnd(@Nullable Outcome outcome) {
        return outcome != null && sent(outcome);
    }

    /// Whether a copy may have gone out with an attempt nobody knows the end of. With one in whose
    /// place the provider was only asked, none did.
    private static boolean sent(Outcome answer) {
        return answer instanceof Outcome.Unknown unknown && unknown.phase() != Phase.PREPARE;
    }

    /// Why this provider never gets this recipient again, or nothing.
    Optional<String> exclusion(ProviderId provider) {
        return attempts.stream()
                .filter(attempt -> attempt.provider().equals(provider))
                .map(PastAttempt::answer)
                .filter(History::excludes)
                .map(answer -> "it answered " + answer.word().replace('_', ' '))
                .findFirst();
    }

    private static boolean excludes(Outcome answer) {
        return switch (answer) {
            case Outcome.Blocked b -> true;
            case Outcome.MessageRefused m -> true;
            case Outcome.Unsuited u -> true;
            case Outcome.RecipientRefused r -> r.permanent() && elsewhere(r.bounceClass());
            case Outcome.Accepted a -> false;
            case Outcome.Throttled t -> false;
            case Outcome.Misconfigured m -> false;
            case Outcome.Unavailable u -> false;
            case Outcome.Unknown u -> false;
        };
    }

    /// Whether a refusal of this class may not be met at another provider.
    static boolean elsewhere(BounceClass bounceClass) {
        Remedy remedy = bounceClass.remedy();
        return remedy == Remedy.OTHER_PROVIDER || remedy == Remedy.OTHER_PROVIDER_ONCE;
    }

    /// The refusal that decides the end when no provider is left.
    Optional<Outcome> lastRefusal() {
        return attempts.reversed().stream()
                .map(PastAttempt::answer)
                .filter(History::excludes)
                .findFirst();
    }

    /// The recipient's own last answer: a refusal after which nobody said anything else about it.
    Optional<Outcome.RecipientRefused> ownAnswer() {
        for (PastAttempt attempt : attempts.reversed()) {
            switch (attempt.answer()) {
                case Outcome.RecipientRefused r -> {
                    return elsewhere(r.bounceClass()) ? Optional.empty() : Optional.of(r);
                }
                case Outcome.Unavailable u -> {}
                case Outcome.Throttled t -> {}
                case Outcome.Misconfigured m -> {}
                case Outcome.Unsuited u -> {}
                case Outcome.Accepted a -> {
                    return Optional.empty();
                }
                case Outcome.MessageRefused m -> {
                    return Optional.empty();
                }
                case Outcome.Blocked b -> {
                    return Optional.empty();
                }
                case Outcome.Unknown u -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /// When a recipient that asked for patience may be tried again, through whichever provider.
    Optional<Window> patience(Lane lane) {
        if (last().isEmpty() || !asksForPatience(attempts.getLast().answer())) {
            return Optional.empty();
        }
        int before = count(History::asksForPatience) - 1;
        return Optional.of(Backoff.window(attempts.getLast().ended(), lane, before));
    }

    private static boolean asksForPatience(Outcome answer) {
        return answer instanceof Outcome.RecipientRefused r && !elsewhere(r.bounceClass());
    }

    /// A provider's rest.
    ///
    /// @param until when it may be tried again
    /// @param after the answer it rests after, as `421 4.3.2`
    record Rest(Window until, String after) {}

    /// How long this provider rests for this recipient, and why.
    Optional<Rest> rest(ProviderId provider, Lane lane) {
        Rest rest = null;
        int failures = 0;
        int silences = 0;
        for (PastAttempt attempt : attempts) {
            if (!attempt.provider().equals(provider)) {
                continue;
            }
            Outcome answer = attempt.answer();
            Window next = null;
            if (answer instanceof Outcome.Throttled t) {
                Instant least = attempt.ended().plus(LEAST_REST);
                next = Window.at(t.until().isAfter(least) ? t.until() : least);
            } else if (sent(answer)) {
                // The first silence is answered by asking again at once.
                next = ++silences > 1 ? Backoff.window(attempt.ended(), lane, silences - 2) : null;
            } else if (failsForNow(answer) && !ours(answer)) {
                next = Backoff.window(attempt.ended(), lane, failures++);
            }
            if (next != null && (rest == null || rest.until().later(next).equals(next))) {
                rest = new Rest(next, answered(answer));
            }
        }
        return Optional.ofNullable(rest);
    }

    /// An answer in a word or two: its code, or else what it came to.
    private static String answered(Outcome answer) {
        return switch (answer) {
            case Outcome.Throttled t -> code(t.reply()).orElse("throttled");
            case Outcome.Misconfigured m -> code(m.reply()).orElse("misconfigured");
            case Outcome.RecipientRefused r -> code(r.reply()).orElse("a refusal");
            case Outcome.Unavailable u ->
                    code(u.reply()).orElse("it broke off (%s)".formatted(phase(u.phase())));
            case Outcome.Unknown u -> "no answer";
            case Outcome.Unsuited u -> u.word();
            case Outcome.Accepted a -> a.word();
            case Outcome.MessageRefused m -> code(m.reply()).orElse("a refusal");
            case Outcome.Blocked b -> code(b.reply()).orElse("a block");
        };
    }

    private static String phase(Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT);
    }

    /// Of a reply; the rest of it stands with the attempt.
    private static Optional<String> code(String reply) {
        Matcher code = CODE.matcher(reply);
        return code.find() ? Optional.of(code.group(1)) : Optional.empty();
    }

    /// When a recipient may be tried again whose last calls broke off in us (no content from our
    /// database, no lease): no provider was asked, so none rests.
    Optional<Window> pause() {
        int ours = 0;
        for (PastAttempt attempt : attempts.reversed()) {
            if (!ours(attempt.answer())) {
                break;
            }
            ours++;
        }
        return ours == 0
                ? Optional.empty()
                : Optional.of(Backoff.ours(attempts.getLast().ended(), ours - 1));
    }

    private static boolean ours(Outcome answer) {
        return answer instanceof Outcome.Unavailable u && u.phase() == Phase.PREPARE;
    }

    private static boolean failsForNow(Outcome answer) {
        return switch (answer) {
            case Outcome.Unavailable u -> true;
            case Outcome.Misconfigured m -> true;
            case Outcome.RecipientRefused r -> !r.permanent() && elsewhere(r.bounceClass());
            case Outcome.Unknown u -> false;
            case Outcome.Throttled t -> false;
            case Outcome.Accepted a -> false;
            case Outcome.MessageRefused m -> false;
            case Outcome.Blocked b -> false;
            case Outcome.Unsuited u -> false;
        };
    }
}

package dev.mailswitch.routing;

import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.BounceClass.Remedy;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.routing.Decision.Settle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// When it is over for a recipient, and as what: bounced when the recipient's own host had the
/// last word, failed when it was anybody else.
final class Endings {

    private Endings() {}

    /// The last answer is final by itself.
    static Optional<Settle> byAnswer(History history) {
        if (history.last().isEmpty()) {
            return Optional.empty();
        }
        return switch (history.last().get().answer()) {
            case Outcome.RecipientRefused r when r.permanent() -> refused(history, r);
            case Outcome.RecipientRefused r -> Optional.empty();
            case Outcome.MessageRefused m when !m.differsElsewhere() ->
                    Optional.of(failed(m.bounceClass(), "the mail is refused: " + m.reply()));
            case Outcome.MessageRefused m
                    when history.count(Outcome.MessageRefused.class::isInstance) > 1 ->
                    Optional.of(
                            failed(m.bounceClass(), "refused by a second provider: " + m.reply()));
            case Outcome.MessageRefused m -> Optional.empty();
            case Outcome.Accepted a -> Optional.empty();
            case Outcome.Blocked b -> Optional.empty();
            case Outcome.Throttled t -> Optional.empty();
            case Outcome.Misconfigured m -> Optional.empty();
            case Outcome.Unavailable u -> Optional.empty();
            case Outcome.Unknown u -> Optional.empty();
            case Outcome.Unsuited u -> Optional.empty();
        };
    }

    private static Optional<Settle> refused(History history, Outcome.RecipientRefused refusal) {
        Remedy remedy = refusal.bounceClass().remedy();
        boolean secondOpinion =
                remedy == Remedy.OTHER_PROVIDER_ONCE && history.count(Endings::oneMoreOpinion) > 1;
        return remedy == Remedy.NONE || secondOpinion
                ? Optional.of(bounced(refusal.bounceClass(), "refused: " + refusal.reply()))
                : Optional.empty();
    }

    private static boolean oneMoreOpinion(Outcome answer) {
        return answer instanceof Outcome.RecipientRefused r
                && r.permanent()
                && r.bounceClass().remedy() == Remedy.OTHER_PROVIDER_ONCE;
    }

    /// The mail's time is over.
    static Settle byDeadline(History history) {
        Optional<Outcome.RecipientRefused> own = history.ownAnswer();
        if (own.isPresent()) {
            return bounced(own.get().bounceClass(), "time is over: " + own.get().reply());
        }
        if (history.doubt() != null) {
            return failed(BounceClass.UNKNOWN, "expired: the last answer never came");
        }
        if (history.last().isEmpty()) {
            return failed(null, "expired before it could be sent");
        }
        Outcome last = history.last().get().answer();
        return failed(bounceClass(last), "expired: " + last.word() + ": " + reply(last));
    }

    /// Every route has refused it.
    static Settle byExhaustion(History history) {
        Outcome last =
                history.lastRefusal()
                        .orElseThrow(() -> new IllegalStateException("nobody has refused it"));
        String why = "every route refused: " + reply(last);
        return last instanceof Outcome.RecipientRefused r
                ? bounced(r.bounceClass(), why)
                : failed(bounceClass(last), why);
    }

    private static @Nullable BounceClass bounceClass(Outcome outcome) {
        return switch (outcome) {
            case Outcome.RecipientRefused r -> r.bounceClass();
            case Outcome.MessageRefused m -> m.bounceClass();
            case Outcome.Blocked b -> b.bounceClass();
            case Outcome.Unsuited u -> u.bounceClass();
            case Outcome.Throttled t -> BounceClass.THROTTLED;
            case Outcome.Unknown u -> BounceClass.UNKNOWN;
            case Outcome.Misconfigured m -> null;
            case Outcome.Unavailable u -> null;
            case Outcome.Accepted a -> null;
        };
    }

    private static String reply(Outcome outcome) {
        return switch (outcome) {
            case Outcome.RecipientRefused r -> r.reply();
            case Outcome.MessageRefused m -> m.reply();
            case Outcome.Blocked b -> b.reply();
            case Outcome.Throttled t -> t.reply();
            case Outcome.Unknown u -> u.reply();
            case Outcome.Misconfigured m -> m.reply();
            case Outcome.Unavailable u -> u.reply();
            case Outcome.Unsuited u -> u.reply();
            case Outcome.Accepted a -> "accepted";
        };
    }

    private static Settle bounced(BounceClass bounceClass, String why) {
        return new Settle(Status.BOUNCED, bounceClass, why);
    }

    private static Settle failed(@Nullable BounceClass bounceClass, String why) {
        return new Settle(Status.FAILED, bounceClass, why);
    }
}

package dev.mailswitch.delivery.readiness;

import dev.mailswitch.provider.Readiness;
import java.util.Optional;

/// What was found of an account or a From, and how soon it is worth asking again.
///
/// @param refusals how often in a row the account has said that it is not ready, this time included;
///     of no use where it has not answered
record Finding(Readiness readiness, Pause pause, int refusals) {

    /// What an account said. One that cannot be used is looked at again soon, and ever less so.
    ///
    /// @param refusals in a row before
    static Finding ofAccount(Readiness said, int refusals) {
        return switch (said) {
            case Readiness.Ready ready -> new Finding(said, Pause.LONG, 0);
            case Readiness.NotReady not ->
                    new Finding(said, Pause.after(refusals + 1), refusals + 1);
            case Readiness.NotKnown not -> new Finding(said, Pause.LONG, 0);
            case Readiness.Unanswered not -> new Finding(said, Pause.SHORT, refusals);
        };
    }

    /// What was said of a From. Where nobody can tell, asking more often helps nobody.
    static Finding ofFrom(Readiness said) {
        return new Finding(
                said,
                switch (said) {
                    case Readiness.Ready ready -> Pause.LONG;
                    case Readiness.NotReady not -> Pause.SHORT;
                    case Readiness.NotKnown not -> Pause.LONG;
                    case Readiness.Unanswered not -> Pause.SHORT;
                },
                0);
    }

    /// What that of an account says of Froms at it, without asking. That it may not be asked how it
    /// stands says nothing of them.
    static Optional<Readiness> ofFromsAt(Readiness account) {
        return switch (account) {
            case Readiness.Ready ready -> Optional.empty();
            case Readiness.NotKnown not -> Optional.empty();
            case Readiness.NotReady not ->
                    Optional.of(new Readiness.NotReady("the account is not ready: " + not.what()));
            case Readiness.Unanswered not ->
                    Optional.of(new Readiness.Unanswered("the account: " + not.why()));
        };
    }

    /// Whether nothing was said: who has not answered this question is not bothered with the next,
    /// and what was said before still stands.
    boolean unanswered() {
        return readiness instanceof Readiness.Unanswered;
    }
}

package dev.mailswitch.delivery.readiness;

import dev.mailswitch.provider.Readiness;
import java.util.Optional;

/// What was found of an account or a From, and how soon it is worth asking again.
record Finding(Readiness readiness, Pause pause) {

    /// What an account said. One that cannot be used, or was not to be reached, is looked at again
    /// soon.
    static Finding ofAccount(Readiness said) {
        return new Finding(
                said,
                switch (said) {
                    case Readiness.Ready ready -> Pause.LONG;
                    case Readiness.NotReady not -> Pause.SHORT;
                    case Readiness.NotKnown not -> Pause.SHORT;
                });
    }

    /// What was said of a From. Where nobody can tell, asking more often helps nobody.
    static Finding ofFrom(Readiness said) {
        return new Finding(
                said,
                switch (said) {
                    case Readiness.Ready ready -> Pause.LONG;
                    case Readiness.NotReady not -> Pause.SHORT;
                    case Readiness.NotKnown not -> Pause.LONG;
                });
    }

    /// What that of an account says of every From at it, without asking; nothing if it is ready.
    static Optional<Finding> ofFromsAt(Readiness account) {
        return switch (account) {
            case Readiness.Ready ready -> Optional.empty();
            case Readiness.NotReady not ->
                    Optional.of(
                            new Finding(
                                    new Readiness.NotReady(
                                            "the account is not ready: " + not.what()),
                                    Pause.SHORT));
            case Readiness.NotKnown not ->
                    Optional.of(
                            new Finding(
                                    new Readiness.NotKnown("the account: " + not.why()),
                                    Pause.SHORT));
        };
    }
}

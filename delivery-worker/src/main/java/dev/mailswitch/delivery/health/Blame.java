package dev.mailswitch.delivery.health;

import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.model.outcome.Scope;
import java.util.EnumMap;
import java.util.Map;

/// What one outcome says about the health of each scope; a scope that is not named learns nothing.
final class Blame {

    enum Mark {
        SUCCESS,
        /// May depend on the message: needs other senders and recipients who say the same.
        FAILURE,
        /// Cannot depend on the message.
        CONCLUSIVE_FAILURE,
        /// Opens at once.
        OPEN
    }

    private Blame() {}

    static Map<Scope, Mark> of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted a -> everywhere();
            // The provider did its part: it asked the host, or read the mail.
            case Outcome.RecipientRefused r -> everywhere();
            case Outcome.MessageRefused m -> everywhere();
            case Outcome.Blocked b -> {
                Map<Scope, Mark> marks = new EnumMap<>(Map.of(Scope.PROVIDER, Mark.SUCCESS));
                marks.put(b.scope(), Mark.FAILURE);
                yield marks;
            }
            case Outcome.Throttled t -> Map.of();
            case Outcome.Unsuited u -> Map.of();
            case Outcome.Misconfigured m -> Map.of(m.scope(), Mark.OPEN);
            case Outcome.Unavailable u -> unavailable(u.phase());
            case Outcome.Unknown u ->
                    Map.of(
                            Scope.PROVIDER, Mark.FAILURE,
                            Scope.RECIPIENT_DOMAIN, Mark.FAILURE);
        };
    }

    private static Map<Scope, Mark> everywhere() {
        return Map.of(
                Scope.PROVIDER, Mark.SUCCESS,
                Scope.SENDER_DOMAIN, Mark.SUCCESS,
                Scope.RECIPIENT_DOMAIN, Mark.SUCCESS);
    }

    private static Map<Scope, Mark> unavailable(Phase phase) {
        return switch (phase) {
            case PREPARE -> Map.of();
            case RESOLVE, CONNECT, TLS, GREETING, AUTHENTICATE ->
                    Map.of(Scope.PROVIDER, Mark.CONCLUSIVE_FAILURE);
            case ENVELOPE, BODY, ANSWER ->
                    Map.of(
                            Scope.PROVIDER, Mark.FAILURE,
                            Scope.RECIPIENT_DOMAIN, Mark.FAILURE);
        };
    }
}

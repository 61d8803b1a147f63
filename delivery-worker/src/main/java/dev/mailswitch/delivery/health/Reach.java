package dev.mailswitch.delivery.health;

import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import java.util.Collection;

/// What a call tells of the way from this worker to the provider's host, whatever became of the mail.
enum Reach {
    /// Its host has answered.
    REACHED,
    /// It ended before the host had let us in: no address, no connection, no TLS, no greeting.
    NOT_REACHED,
    /// Neither is sure.
    UNTOLD;

    /// Of what one call came to.
    static Reach of(Collection<Outcome> answers) {
        Reach told = UNTOLD;
        for (Outcome answer : answers) {
            Reach one = of(answer);
            if (one == REACHED) {
                return REACHED;
            }
            told = one == NOT_REACHED ? NOT_REACHED : told;
        }
        return told;
    }

    private static Reach of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted a -> REACHED;
            case Outcome.RecipientRefused r -> REACHED;
            case Outcome.MessageRefused m -> REACHED;
            case Outcome.Blocked b -> REACHED;
            case Outcome.Throttled t -> REACHED;
            case Outcome.Unavailable u -> of(u.phase());
            // Also an address that we do not connect to, or the certificate of whoever stands
            // between: a tenant could pretend with it that this worker reaches something.
            case Outcome.Misconfigured m -> UNTOLD;
            case Outcome.Unsuited u -> UNTOLD;
            // The system takes a mail for a connection that leads nowhere any more.
            case Outcome.Unknown u -> UNTOLD;
        };
    }

    private static Reach of(Phase phase) {
        return switch (phase) {
            // A greeting too: where something between takes all connections, it is the first that
            // does not come; and what a host says to one worker's address alone is no outage.
            case RESOLVE, CONNECT, TLS, GREETING -> NOT_REACHED;
            // Either no answer came, or one that says no: the phase does not tell which.
            case PREPARE, AUTHENTICATE, ENVELOPE, BODY, ANSWER -> UNTOLD;
        };
    }

    /// Whether a network that is down on our side explains it. What a host has said, it does not.
    static boolean mayBeOurs(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Unavailable u -> true;
            case Outcome.Unknown u -> true;
            case Outcome.Accepted a -> false;
            case Outcome.RecipientRefused r -> false;
            case Outcome.MessageRefused m -> false;
            case Outcome.Blocked b -> false;
            case Outcome.Throttled t -> false;
            case Outcome.Misconfigured m -> false;
            case Outcome.Unsuited u -> false;
        };
    }
}

package dev.mailswitch.model.outcome;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a provider's answer means for one recipient. Every adapter ends in one of these, and the
/// failover engine knows nothing else of a provider.
///
/// | outcome | blame | health | next provider | retry | suppress |
/// |---|---|---|---|---|---|
/// | [Accepted] | nobody | success | no | no | no |
/// | [RecipientRefused] | recipient | success | no | by class | hard classes |
/// | [MessageRefused] | message | success | once, if it can differ elsewhere | no | no |
/// | [Blocked] | provider's standing at that domain | failure in that scope | at once | not here | no |
/// | [Throttled] | account's rate | none, a gate closes until then | at once | after the hint | no |
/// | [Misconfigured] | account | its scope opens at once | at once | no | no |
/// | [Unavailable] | provider or network | failure | at once | yes | no |
/// | [Unknown] | nobody | failure | not until settled by policy | by policy | no |
/// | [Unsuited] | message | none, it was not asked | at once | not here | no |
public sealed interface Outcome {

    /// Stored with the attempt.
    short code();

    /// As the API writes it.
    String word();

    /// The provider has it.
    ///
    /// @param providerMessageId what the provider calls it, or null if it did not say
    record Accepted(@Nullable String providerMessageId) implements Outcome {
        @Override
        public short code() {
            return 1;
        }

        @Override
        public String word() {
            return "accepted";
        }
    }

    /// The recipient's own fault.
    ///
    /// @param permanent whether the host said it is final (5xx); only then is anything suppressed
    record RecipientRefused(BounceClass bounceClass, boolean permanent, String reply)
            implements Outcome {
        @Override
        public short code() {
            return 2;
        }

        @Override
        public String word() {
            return "recipient_refused";
        }
    }

    /// The mail itself is refused.
    ///
    /// @param differsElsewhere whether another provider may take it (size, content filter)
    record MessageRefused(BounceClass bounceClass, boolean differsElsewhere, String reply)
            implements Outcome {
        @Override
        public short code() {
            return 3;
        }

        @Override
        public String word() {
            return "message_refused";
        }
    }

    /// The provider is not welcome there.
    record Blocked(BounceClass bounceClass, Scope scope, String reply) implements Outcome {
        @Override
        public short code() {
            return 4;
        }

        @Override
        public String word() {
            return "blocked";
        }
    }

    /// Too fast for the account; `until` is the provider's hint or our guess.
    record Throttled(Instant until, String reply) implements Outcome {
        @Override
        public short code() {
            return 5;
        }

        @Override
        public String word() {
            return "throttled";
        }
    }

    /// The account is set up wrongly or exhausted; `what` is for the operator.
    record Misconfigured(String what, Scope scope, String reply) implements Outcome {
        @Override
        public short code() {
            return 6;
        }

        @Override
        public String word() {
            return "misconfigured";
        }
    }

    /// Certainly not accepted; broke off in `phase`, before the body was handed over, or was
    /// answered with a temporary refusal.
    record Unavailable(Phase phase, String reply) implements Outcome {
        @Override
        public short code() {
            return 7;
        }

        @Override
        public String word() {
            return "unavailable";
        }
    }

    /// The body was handed over and nothing is known.
    record Unknown(Phase phase, String reply) implements Outcome {
        @Override
        public short code() {
            return 8;
        }

        @Override
        public String word() {
            return "unknown";
        }
    }

    /// This provider cannot carry the mail, and so was not asked: too large for it, a header or an
    /// inline image it has no field for.
    ///
    /// @param reply what it cannot carry, in words for the timeline
    record Unsuited(BounceClass bounceClass, String reply) implements Outcome {
        @Override
        public short code() {
            return 9;
        }

        @Override
        public String word() {
            return "unsuited";
        }
    }

    /// The word of a stored code.
    static String word(int code) {
        return switch (code) {
            case 1 -> "accepted";
            case 2 -> "recipient_refused";
            case 3 -> "message_refused";
            case 4 -> "blocked";
            case 5 -> "throttled";
            case 6 -> "misconfigured";
            case 7 -> "unavailable";
            case 8 -> "unknown";
            case 9 -> "unsuited";
            default -> throw new IllegalArgumentException("no outcome has the code " + code);
        };
    }
}

package dev.mailswitch.api.accept;

import dev.mailswitch.ledger.NewMail;
import java.util.Map;

/// What a door is answered.
public sealed interface Answer {

    /// The mail is on disk.
    ///
    /// @param mail        as it was accepted, the first time if this is a twin
    /// @param environment its name
    /// @param suppressed  why it has failed at once for the recipients at these positions
    /// @param replayed    the same was accepted before under this key; nothing was written
    record Accepted(
            NewMail mail, String environment, Map<Integer, Suppressed> suppressed, boolean replayed)
            implements Answer {

        public Accepted {
            suppressed = Map.copyOf(suppressed);
        }
    }

    /// It is not.
    record Refused(Refusal refusal) implements Answer {}
}

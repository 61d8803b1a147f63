package dev.mailswitch.api.accept;

import dev.mailswitch.ledger.NewMail;

/// What a door is answered.
public sealed interface Answer {

    /// The mail is on disk.
    ///
    /// @param mail        as it was accepted, the first time if this is a twin
    /// @param environment its name
    /// @param replayed    the same was accepted before under this key; nothing was written
    record Accepted(NewMail mail, String environment, boolean replayed) implements Answer {}

    /// It is not.
    record Refused(Refusal refusal) implements Answer {}
}

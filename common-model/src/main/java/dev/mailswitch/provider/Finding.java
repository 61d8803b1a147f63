package dev.mailswitch.provider;

import org.jspecify.annotations.Nullable;

/// What a vendor knows of a call in doubt.
public sealed interface Finding {

    /// It has the mail.
    ///
    /// @param messageId as in [dev.mailswitch.model.outcome.Outcome.Accepted]
    record Arrived(@Nullable String messageId) implements Finding {}

    /// It shows no such mail. Its index may lag behind: this is no proof.
    record NotSeen() implements Finding {}

    /// The question itself failed.
    record NotNow(String why) implements Finding {}
}

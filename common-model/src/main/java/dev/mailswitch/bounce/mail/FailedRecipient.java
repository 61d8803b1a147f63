package dev.mailswitch.bounce.mail;

import dev.mailswitch.bounce.Classification;
import dev.mailswitch.bounce.Refusal;
import dev.mailswitch.model.outcome.BounceClass;
import org.jspecify.annotations.Nullable;

/// A recipient that a mail did not reach, or who complained.
///
/// @param address  as the report says it, without the type before it; null if it was left out
/// @param original the address the mail was sent to, if the report says that too, else null
/// @param refusal  what was said, in the form the rules read
/// @param said     what that means
public record FailedRecipient(
        @Nullable String address, @Nullable String original, Refusal refusal, Classification said) {

    /// Whether nothing more is to be sent there: a hard class that is final, or a complaint.
    public boolean suppresses() {
        return said.suppresses() || said.bounceClass() == BounceClass.COMPLAINT;
    }
}

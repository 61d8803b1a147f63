package dev.mailswitch.bounce;

import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.BounceClass.Remedy;

/// What a refusal means.
///
/// @param ruleId    the rule that decided, for metrics and for mending rules
/// @param permanent the host said that it is final (5xx)
public record Classification(BounceClass bounceClass, String ruleId, boolean permanent) {

    /// Whether the mail goes on to another provider, if it was accepted and then came back with
    /// this.
    public boolean reroutes() {
        return bounceClass.remedy() == Remedy.OTHER_PROVIDER
                || bounceClass.remedy() == Remedy.OTHER_PROVIDER_ONCE;
    }

    /// Whether a wording decided, rather than a code or a guess for want of any that is known.
    public boolean byWords() {
        return !ruleId.startsWith("code-")
                && !ruleId.startsWith("basic-")
                && !ruleId.equals(SecondOpinion.RULE);
    }

    /// Whether nothing more is to be sent to the address.
    public boolean suppresses() {
        return permanent && bounceClass.suppresses();
    }
}

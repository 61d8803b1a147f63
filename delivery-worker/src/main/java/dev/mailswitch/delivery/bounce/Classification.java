package dev.mailswitch.delivery.bounce;

import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.BounceClass.Remedy;

/// What a refusal means.
///
/// @param ruleId    the rule that decided, for metrics and for mending rules
/// @param permanent the host said that it is final (5xx)
public record Classification(BounceClass bounceClass, String ruleId, boolean permanent) {

    /// Whether another provider may succeed.
    public boolean reroute() {
        Remedy remedy = bounceClass.remedy();
        return remedy == Remedy.OTHER_PROVIDER || remedy == Remedy.OTHER_PROVIDER_ONCE;
    }

    /// Whether the address goes on the suppression list; a temporary refusal never does that.
    public boolean suppress() {
        return permanent && bounceClass.suppresses();
    }
}

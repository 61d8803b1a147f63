package dev.mailswitch.delivery.bounce;

import dev.mailswitch.model.outcome.BounceClass;

/// What a refusal means.
///
/// @param ruleId    the rule that decided, for metrics and for mending rules
/// @param permanent the host said that it is final (5xx)
public record Classification(BounceClass bounceClass, String ruleId, boolean permanent) {}

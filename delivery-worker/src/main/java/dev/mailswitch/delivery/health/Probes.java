package dev.mailswitch.delivery.health;

import dev.mailswitch.model.id.ProviderId;

/// Hands out probes of half-open breakers, one at a time over all workers.
@FunctionalInterface
public interface Probes {

    /// Asks for the probe of every breaker between this mail and the provider; one call of the
    /// provider may follow a `true`. After a `false` the gate is shut and the mail is to be
    /// decided again.
    boolean take(ProviderId provider, String senderDomain, String recipientDomain);
}

package dev.mailswitch.delivery.health;

import dev.mailswitch.model.id.ProviderId;
import java.util.Optional;

/// Hands out probes of half-open breakers, one at a time over all workers. They are won ahead of
/// need, so that asking touches memory only: who asks stands in a transaction.
public interface Probes {

    /// The probe of every breaker between this mail and the provider; one call of the provider may
    /// follow. Empty: another mail has it, and the mail is to be decided again without this way.
    Optional<Probe> take(ProviderId provider, String senderDomain, String recipientDomain);

    /// The call was not made, or said nothing about the provider: another mail may be the probe.
    void giveBack(Probe probe);
}

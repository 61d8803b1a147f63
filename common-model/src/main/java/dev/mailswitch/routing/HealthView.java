package dev.mailswitch.routing;

import dev.mailswitch.model.id.ProviderId;

/// What is known of the providers' health at the moment of deciding.
@FunctionalInterface
public interface HealthView {

    /// The gate for a mail of this sender's domain to this recipient's domain; asking changes
    /// nothing.
    Gate gate(ProviderId provider, String senderDomain, String recipientDomain);
}

package dev.mailswitch.delivery.health;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.outcome.Scope;
import java.util.List;

/// What a breaker shuts: a provider, or the provider for one domain.
///
/// @param domain the sender's or recipient's in ASCII; empty for the whole provider
public record BreakerKey(ProviderId provider, Scope scope, String domain) {

    public BreakerKey {
        if ((scope == Scope.PROVIDER) != domain.isEmpty()) {
            throw new IllegalArgumentException("only the whole provider has no domain");
        }
    }

    static BreakerKey of(ProviderId provider) {
        return new BreakerKey(provider, Scope.PROVIDER, "");
    }

    /// All that stand between a mail and the provider.
    static List<BreakerKey> over(ProviderId provider, String senderDomain, String recipientDomain) {
        return List.of(
                of(provider),
                new BreakerKey(provider, Scope.SENDER_DOMAIN, senderDomain),
                new BreakerKey(provider, Scope.RECIPIENT_DOMAIN, recipientDomain));
    }
}

package dev.mailswitch.delivery.health;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.ProviderKind;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// How a provider's reports come in. Only another whose come in by the same way tells whether it is
/// open: a sandbox's are made by the workers themselves, and go on while nothing from outside arrives.
public enum ReportWay {
    OUTSIDE,
    SANDBOX;

    /// Those of the providers that report what became of mails they had accepted. The others say it
    /// when they are asked to take the mail, and nothing later.
    public static Map<ProviderId, ReportWay> of(Collection<Provider> providers) {
        Map<ProviderId, ReportWay> ways = new HashMap<>();
        for (Provider provider : providers) {
            if (provider.capabilities().reports()) {
                boolean sandbox = provider.kind() == ProviderKind.SANDBOX;
                ways.put(provider.id(), sandbox ? SANDBOX : OUTSIDE);
            }
        }
        return ways;
    }
}

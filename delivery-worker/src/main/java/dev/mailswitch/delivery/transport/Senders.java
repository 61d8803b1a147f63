package dev.mailswitch.delivery.transport;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.Provider;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The senders of all providers, made when first needed and made anew when the provider's settings
/// changed.
public final class Senders implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Senders.class);

    private record Opened(long version, Sender sender) {}

    private final Function<Provider, Sender> factory;
    private final Map<ProviderId, Opened> opened = new ConcurrentHashMap<>();

    /// @param factory makes a sender by the provider's kind; throws IllegalArgumentException when
    ///     a setting is wrong
    public Senders(Function<Provider, Sender> factory) {
        this.factory = factory;
    }

    /// The sender of a provider, by its present settings.
    ///
    /// @throws IllegalArgumentException if the settings cannot be used
    /// @throws IllegalStateException if the secret cannot be opened
    public Sender of(Provider provider) {
        return opened.compute(
                        provider.id(),
                        (id, old) -> {
                            // Whoever still decides by older settings takes the newer sender:
                            // otherwise two lanes would close each other's in turn.
                            if (old != null && old.version() >= provider.version()) {
                                return old;
                            }
                            Opened fresh = new Opened(provider.version(), factory.apply(provider));
                            if (old != null) {
                                old.sender().close();
                            }
                            return fresh;
                        })
                .sender();
    }

    /// Closes the senders of providers that are no longer there.
    public void keepOnly(Set<ProviderId> present) {
        Set<ProviderId> gone =
                opened.keySet().stream()
                        .filter(id -> !present.contains(id))
                        .collect(Collectors.toSet());
        for (ProviderId id : gone) {
            Opened old = opened.remove(id);
            if (old != null) {
                LOG.info("provider {} is gone; its connections are closed", id);
                old.sender().close();
            }
        }
    }

    @Override
    public void close() {
        opened.values().forEach(o -> o.sender().close());
        opened.clear();
    }
}

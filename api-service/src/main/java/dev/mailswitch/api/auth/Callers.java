package dev.mailswitch.api.auth;

import io.smallrye.config.ConfigMapping;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Tells from which address a request really came. `X-Forwarded-For` is believed from right to
/// left, for as long as the one who wrote the entry is a proxy of ours: what stands further left
/// anybody may have written.
@Singleton
public class Callers {

    /// Proxies in front of the service.
    @ConfigMapping(prefix = "mailswitch.proxies")
    interface Settings {

        /// Networks whose `X-Forwarded-For` is believed, as `10.0.0.0/8,2001:db8::/32`.
        Optional<List<String>> trusted();
    }

    private final List<Network> trusted;

    @Inject
    Callers(Settings settings) {
        this(settings.trusted().orElse(List.of()).stream().map(Network::parse).toList());
    }

    Callers(List<Network> trusted) {
        this.trusted = List.copyOf(trusted);
    }

    /// The caller's address as text.
    ///
    /// @param peer      the address at the other end of the connection
    /// @param forwarded all headers `X-Forwarded-For`, in order
    public String address(String peer, List<String> forwarded) {
        if (trusted.isEmpty() || forwarded.isEmpty()) {
            return peer;
        }
        List<String> hops = new ArrayList<>();
        forwarded.forEach(
                header ->
                        Arrays.stream(header.split(",", -1)).map(String::strip).forEach(hops::add));
        String address = peer;
        for (int i = hops.size() - 1; i >= 0 && ours(address); i--) {
            Optional<String> next = bare(hops.get(i));
            if (next.isEmpty()) {
                return address;
            }
            address = next.get();
        }
        return address;
    }

    private boolean ours(String address) {
        return trusted.stream().anyMatch(network -> network.contains(address));
    }

    /// Without the port that some proxies write: `1.2.3.4:5`, `[2001:db8::1]:5`.
    private static Optional<String> bare(String hop) {
        String address = hop;
        if (hop.startsWith("[") && hop.indexOf(']') > 0) {
            address = hop.substring(1, hop.indexOf(']'));
        } else if (hop.indexOf(':') > 0 && hop.indexOf(':') == hop.lastIndexOf(':')) {
            address = hop.substring(0, hop.indexOf(':'));
        }
        return Network.bytes(address).isPresent() ? Optional.of(address) : Optional.empty();
    }
}

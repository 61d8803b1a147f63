package dev.mailswitch.delivery.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Looks up the addresses of a host. The guard asks it exactly once for each connection.
@FunctionalInterface
public interface HostResolver {

    /// The addresses of `host`, in the order in which they should be tried.
    ///
    /// @throws UnknownHostException if there are none
    List<InetAddress> resolve(String host) throws UnknownHostException;

    /// The resolver of the platform, with its cache.
    static HostResolver system() {
        return host -> List.of(InetAddress.getAllByName(host));
    }
}

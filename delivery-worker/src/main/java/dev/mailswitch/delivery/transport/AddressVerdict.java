package dev.mailswitch.delivery.transport;

import java.net.InetAddress;
import java.util.List;

/// What the guard says about a host and port.
public sealed interface AddressVerdict {

    /// Connect to one of these addresses, and to nothing else; in this order. Never empty.
    record Allowed(List<InetAddress> addresses) implements AddressVerdict {
        public Allowed {
            addresses = List.copyOf(addresses);
            if (addresses.isEmpty()) {
                throw new IllegalArgumentException("no address");
            }
        }
    }

    /// The port is not one of the allowed ones; the host was not even looked up.
    record PortForbidden(int port) implements AddressVerdict {}

    /// The host has addresses, but none that may be connected to. The addresses are not told: what a
    /// private name server answers is none of a tenant's business.
    record AddressForbidden(String host) implements AddressVerdict {}

    /// The host has no address, or the look-up failed.
    record Unresolved(String host) implements AddressVerdict {}

    /// The look-up did not begin: others were before it. Says nothing of the host.
    record Busy(String host) implements AddressVerdict {}

    /// The look-up took longer than allowed.
    record TimedOut(String host) implements AddressVerdict {}
}

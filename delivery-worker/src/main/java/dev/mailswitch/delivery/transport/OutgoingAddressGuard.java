package dev.mailswitch.delivery.transport;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Decides which address an outgoing call that a tenant can aim may connect to.
///
/// The host is looked up once and the caller connects to the very addresses that were checked, so a
/// name that answers differently the second time (DNS rebinding) gains nothing. Addresses that wrap
/// an IPv4 address are judged by what is inside. If a name has both allowed and forbidden addresses,
/// only the allowed ones are handed out.
///
/// Thread-safe. The look-ups themselves are made by [LookUps].
public final class OutgoingAddressGuard {

    private final OutgoingPolicy policy;
    private final LookUps lookUps;

    public OutgoingAddressGuard(OutgoingPolicy policy, HostResolver resolver) {
        this.policy = policy;
        this.lookUps = new LookUps(resolver);
    }

    /// Looks the host up, within `timeout`, and says where to connect to.
    ///
    /// @param owner who has aimed the call, such as an organisation; one owner's slow names do not
    ///     hold up another's
    public AddressVerdict check(String owner, String host, int port, Duration timeout) {
        boolean usualPort = policy.ports().contains(port);
        if (!usualPort && policy.opened().isEmpty()) {
            return new AddressVerdict.PortForbidden(port);
        }
        return found(owner, host, port, usualPort, timeout);
    }

    private AddressVerdict found(
            String owner, String host, int port, boolean usualPort, Duration timeout) {
        return switch (lookUps.of(owner, host, timeout)) {
            case LookUps.Found found -> judged(host, port, usualPort, found.addresses());
            case LookUps.None none -> new AddressVerdict.Unresolved(host);
            case LookUps.Slow slow -> new AddressVerdict.TimedOut(host);
            case LookUps.NotBegun notBegun -> new AddressVerdict.Busy(host);
        };
    }

    /// The same for a call that may go only into what the operator has opened, whatever its port:
    /// one without TLS.
    public AddressVerdict checkOpened(String owner, String host, int port, Duration timeout) {
        if (policy.opened().isEmpty()) {
            return new AddressVerdict.PortForbidden(port);
        }
        return found(owner, host, port, false, timeout);
    }

    private AddressVerdict judged(
            String host, int port, boolean usualPort, List<InetAddress> found) {
        List<InetAddress> allowed = new ArrayList<>(found.size());
        for (InetAddress address : found) {
            if (usualPort ? allows(address) : opened(address)) {
                allowed.add(address);
            }
        }
        if (!allowed.isEmpty()) {
            return new AddressVerdict.Allowed(allowed);
        }
        if (found.isEmpty()) {
            return new AddressVerdict.Unresolved(host);
        }
        return usualPort
                ? new AddressVerdict.AddressForbidden(host)
                : new AddressVerdict.PortForbidden(port);
    }

    /// Whether this address may be connected to at one of the usual ports.
    public boolean allows(InetAddress address) {
        byte[] outer = address.getAddress();
        byte[] inner = SpecialAddresses.embedded(outer);
        return opened(address)
                || (SpecialAddresses.isPublic(outer)
                        && (inner == null || SpecialAddresses.isPublic(inner)));
    }

    /// Whether it lies in a block the operator has opened; there, every port is open too.
    private boolean opened(InetAddress address) {
        byte[] outer = address.getAddress();
        byte[] inner = SpecialAddresses.embedded(outer);
        for (Cidr block : policy.opened()) {
            if (block.covers(outer) || (inner != null && block.covers(inner))) {
                return true;
            }
        }
        return false;
    }
}

package dev.mailswitch.delivery.transport;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Decides which address an outgoing call that a tenant can aim may connect to.
///
/// The host is looked up once and the caller connects to the very addresses that were checked, so a
/// name that answers differently the second time (DNS rebinding) gains nothing. Addresses that wrap
/// an IPv4 address are judged by what is inside. If a name has both allowed and forbidden addresses,
/// only the allowed ones are handed out.
///
/// Thread-safe. Look-ups run on a few platform threads of the guard's own: the platform's resolver
/// blocks in native code, and a slow name server must not hold the carriers of virtual threads.
public final class OutgoingAddressGuard {

    private static final int LOOKUP_THREADS = 8;
    private static final int LOOKUP_QUEUE = 1_000;

    private final OutgoingPolicy policy;
    private final HostResolver resolver;
    private final ThreadPoolExecutor lookups;

    public OutgoingAddressGuard(OutgoingPolicy policy, HostResolver resolver) {
        this.policy = policy;
        this.resolver = resolver;
        this.lookups =
                new ThreadPoolExecutor(
                        LOOKUP_THREADS,
                        LOOKUP_THREADS,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(LOOKUP_QUEUE),
                        Thread.ofPlatform().daemon().name("outgoing-lookup-", 0).factory());
        this.lookups.allowCoreThreadTimeOut(true);
    }

    /// Looks the host up, within `timeout`, and says where to connect to.
    public AddressVerdict check(String host, int port, Duration timeout) {
        boolean usualPort = policy.ports().contains(port);
        if (!usualPort && policy.opened().isEmpty()) {
            return new AddressVerdict.PortForbidden(port);
        }
        List<InetAddress> found;
        try {
            Future<List<InetAddress>> lookup = lookups.submit(() -> resolver.resolve(host));
            try {
                found = lookup.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                lookup.cancel(true);
                return new AddressVerdict.TimedOut(host);
            }
        } catch (RejectedExecutionException e) {
            // A thousand look-ups wait already: the name server is gone.
            return new AddressVerdict.TimedOut(host);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new AddressVerdict.TimedOut(host);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            return new AddressVerdict.Unresolved(host);
        }
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

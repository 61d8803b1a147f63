package dev.mailswitch.delivery.transport.smtp;

import dev.mailswitch.delivery.transport.Cidr;
import dev.mailswitch.delivery.transport.HostResolver;
import dev.mailswitch.delivery.transport.OutgoingAddressGuard;
import dev.mailswitch.delivery.transport.OutgoingPolicy;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Clients for tests: loopback is opened, as an operator would open it.
final class Clients {

    private Clients() {}

    static OutgoingAddressGuard loopbackGuard() {
        Set<Integer> ports =
                IntStream.rangeClosed(1_024, 65_535).boxed().collect(Collectors.toSet());
        OutgoingPolicy policy =
                OutgoingPolicy.forSmtp()
                        .withPorts(ports)
                        .opening(List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1/128")));
        return new OutgoingAddressGuard(policy, HostResolver.system());
    }

    static SmtpClient toLoopback() {
        return new SmtpClient(loopbackGuard(), TestCertificate.trust());
    }
}

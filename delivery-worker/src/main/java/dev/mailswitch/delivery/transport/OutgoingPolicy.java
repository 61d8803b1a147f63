package dev.mailswitch.delivery.transport;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Where outgoing calls may go: the ports, and the blocks that the operator opens although they are
/// not public.
///
/// @param ports the only ports that may be connected to
/// @param opened blocks that are allowed whatever they are, such as the relay's in a private network
public record OutgoingPolicy(Set<Integer> ports, List<Cidr> opened) {

    public OutgoingPolicy {
        ports = Set.copyOf(ports);
        opened = List.copyOf(opened);
        for (int port : ports) {
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("not a port: " + port);
            }
        }
    }

    /// SMTP to public addresses on the four usual ports.
    public static OutgoingPolicy forSmtp() {
        return new OutgoingPolicy(Set.of(25, 465, 587, 2525), List.of());
    }

    /// HTTPS to public addresses.
    public static OutgoingPolicy forHttps() {
        return new OutgoingPolicy(Set.of(443), List.of());
    }

    /// This policy with further blocks opened by the operator.
    public OutgoingPolicy opening(List<Cidr> blocks) {
        return new OutgoingPolicy(ports, Stream.concat(opened.stream(), blocks.stream()).toList());
    }

    /// This policy with further ports opened by the operator.
    public OutgoingPolicy withPorts(Set<Integer> further) {
        Set<Integer> all = new HashSet<>(ports);
        all.addAll(further);
        return new OutgoingPolicy(all, opened);
    }
}

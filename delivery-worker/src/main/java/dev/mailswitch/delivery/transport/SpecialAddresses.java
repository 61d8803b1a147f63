package dev.mailswitch.delivery.transport;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The address blocks that are no part of the public Internet (IANA special-purpose registries, RFC
/// 6890), and the IPv6 forms that carry an IPv4 address inside.
final class SpecialAddresses {

    private static final List<Cidr> NOT_PUBLIC =
            blocks(
                    "0.0.0.0/8", // this network; Linux connects 0.0.0.0 to itself
                    "10.0.0.0/8",
                    "100.64.0.0/10", // carrier-grade NAT, and the pods of many clusters
                    "127.0.0.0/8",
                    "169.254.0.0/16", // link-local: the metadata service of every cloud
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "::/96", // unspecified, loopback, and the old IPv4-compatible form
                    "64:ff9b:1::/48", // NAT64 of a site's own choosing
                    "100::/64",
                    "2001::/23", // Teredo, ORCHID, benchmarking
                    "2001:db8::/32",
                    "3fff::/20",
                    "5f00::/16",
                    "fc00::/7",
                    "fe80::/10",
                    "fec0::/10",
                    "ff00::/8");

    private static final Cidr MAPPED = ffffAt(10); // ::ffff:a.b.c.d
    private static final Cidr TRANSLATED = ffffAt(8); // ::ffff:0:a.b.c.d, RFC 2765
    private static final Cidr SIX_TO_FOUR = Cidr.parse("2002::/16");
    private static final Cidr NAT64 = Cidr.parse("64:ff9b::/96");

    private SpecialAddresses() {}

    static boolean isPublic(byte[] address) {
        for (Cidr block : NOT_PUBLIC) {
            if (block.covers(address)) {
                return false;
            }
        }
        return true;
    }

    /// The IPv4 address inside an IPv4-mapped, IPv4-translated, 6to4, NAT64 or ISATAP address, since
    /// that is where the packet ends up; null if there is none.
    static byte @Nullable [] embedded(byte[] address) {
        if (address.length != 16) {
            return null;
        }
        if (SIX_TO_FOUR.covers(address)) {
            return Arrays.copyOfRange(address, 2, 6);
        }
        boolean isatap =
                (address[8] & 0xfd) == 0
                        && address[9] == 0
                        && address[10] == 0x5e
                        && (address[11] & 0xff) == 0xfe;
        if (MAPPED.covers(address)
                || TRANSLATED.covers(address)
                || NAT64.covers(address)
                || isatap) {
            return Arrays.copyOfRange(address, 12, 16);
        }
        return null;
    }

    private static List<Cidr> blocks(String... texts) {
        return Arrays.stream(texts).map(Cidr::parse).toList();
    }

    // The platform folds a mapped literal into an IPv4 address, so these blocks are built from
    // bytes.
    private static Cidr ffffAt(int index) {
        byte[] network = new byte[16];
        network[index] = (byte) 0xff;
        network[index + 1] = (byte) 0xff;
        return Cidr.of(network, 96);
    }
}

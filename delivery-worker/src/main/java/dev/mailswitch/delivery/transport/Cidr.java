package dev.mailswitch.delivery.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// A block of addresses such as `10.1.0.0/16` or `fd00::/8` (RFC 4632, RFC 4291 §2.3).
///
/// An IPv4 block never covers an IPv6 address and the other way round; addresses that wrap an IPv4
/// address are unwrapped by the guard first.
public final class Cidr {

    private final byte[] network;
    private final int prefix;

    private Cidr(byte[] network, int prefix) {
        this.network = network;
        this.prefix = prefix;
    }

    static Cidr of(byte[] network, int prefix) {
        return new Cidr(network.clone(), prefix);
    }

    /// Reads `address/prefix`; an address alone is a block of one.
    ///
    /// @throws IllegalArgumentException if the text is not a literal address with a fitting prefix, or
    ///     if bits beyond the prefix are set (a sign of a typing error)
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        byte[] network;
        try {
            // ofLiteral never asks a name server.
            network = InetAddress.ofLiteral(literal).getAddress();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not an address block: " + text, e);
        }
        int bits = network.length * 8;
        int prefix;
        try {
            prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not an address block: " + text, e);
        }
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("prefix out of range: " + text);
        }
        for (int bit = prefix; bit < bits; bit++) {
            if (bit(network, bit) != 0) {
                throw new IllegalArgumentException("bits set beyond the prefix: " + text);
            }
        }
        return new Cidr(network, prefix);
    }

    /// Whether the address lies in this block.
    public boolean covers(InetAddress address) {
        return covers(address.getAddress());
    }

    boolean covers(byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            if (bit(address, bit) != bit(network, bit)) {
                return false;
            }
        }
        return true;
    }

    private static int bit(byte[] bytes, int index) {
        return (bytes[index >> 3] >> (7 - (index & 7))) & 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cidr that
                && prefix == that.prefix
                && Arrays.equals(network, that.network);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(network) * 31 + prefix;
    }

    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(network).getHostAddress() + "/" + prefix;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("a parsed block has a legal length", e);
        }
    }
}

package dev.mailswitch.api.auth;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/// A range of addresses (RFC 4632 section 3.1, RFC 4291 section 2.3): `10.0.0.0/8`, `2001:db8::/32`
/// or a single address. Bits beyond the prefix do not count. IPv4 within IPv6 is IPv4.
public final class Network {

    private final byte[] base;
    private final int prefix;

    private Network(byte[] base, int prefix) {
        this.base = base;
        this.prefix = prefix;
    }

    /// Reads one; names are never looked up.
    ///
    /// @throws IllegalArgumentException if it is none
    public static Network parse(String text) {
        String stripped = text.strip();
        int slash = stripped.indexOf('/');
        byte[] base =
                bytes(slash < 0 ? stripped : stripped.substring(0, slash))
                        .orElseThrow(() -> new IllegalArgumentException("not a network"));
        int bits = base.length * Byte.SIZE;
        int prefix = slash < 0 ? bits : Integer.parseInt(stripped.substring(slash + 1));
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("not a network");
        }
        return new Network(base, prefix);
    }

    /// Reads one that was checked when it was written; what cannot be read holds no address.
    static Network written(String text) {
        try {
            return parse(text);
        } catch (IllegalArgumentException damaged) {
            return new Network(new byte[0], 0);
        }
    }

    /// Whether an address, as text, lies in it; what is no address does not.
    public boolean contains(String address) {
        Optional<byte[]> bytes = bytes(address);
        return bytes.isPresent() && contains(bytes.get());
    }

    private boolean contains(byte[] address) {
        if (address.length != base.length) {
            return false;
        }
        int whole = prefix / Byte.SIZE;
        if (!Arrays.equals(address, 0, whole, base, 0, whole)) {
            return false;
        }
        int rest = prefix % Byte.SIZE;
        return rest == 0 || ((address[whole] ^ base[whole]) & 0xFF) >>> (Byte.SIZE - rest) == 0;
    }

    static Optional<byte[]> bytes(String address) {
        int zone = address.indexOf('%');
        try {
            return Optional.of(
                    InetAddress.ofLiteral(zone < 0 ? address : address.substring(0, zone))
                            .getAddress());
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}

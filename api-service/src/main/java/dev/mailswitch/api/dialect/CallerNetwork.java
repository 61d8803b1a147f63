package dev.mailswitch.api.dialect;

import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Who counts as one caller where addresses are counted: an address, of IPv6 its /64, which is what
/// one customer of a network is given.
public final class CallerNetwork {

    private static final int IPV6 = 16;

    private CallerNetwork() {}

    /// A key for it; all that are no addresses have one.
    public static String of(@Nullable String address) {
        if (address == null) {
            return "";
        }
        try {
            byte[] bytes = InetAddress.ofLiteral(address).getAddress();
            return Arrays.toString(bytes.length == IPV6 ? Arrays.copyOf(bytes, 8) : bytes);
        } catch (IllegalArgumentException none) {
            return "";
        }
    }
}

package dev.mailswitch.api.admin;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lists of addresses and networks (CIDR, RFC 4632 and 4291), as they are stored: checked texts.
final class AddressRanges {

    private static final int MOST = 100;

    private AddressRanges() {}

    /// The list without repetitions; null if none was given.
    static @Nullable List<String> checked(@Nullable List<@Nullable String> given, Checks checks) {
        if (given == null) {
            return null;
        }
        if (given.isEmpty() || given.size() > MOST) {
            checks.wrong("allowed_addresses", "must be null or have 1 to 100 entries");
            return null;
        }
        List<String> ranges = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String text = given.get(i);
            if (text == null || !valid(text)) {
                checks.wrong(
                        "allowed_addresses[%d]".formatted(i),
                        "must be an address, or a network as 192.0.2.0/24");
            } else if (!ranges.contains(text)) {
                ranges.add(text);
            }
        }
        return ranges;
    }

    private static boolean valid(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        // A zone is of one machine's own, and brackets are of URLs.
        if (address.isEmpty() || address.contains("%") || address.startsWith("[")) {
            return false;
        }
        try {
            byte[] bytes = InetAddress.ofLiteral(address).getAddress();
            boolean whole = bytes.length == 4 ? address.split("\\.", -1).length == 4 : true;
            return whole && (slash < 0 || prefix(text.substring(slash + 1), bytes));
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    /// Whether it is a length for this network, whose bits beyond it are zero.
    private static boolean prefix(String text, byte[] network) {
        if (!text.matches("0|[1-9]\\d{0,2}")) {
            return false;
        }
        int length = Integer.parseInt(text);
        if (length > network.length * Byte.SIZE) {
            return false;
        }
        for (int bit = length; bit < network.length * Byte.SIZE; bit++) {
            if ((network[bit / Byte.SIZE] >> (7 - bit % Byte.SIZE) & 1) != 0) {
                return false;
            }
        }
        return true;
    }
}

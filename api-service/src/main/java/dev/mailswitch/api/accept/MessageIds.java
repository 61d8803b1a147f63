package dev.mailswitch.api.accept;

import dev.mailswitch.model.mail.Address;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// Makes Message-IDs (RFC 5322 section 3.6.4): random, under the sender's domain. The mail's id is
/// not in them; whoever gets the mail must not learn it.
final class MessageIds {

    private static final int BITS = 128;

    private MessageIds() {}

    static String mint(Address from, RandomGenerator random) {
        byte[] bytes = new byte[BITS / 8];
        random.nextBytes(bytes);
        String domain = from.asciiDomain();
        return "<" + HexFormat.of().formatHex(bytes) + "@" + domain + ">";
    }
}

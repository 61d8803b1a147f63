package dev.mailswitch.provider.brevo;

import dev.mailswitch.model.mail.Address;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A display name in the form in which Brevo keeps it whole. It encodes names itself, but one with
/// both other letters than ASCII and a comma or the like gets lost; such a name goes as an encoded
/// word (RFC 2047), which it passes on.
final class DisplayName {

    /// Of characters, for every name in a call, in the form in which it goes.
    static final int MAX = 70;

    /// RFC 5322 section 3.2.3.
    private static final Pattern SPECIAL = Pattern.compile("[()<>\\[\\]:;@\\\\,.\"]");

    /// What Brevo would take for an encoded word and decode.
    private static final String ENCODED = "=?";

    private DisplayName() {}

    static @Nullable String of(Address address) {
        String name = address.name();
        if (name == null) {
            return null;
        }
        boolean lost = !Ascii.only(name) && SPECIAL.matcher(name).find();
        return lost || name.contains(ENCODED) ? encoded(name) : name;
    }

    static boolean tooLong(Address address) {
        String name = of(address);
        return name != null && name.length() > MAX;
    }

    /// One word: what needs a second is longer than [#MAX] anyway.
    private static String encoded(String name) {
        byte[] octets = name.getBytes(StandardCharsets.UTF_8);
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(octets) + "?=";
    }
}

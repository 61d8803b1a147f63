package dev.mailswitch.provider;

import dev.mailswitch.words.ControlCharacters;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a secret, or the name that goes with it, may look like. It goes into headers and command
/// lines, which a line break would end; what no provider can mean is refused where it is set, and not
/// only where a mail needs it.
///
/// @param longest octets in UTF-8, which are characters where it is ASCII
/// @param ascii   printable ASCII without spaces and nothing else; otherwise all but control characters
public record CredentialRule(int longest, boolean ascii) {

    /// The user of an SMTP login.
    public static final CredentialRule RELAY_USER = new CredentialRule(1_000, false);

    /// The password or token of an SMTP login. With the longest user and in base64 it is well below
    /// the 12,288 octets of a line (RFC 4954 section 4).
    public static final CredentialRule RELAY_SECRET = new CredentialRule(4_096, false);

    /// The key of a vendor's API, which goes into a header. Keys are much shorter; a token for a gateway
    /// behind `base_url` may not be, and most servers take headers of 8 KiB.
    public static final CredentialRule VENDOR_SECRET = new CredentialRule(4_096, true);

    private static final Pattern PRINTABLE = Pattern.compile("[!-~]+");

    /// What is wrong with a text and what to do, in words that go on after its name; nothing of the
    /// text is in them. Empty: nothing is.
    public Optional<String> obstacle(String text) {
        // In this order: only of ASCII octets are characters.
        return unsendable(text).or(() -> tooLong(text));
    }

    /// The same without the length: what would break the header or the line it goes into. For what
    /// was stored under another limit and has worked.
    public Optional<String> unsendable(String text) {
        if (text.isEmpty()) {
            return Optional.of("must not be empty");
        }
        if (ascii && !PRINTABLE.matcher(text).matches()) {
            return Optional.of(
                    "must be printable ASCII without spaces and line breaks; copy it again");
        }
        if (!ascii && ControlCharacters.in(text)) {
            return Optional.of(
                    "must not contain line breaks or other control characters; copy it again");
        }
        return whole(text) ? Optional.empty() : Optional.of("must be valid Unicode; copy it again");
    }

    private Optional<String> tooLong(String text) {
        int octets = text.getBytes(StandardCharsets.UTF_8).length;
        return octets > longest
                ? Optional.of(
                        "must have at most %d %s, not %d; copy it again"
                                .formatted(longest, ascii ? "characters" : "octets", octets))
                : Optional.empty();
    }

    /// Half a surrogate pair has no octets.
    private static boolean whole(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}

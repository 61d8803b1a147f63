package dev.mailswitch.model.mail;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// One custom header (RFC 5322 section 2.2): printable ASCII name, value without line breaks.
///
/// @param value at most 998 octets in UTF-8, unfolded and not yet encoded
public record Header(String name, String value) {

    private static final Pattern NAME = Pattern.compile("[!-9;-~]{1,76}");
    private static final int MAX_OCTETS = 998;

    public Header {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a header's name must be printable ASCII without a colon");
        }
        HeaderText.checked(value);
        if (value.getBytes(StandardCharsets.UTF_8).length > MAX_OCTETS) {
            throw new IllegalArgumentException("must not exceed 998 octets");
        }
    }
}

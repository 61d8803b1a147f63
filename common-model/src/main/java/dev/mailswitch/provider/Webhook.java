package dev.mailswitch.provider;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A request that claims to come from a vendor.
///
/// @param headers by name in lower case; of a repeated one the first
/// @param body    the raw bytes, as they are signed; not copied, so not to be changed
public record Webhook(Map<String, String> headers, byte[] body) {

    public Webhook {
        headers = HeaderNames.lowerCase(headers);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }
}

package dev.mailswitch.provider;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Names of HTTP headers, whose case means nothing (RFC 9110, 5.1).
final class HeaderNames {

    private HeaderNames() {}

    /// The headers by name in lower case; of a repeated one the first.
    static Map<String, String> lowerCase(Map<String, String> headers) {
        return headers.entrySet().stream()
                .collect(
                        Collectors.toUnmodifiableMap(
                                header -> header.getKey().toLowerCase(Locale.ROOT),
                                Map.Entry::getValue,
                                (first, next) -> first));
    }
}

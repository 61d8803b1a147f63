package dev.mailswitch.api.dialect.fluxomail;

import java.util.Map;

/// An error before it is written.
///
/// @param message for people; never quotes what was sent
/// @param headers to be sent along
record Fault(int status, String code, String message, Map<String, String> headers) {

    Fault {
        headers = Map.copyOf(headers);
    }

    static Fault of(int status, String code, String message) {
        return new Fault(status, code, message, Map.of());
    }

    Fault with(String header, String value) {
        return new Fault(status, code, message, Map.of(header, value));
    }
}

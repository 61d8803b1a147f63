package dev.mailswitch.delivery.transport.http.twin;

import java.util.Map;

/// An answer of a twin.
public record Answered(int status, Map<String, String> headers, String body) {

    public static Answered json(int status, String body) {
        return new Answered(status, Map.of("Content-Type", "application/json"), body);
    }
}

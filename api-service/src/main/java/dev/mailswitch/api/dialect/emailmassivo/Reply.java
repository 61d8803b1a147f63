package dev.mailswitch.api.dialect.emailmassivo;

import dev.mailswitch.api.dialect.Shown;
import java.util.Map;

/// A refusal as the door writes it: `{"message": …}`.
record Reply(int status, String message, Map<String, String> headers) {

    private static final String TYPE = "application/json";
    private static final String RETRY_AFTER = "Retry-After";

    /// Seconds after which it makes sense to come again when something is away.
    private static final long SOON = 2;

    private record Document(String message) {}

    Reply {
        headers = Map.copyOf(headers);
    }

    static Reply of(int status, String message) {
        return new Reply(status, message, Map.of());
    }

    static Reply inactiveKey() {
        return of(403, "API key is not active");
    }

    static Reply mailUnknown() {
        return of(404, "MailUuid not found");
    }

    static Reply failed() {
        return of(500, "Internal server error");
    }

    static Reply unavailable() {
        return of(503, "Email processing service is temporarily unavailable").after(SOON);
    }

    Reply after(long seconds) {
        return with(RETRY_AFTER, Long.toString(seconds));
    }

    Reply with(String header, String value) {
        return new Reply(status, message, Map.of(header, value));
    }

    Shown shown() {
        return new Shown(status, TYPE, EmailMassivoJson.bytes(new Document(message)), headers);
    }
}

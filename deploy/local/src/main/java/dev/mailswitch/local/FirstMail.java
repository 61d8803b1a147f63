package dev.mailswitch.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/// Sends a mail and tells, as it happens, what becomes of it.
///
/// @param api called with a key that may send and read
/// @param out where to tell
record FirstMail(Api api, Progress out) {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Set<String> LAST =
            Set.of("email.delivered", "email.bounced", "email.failed", "email.cancelled");

    /// Sends it.
    ///
    /// @param recipient one address
    /// @param untilSent whether `sent` is the last that can be hoped for, as with SMTP servers,
    ///     which do not report delivery
    /// @return the mail's id
    String send(String recipient, boolean untilSent) {
        ObjectNode mail =
                Api.object()
                        .put("subject", "A first mail")
                        .put("html", "<p>It <b>works</b>.</p>")
                        .put("text", "It works.");
        mail.putArray("to").add(recipient);
        long start = System.nanoTime();
        String id = api.post("/api/v1/emails", mail).path("id").asText();
        out.line("A first mail to " + recipient + " (" + id + "):");
        Set<String> told = new HashSet<>();
        while (System.nanoTime() - start < PATIENCE.toNanos()) {
            for (JsonNode event : api.get("/api/v1/emails/" + id + "/events").path("data")) {
                String type = event.path("type").asText();
                if (told.add(event.path("id").asText())) {
                    out.line(line(event, (System.nanoTime() - start) / 1_000_000));
                    if (LAST.contains(type) || untilSent && type.equals("email.sent")) {
                        return id;
                    }
                }
            }
            pause();
        }
        out.line("  is still on its way; see GET /api/v1/emails/" + id);
        return id;
    }

    static String line(JsonNode event, long millis) {
        String type = event.path("type").asText();
        String provider = event.path("provider").asText("");
        boolean named = !provider.isEmpty() && !provider.equals("null");
        return "  %6d ms  %s%s"
                .formatted(millis, type.replace("email.", ""), named ? " (" + provider + ")" : "");
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalFailure("interrupted", e);
        }
    }
}

package dev.mailswitch.api.dialect.flute;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What whoever has a mail's id may see of it: no body, no full address, nothing of Bcc.
///
/// @param environment its name; null once there is none of it
record EmailView(
        String id,
        @Nullable String environment,
        String status,
        String subject,
        String createdAt,
        List<Recipient> recipients,
        List<Event> events) {

    /// @param email masked
    record Recipient(String email, String status) {}

    record Event(String type, String at) {}
}

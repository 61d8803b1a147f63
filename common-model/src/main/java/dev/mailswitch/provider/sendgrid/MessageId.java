package dev.mailswitch.provider.sendgrid;

import org.jspecify.annotations.Nullable;

/// What SendGrid calls a mail.
final class MessageId {

    private MessageId() {}

    /// As the call's answer says it, of what events and the history say: they append the machines
    /// it went through, `LRzXl_NHStOGhQ4kofSm_A.filterdrecv-…` or `….recvd-…`.
    static @Nullable String of(@Nullable String detailed) {
        if (detailed == null || detailed.isBlank()) {
            return null;
        }
        for (String machines : new String[] {".filter", ".recvd", "."}) {
            int end = detailed.indexOf(machines);
            if (end > 0) {
                return detailed.substring(0, end);
            }
        }
        return detailed;
    }
}

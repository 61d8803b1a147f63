package dev.mailswitch.model.mail;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Headers a sender may not set: those Mailswitch writes itself, and those by which a provider's
/// account could be steered past suppression and quota.
public final class ReservedHeaders {

    private static final Set<String> NAMES =
            Set.of(
                    "from",
                    "to",
                    "cc",
                    "bcc",
                    "sender",
                    "reply-to",
                    "subject",
                    "date",
                    "message-id",
                    "mime-version",
                    "return-path",
                    "received",
                    "authentication-results",
                    "auto-submitted",
                    "dkim-signature",
                    "idempotency-key",
                    "x-smtpapi");

    private static final List<String> FAMILIES =
            List.of(
                    "mime-",
                    "content-",
                    "resent-",
                    "arc-",
                    "x-mailswitch-",
                    "x-ses-",
                    "x-pm-",
                    "x-msys-",
                    "x-mailgun-",
                    "x-mj-",
                    "x-mailjet-",
                    "x-mailin-",
                    "x-sib-",
                    "x-mc-",
                    "resend-");

    private ReservedHeaders() {}

    public static boolean contains(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return NAMES.contains(lower) || FAMILIES.stream().anyMatch(lower::startsWith);
    }
}

package dev.mailswitch.delivery.transport.smtp;

import java.util.Arrays;
import java.util.List;

/// Who the mail is from and for, as the server is told.
///
/// @param reversePath where bounces go; empty for the null path `<>`
/// @param recipients at least one; the report lists them in this order
/// @param smtpUtf8 whether the message's header needs SMTPUTF8 (RFC 6531); that an address needs it
///     is seen from the address
public record SmtpEnvelope(
        String reversePath, List<SmtpRecipient> recipients, boolean smtpUtf8, SmtpDsn.Mail dsn) {

    public SmtpEnvelope {
        if (!reversePath.isEmpty()) {
            CommandText.requirePath(reversePath);
        }
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("no recipient");
        }
    }

    /// An envelope that asks for nothing special.
    public static SmtpEnvelope of(String reversePath, String... recipients) {
        return new SmtpEnvelope(
                reversePath,
                Arrays.stream(recipients).map(SmtpRecipient::new).toList(),
                false,
                SmtpDsn.Mail.NONE);
    }

    /// Whether the server must offer SMTPUTF8 whoever the recipients are.
    boolean mailNeedsSmtpUtf8() {
        return smtpUtf8 || CommandText.hasUnicodeLocalPart(reversePath);
    }

    /// Whether SMTPUTF8 must be asked for: a domain can be written in ASCII, a local part cannot.
    boolean needsSmtpUtf8() {
        return mailNeedsSmtpUtf8() || recipients.stream().anyMatch(SmtpRecipient::needsSmtpUtf8);
    }
}

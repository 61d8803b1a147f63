package dev.mailswitch.delivery.transport.smtp;

/// One recipient of an envelope.
///
/// @param address addr-spec without angle brackets; the domain may be in Unicode
public record SmtpRecipient(String address, SmtpDsn.Recipient dsn) {

    public SmtpRecipient {
        CommandText.requirePath(address);
    }

    /// Whether the server must offer SMTPUTF8 for this one.
    boolean needsSmtpUtf8() {
        return CommandText.hasUnicodeLocalPart(address);
    }

    public SmtpRecipient(String address) {
        this(address, SmtpDsn.Recipient.NONE);
    }
}

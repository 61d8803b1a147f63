package dev.mailswitch.delivery.transport.smtp;

/// How a connection is protected.
public enum SmtpSecurity {
    /// Never TLS.
    NONE,
    /// STARTTLS if the server offers it, without insisting on its certificate (RFC 7435). Passwords
    /// are only sent if the certificate turns out to be good.
    OPPORTUNISTIC,
    /// STARTTLS with a good certificate, or no mail.
    STARTTLS,
    /// TLS from the first byte (RFC 8314), with a good certificate.
    TLS
}

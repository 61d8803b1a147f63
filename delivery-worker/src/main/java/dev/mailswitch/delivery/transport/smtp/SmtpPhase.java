package dev.mailswitch.delivery.transport.smtp;

/// Where in the dialogue something happened. Everything before [#FINAL_DOT] is surely not sent: a
/// server must throw away a body whose end it has not seen (RFC 5321 §4.1.1.4).
public enum SmtpPhase {
    /// The address guard and the name server.
    RESOLVE,
    /// The TCP connection.
    CONNECT,
    /// The TLS handshake, at once or after STARTTLS.
    TLS,
    /// The server's greeting.
    BANNER,
    EHLO,
    STARTTLS,
    AUTH,
    MAIL,
    RCPT,
    /// The DATA command, before its 354.
    DATA,
    /// Writing the message, before its final dot.
    BODY,
    /// The final dot is written. With a reply the fate is known; without one it is not.
    FINAL_DOT,
    /// Saying good-bye; nothing that happens here changes a fate.
    QUIT
}

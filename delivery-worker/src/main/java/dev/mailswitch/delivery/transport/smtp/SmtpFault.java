package dev.mailswitch.delivery.transport.smtp;

/// How a dialogue broke, when it was not by a reply.
public enum SmtpFault {
    /// The name has no address.
    UNKNOWN_HOST,
    /// Nobody listens there, or no way leads there.
    NOT_CONNECTED,
    /// The phase's deadline passed.
    TIMED_OUT,
    /// The server or the network closed the connection.
    CONNECTION_LOST,
    /// The certificate is not trusted, not valid now, or not for this host.
    CERTIFICATE,
    /// Any other failure of the TLS handshake.
    TLS,
    /// What the server sent is not SMTP, or is more than is allowed.
    PROTOCOL,
    /// The message could not be read on our side.
    MESSAGE_SOURCE
}

package dev.mailswitch.delivery.transport.smtp;

/// Why this client did not go on although the server had refused nothing. Nothing was sent.
public enum SmtpObstacle {
    /// The port is not one that outgoing calls may use. (Account)
    PORT_FORBIDDEN,
    /// The host's addresses are not ones that outgoing calls may reach. (Account)
    ADDRESS_FORBIDDEN,
    /// The name could not be looked up now, for want of a thread. (Nobody)
    LOOKUPS_BUSY,
    /// STARTTLS is required and not offered. (Account)
    STARTTLS_NOT_OFFERED,
    /// There are credentials, but the server does not let anybody log in. (Account)
    AUTH_NOT_OFFERED,
    /// No mechanism is common to the server, the endpoint and the credentials. (Account)
    AUTH_NO_MECHANISM,
    /// The secret would cross an unprotected connection. (Account)
    AUTH_UNPROTECTED,
    /// Larger than the SIZE that the server declares. (Message)
    MESSAGE_TOO_LARGE,
    /// An address or header needs SMTPUTF8. (Message)
    SMTPUTF8_NOT_OFFERED,
    /// The message has 8-bit octets, the server takes 7-bit ones. (Message)
    EIGHT_BIT_NOT_OFFERED
}

package dev.mailswitch.delivery.transport.smtp;

import java.util.List;

/// A server to hand mails to, and how to speak with it.
///
/// @param host name or literal address; the certificate must be for it
/// @param port one of those the address guard allows
/// @param localName what we call ourselves in EHLO: our host's name, or an address literal
/// @param mechanisms the mechanisms to try, the best liked first; the first that the server offers,
///     that fits the credentials and that may be used over this connection is taken
/// @param plaintextAuth whether the secret may cross a connection that is not protected; without it
///     only to this machine itself
/// @param timeouts the deadline of every phase
/// @param owner who has set it up; names are looked up within the owner's share
public record SmtpEndpoint(
        String host,
        int port,
        SmtpSecurity security,
        String localName,
        List<AuthMechanism> mechanisms,
        boolean plaintextAuth,
        SmtpTimeouts timeouts,
        String owner) {

    public SmtpEndpoint {
        CommandText.requireWord("host", host);
        CommandText.requireWord("local name", localName);
        mechanisms = List.copyOf(mechanisms);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        if (mechanisms.isEmpty()) {
            throw new IllegalArgumentException("no mechanism");
        }
    }

    /// With every mechanism, no secret over an open line, and the default deadlines.
    public SmtpEndpoint(String host, int port, SmtpSecurity security, String localName) {
        this(
                host,
                port,
                security,
                localName,
                List.of(AuthMechanism.values()),
                false,
                SmtpTimeouts.defaults(),
                "");
    }

    public SmtpEndpoint withMechanisms(List<AuthMechanism> liked) {
        return new SmtpEndpoint(
                host, port, security, localName, liked, plaintextAuth, timeouts, owner);
    }

    public SmtpEndpoint withPlaintextAuth(boolean allowed) {
        return new SmtpEndpoint(
                host, port, security, localName, mechanisms, allowed, timeouts, owner);
    }

    public SmtpEndpoint withTimeouts(SmtpTimeouts deadlines) {
        return new SmtpEndpoint(
                host, port, security, localName, mechanisms, plaintextAuth, deadlines, owner);
    }

    public SmtpEndpoint withOwner(String who) {
        return new SmtpEndpoint(
                host, port, security, localName, mechanisms, plaintextAuth, timeouts, who);
    }
}

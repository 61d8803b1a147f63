package dev.mailswitch.delivery.transport.smtp;

import dev.mailswitch.delivery.transport.Sender;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.provider.Readiness;
import dev.mailswitch.provider.Readiness.NotKnown;
import dev.mailswitch.provider.Readiness.NotReady;
import org.jspecify.annotations.Nullable;

/// Asks a relay whether it lets us in, and whether it takes a From, each over a connection of its own:
/// up to AUTH, and for a From MAIL as well, with the envelope's sender that its mail would have. No
/// mail is sent.
final class SmtpQuestions implements Sender.Questions {

    private final SmtpConnector connector;
    private final SmtpEndpoint endpoint;
    private final @Nullable SmtpCredentials credentials;

    SmtpQuestions(
            SmtpConnector connector, SmtpEndpoint endpoint, @Nullable SmtpCredentials credentials) {
        this.connector = connector;
        this.endpoint = endpoint;
        this.credentials = credentials;
    }

    @Override
    public Readiness account() {
        return ask(connection -> new Readiness.Ready());
    }

    @Override
    public Readiness from(Address from, String returnPath) {
        return ask(connection -> mail(connection, returnPath));
    }

    private interface Dialogue {
        Readiness with(SmtpConnection connection) throws SessionBroken;
    }

    private Readiness ask(Dialogue dialogue) {
        long end = DeadlineWatch.now() + Sender.ASKING.toNanos();
        try {
            SmtpConnection connection = connector.open(endpoint, credentials, end);
            try {
                return dialogue.with(connection);
            } finally {
                // QUIT ends a transaction too (RFC 5321 section 4.1.1.10); nobody waits for it.
                Thread.ofVirtual().name("smtp-quit").start(connection::quit);
            }
        } catch (SessionBroken broken) {
            return SmtpReadiness.of(broken.fate());
        }
    }

    private static Readiness mail(SmtpConnection connection, String path) throws SessionBroken {
        try {
            CommandText.requirePath(path);
        } catch (IllegalArgumentException unspeakable) {
            return new NotReady("the address cannot be said in SMTP: " + unspeakable.getMessage());
        }
        boolean unicode = CommandText.hasUnicodeLocalPart(path);
        if (unicode && !connection.capabilities().smtpUtf8()) {
            return new NotReady(
                    "the relay offers no SMTPUTF8, and the address has other than ASCII before its @");
        }
        SmtpReply reply =
                connection.exchange(
                        SmtpPhase.MAIL, "MAIL FROM:<" + path + ">" + (unicode ? " SMTPUTF8" : ""));
        if (reply.isIntermediate()) {
            throw connection.nonsense(SmtpPhase.MAIL, reply);
        }
        if (!reply.isPositive()) {
            throw SessionBroken.refused(SmtpPhase.MAIL, reply);
        }
        // Most judge a From at RCPT or after the mail only.
        return new NotKnown("the relay took MAIL FROM; it may still refuse the mail");
    }
}

package dev.mailswitch.delivery.transport.smtp;

import java.util.Optional;
import java.util.stream.Collectors;

/// MAIL and RCPT with the parameters that the server understands, and what it cannot be asked at all.
final class MailCommand {

    private MailCommand() {}

    /// Why this mail cannot go to such a server for anybody, if it cannot.
    static Optional<RecipientFate> obstacle(
            SmtpEnvelope envelope, SmtpMessage message, Capabilities offered) {
        if (offered.maxSize() > 0 && message.size() > offered.maxSize()) {
            return unsuited(
                    SmtpObstacle.MESSAGE_TOO_LARGE,
                    message.size() + " octets, the server takes " + offered.maxSize());
        }
        if (envelope.mailNeedsSmtpUtf8() && !offered.smtpUtf8()) {
            return Optional.of(noSmtpUtf8());
        }
        if (message.eightBit() && !offered.eightBitMime()) {
            return unsuited(SmtpObstacle.EIGHT_BIT_NOT_OFFERED, "the server offers no 8BITMIME");
        }
        return Optional.empty();
    }

    /// Why it cannot go there for this recipient, if it cannot.
    static Optional<RecipientFate> obstacle(SmtpRecipient recipient, Capabilities offered) {
        return recipient.needsSmtpUtf8() && !offered.smtpUtf8()
                ? Optional.of(noSmtpUtf8())
                : Optional.empty();
    }

    private static RecipientFate noSmtpUtf8() {
        return new RecipientFate.Unsuited(
                SmtpPhase.MAIL, SmtpObstacle.SMTPUTF8_NOT_OFFERED, "the server offers no SMTPUTF8");
    }

    private static Optional<RecipientFate> unsuited(SmtpObstacle obstacle, String detail) {
        return Optional.of(new RecipientFate.Unsuited(SmtpPhase.MAIL, obstacle, detail));
    }

    static String mail(SmtpEnvelope envelope, SmtpMessage message, Capabilities offered) {
        StringBuilder line = new StringBuilder(128);
        line.append("MAIL FROM:<").append(envelope.reversePath()).append('>');
        if (offered.size()) {
            line.append(" SIZE=").append(message.size());
        }
        if (message.eightBit()) {
            line.append(" BODY=8BITMIME");
        }
        if (envelope.needsSmtpUtf8() && offered.smtpUtf8()) {
            line.append(" SMTPUTF8");
        }
        if (offered.dsn()) {
            SmtpDsn.Return ret = envelope.dsn().ret();
            if (ret != null) {
                line.append(" RET=").append(ret);
            }
            String id = envelope.dsn().envelopeId();
            if (id != null) {
                line.append(" ENVID=").append(CommandText.xtext(id));
            }
        }
        return line.toString();
    }

    static String rcpt(SmtpRecipient recipient, Capabilities offered) {
        String path = recipient.address();
        SmtpDsn.Recipient dsn = recipient.dsn();
        if (!offered.dsn() || dsn.equals(SmtpDsn.Recipient.NONE)) {
            return "RCPT TO:<" + path + ">";
        }
        StringBuilder line = new StringBuilder(128).append("RCPT TO:<").append(path).append('>');
        if (!dsn.notices().isEmpty()) {
            line.append(" NOTIFY=")
                    .append(
                            dsn.ordered().stream()
                                    .map(SmtpDsn.Notify::name)
                                    .collect(Collectors.joining(",")));
        }
        String original = dsn.originalRecipient();
        if (original != null) {
            line.append(" ORCPT=").append(CommandText.originalRecipient(original));
        }
        return line.toString();
    }
}

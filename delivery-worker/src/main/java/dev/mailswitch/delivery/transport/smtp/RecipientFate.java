package dev.mailswitch.delivery.transport.smtp;

/// What became of one recipient in one send.
public sealed interface RecipientFate {

    /// How far the dialogue got.
    SmtpPhase phase();

    /// The server has taken the mail over for this recipient.
    ///
    /// @param recipientReply to RCPT
    /// @param finalReply to the final dot; its text usually holds the queue id
    record Accepted(SmtpReply recipientReply, SmtpReply finalReply) implements RecipientFate {
        @Override
        public SmtpPhase phase() {
            return SmtpPhase.FINAL_DOT;
        }
    }

    /// The server said no, to this recipient (phase RCPT) or to all. Surely not accepted.
    ///
    /// A [SmtpReply#isTooManyRecipients()] reply at RCPT is about the transaction, not the recipient:
    /// a further transaction for it was not possible.
    record Refused(SmtpPhase phase, SmtpReply reply) implements RecipientFate {}

    /// The dialogue broke off.
    ///
    /// @param detail for people; free of secrets and control characters, at most 300 characters
    /// @param handedOver whether the final dot was, or may have been, written: then the server may
    ///     have taken the mail over, and nobody knows. False: surely not sent.
    record Broken(SmtpPhase phase, SmtpFault fault, String detail, boolean handedOver)
            implements RecipientFate {}

    /// We stopped by ourselves before sending anything of this mail.
    ///
    /// @param detail for people
    record Unsuited(SmtpPhase phase, SmtpObstacle obstacle, String detail)
            implements RecipientFate {}

    /// The hook held the mail back before its final dot; the connection was closed without it. Surely
    /// not accepted.
    record Withheld() implements RecipientFate {
        @Override
        public SmtpPhase phase() {
            return SmtpPhase.BODY;
        }
    }
}

package dev.mailswitch.delivery.transport.smtp;

/// Carries a fate out of the depth of a dialogue to the one place that writes the report. Never
/// leaves this package, so it needs no stack trace.
final class SessionBroken extends Exception {

    private final transient RecipientFate fate;

    SessionBroken(RecipientFate fate) {
        super(fate.toString(), null, false, false);
        this.fate = fate;
    }

    static SessionBroken refused(SmtpPhase phase, SmtpReply reply) {
        return new SessionBroken(new RecipientFate.Refused(phase, reply));
    }

    /// From the final dot on nobody knows whether the server has the mail; before it, it has not.
    static SessionBroken broken(SmtpPhase phase, SmtpFault fault, String detail) {
        boolean handedOver = phase == SmtpPhase.FINAL_DOT;
        return new SessionBroken(new RecipientFate.Broken(phase, fault, detail, handedOver));
    }

    static SessionBroken unsuited(SmtpPhase phase, SmtpObstacle obstacle, String detail) {
        return new SessionBroken(new RecipientFate.Unsuited(phase, obstacle, detail));
    }

    RecipientFate fate() {
        return fate;
    }
}

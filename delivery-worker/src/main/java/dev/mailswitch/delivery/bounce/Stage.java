package dev.mailswitch.delivery.bounce;

import dev.mailswitch.model.outcome.Phase;

/// Where in an SMTP dialogue a reply came; finer than [Phase], since MAIL blames the sender and
/// RCPT the recipient.
public enum Stage {
    GREETING(Phase.GREETING),
    /// EHLO and STARTTLS.
    HELLO(Phase.GREETING),
    TLS(Phase.TLS),
    AUTH(Phase.AUTHENTICATE),
    MAIL(Phase.ENVELOPE),
    RCPT(Phase.ENVELOPE),
    /// The answer to DATA, before the mail.
    DATA(Phase.BODY),
    /// The answer after the final dot.
    ANSWER(Phase.ANSWER);

    private final Phase phase;

    Stage(Phase phase) {
        this.phase = phase;
    }

    public Phase phase() {
        return phase;
    }
}

package dev.mailswitch.delivery.transport.smtp;

import dev.mailswitch.provider.Readiness;
import dev.mailswitch.provider.Readiness.NotReady;
import dev.mailswitch.provider.Readiness.Unanswered;

/// Reads how a question to a relay ended as what it says of the account or the From. Pure. What may
/// be over in a moment (4xx, no connection, no answer) is no answer.
final class SmtpReadiness {

    private SmtpReadiness() {}

    /// @param fate of a dialogue that did not come to its end
    static Readiness of(RecipientFate fate) {
        return switch (fate) {
            case RecipientFate.Refused refused when refused.reply().isPermanent() ->
                    new NotReady(refusal(refused.phase()) + ": " + refused.reply());
            case RecipientFate.Refused refused ->
                    new Unanswered("it said at " + refused.phase() + ": " + refused.reply());
            case RecipientFate.Broken broken when broken.fault() == SmtpFault.CERTIFICATE ->
                    new NotReady(
                            "its certificate is not trusted, or not for this host: "
                                    + broken.detail());
            case RecipientFate.Broken broken ->
                    new Unanswered(
                            "it did not answer: %s at %s: %s"
                                    .formatted(broken.fault(), broken.phase(), broken.detail()));
            case RecipientFate.Unsuited unsuited
                    when unsuited.obstacle() == SmtpObstacle.LOOKUPS_BUSY ->
                    new Unanswered(unsuited.detail());
            case RecipientFate.Unsuited unsuited -> new NotReady(unsuited.detail());
            case RecipientFate.Accepted accepted -> throw noMail();
            case RecipientFate.Withheld withheld -> throw noMail();
        };
    }

    private static IllegalStateException noMail() {
        return new IllegalStateException("a question hands no mail over");
    }

    private static String refusal(SmtpPhase phase) {
        return switch (phase) {
            case RESOLVE, CONNECT, BANNER -> "it does not let this host in";
            case EHLO -> "it does not take the name of this host";
            case TLS, STARTTLS -> "it refuses TLS; check the setting security";
            case AUTH -> "it refuses the login; check username, secret and auth";
            case MAIL -> "it refuses this sender";
            case RCPT, DATA, BODY, FINAL_DOT, QUIT -> "it refuses to go on";
        };
    }
}

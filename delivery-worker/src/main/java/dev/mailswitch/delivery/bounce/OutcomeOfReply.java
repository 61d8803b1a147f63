package dev.mailswitch.delivery.bounce;

import dev.mailswitch.bounce.Classification;
import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.bounce.Refusal;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.model.outcome.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a refusing SMTP reply (4xx, 5xx) of a relay means, by the stage it came at (RFC 5321
/// section 4.2 and 4.3.2) and by the class of its text. Lost connections and time-outs have no
/// reply: they are Unavailable before the final dot and Unknown after it.
///
/// A temporary refusal that is not the recipient's own is Unavailable and not Blocked, because
/// Blocked is never asked again and the host said that it may be.
public final class OutcomeOfReply {

    /// How long to leave an account alone that is told to slow down without a time.
    private static final Duration SLOW_DOWN = Duration.ofMinutes(1);

    /// Too many connections: fewer of them help at once.
    private static final Duration FEWER = Duration.ofSeconds(10);

    /// Rules that name our account. At RCPT and later other rules of the kind speak of one mailbox or
    /// host, and a whole provider is not slowed down for that.
    private static final Set<String> ACCOUNT_RATES =
            Set.of("relay-submission-quota", "m365-tenant-quota");

    private final Classifier classifier;

    public OutcomeOfReply(Classifier classifier) {
        this.classifier = classifier;
    }

    /// @param code     basic code, 400 to 599
    /// @param enhanced RFC 3463 code, or null
    /// @param text     without the codes or with them
    /// @throws IllegalArgumentException for a code that refuses nothing
    public Outcome of(Stage stage, int code, @Nullable String enhanced, String text, Instant now) {
        if (code < 400 || code > 599) {
            throw new IllegalArgumentException("not a refusal: " + code);
        }
        var refusal = Refusal.of(code, enhanced, text, stage == Stage.ANSWER);
        var said = classifier.classify(refusal);
        String reply = reply(code, enhanced, text);
        if (code == 421) {
            return closing(stage, said, reply, now);
        }
        return switch (stage) {
            case GREETING, HELLO -> greeting(stage, said, reply, now);
            case TLS ->
                    said.permanent()
                            ? misconfigured("the relay refuses TLS", Scope.PROVIDER, reply)
                            : new Outcome.Unavailable(stage.phase(), reply);
            case AUTH -> authentication(said, reply, now);
            case MAIL -> sender(code, refusal.enhanced(), said, reply, now);
            case RCPT, DATA, ANSWER ->
                    systemTrouble(refusal.enhanced(), said)
                            ? new Outcome.Unavailable(stage.phase(), reply)
                            : ofTheMail(stage, code, said, reply, now);
        };
    }

    /// The server ends the session, whatever it was asked (RFC 5321 section 3.8): never the
    /// recipient's doing, also when it comes at RCPT.
    private static Outcome closing(Stage stage, Classification said, String reply, Instant now) {
        boolean ours = stage.compareTo(Stage.RCPT) < 0 && pressed(said);
        return ours || namesAccount(said)
                ? new Outcome.Throttled(now.plus(ours ? FEWER : SLOW_DOWN), reply)
                : new Outcome.Unavailable(stage.phase(), reply);
    }

    private static Outcome greeting(Stage stage, Classification said, String reply, Instant now) {
        if (!said.permanent()) {
            return pressed(said)
                    ? new Outcome.Throttled(now.plus(FEWER), reply)
                    : new Outcome.Unavailable(stage.phase(), reply);
        }
        return misconfigured("the relay does not take our connection", Scope.PROVIDER, reply);
    }

    private static Outcome authentication(Classification said, String reply, Instant now) {
        if (said.permanent()) {
            return misconfigured("the relay refuses our credentials", Scope.PROVIDER, reply);
        }
        return pressed(said)
                ? new Outcome.Throttled(now.plus(SLOW_DOWN), reply)
                : new Outcome.Unavailable(Phase.AUTHENTICATE, reply);
    }

    private static Outcome sender(
            int code, @Nullable String enhanced, Classification said, String reply, Instant now) {
        if (pressed(said)) {
            return new Outcome.Throttled(now.plus(SLOW_DOWN), reply);
        }
        if (!said.permanent()) {
            return new Outcome.Unavailable(Phase.ENVELOPE, reply);
        }
        if (said.bounceClass() == BounceClass.MESSAGE_TOO_LARGE || code == 552) {
            return new Outcome.MessageRefused(BounceClass.MESSAGE_TOO_LARGE, true, reply);
        }
        if (code == 530) {
            return misconfigured("the relay wants a login", Scope.PROVIDER, reply);
        }
        // Parameters we chose: a relay with fewer extensions may take less, another more.
        boolean parameters = code == 501 || code == 504 || code == 555;
        return parameters || "5.6.7".equals(enhanced)
                ? new Outcome.MessageRefused(BounceClass.PROTOCOL, true, reply)
                : misconfigured("the relay does not take this sender", Scope.SENDER_DOMAIN, reply);
    }

    private static Outcome ofTheMail(
            Stage stage, int code, Classification said, String reply, Instant now) {
        boolean login = code == 530 || code == 535 || said.ruleId().equals("code-7.8");
        if (stage == Stage.RCPT && said.permanent() && login) {
            // RFC 4954. The relay may only be passing on what one host said, so no more than the
            // way there is shut.
            return misconfigured(
                    "the relay wants other credentials for this domain",
                    Scope.RECIPIENT_DOMAIN,
                    reply);
        }
        // After the final dot a refusal without a cause is one of the mail.
        return stage == Stage.ANSWER
                        && said.permanent()
                        && said.bounceClass() == BounceClass.UNKNOWN
                ? new Outcome.MessageRefused(BounceClass.UNKNOWN, true, reply)
                : byClass(stage, said, reply, now);
    }

    /// x.3.x is about the mail system that answers (RFC 3463 section 3.4), unless its text says
    /// something better known, or it is about the mail's size or wishes (x.3.3, x.3.4).
    private static boolean systemTrouble(@Nullable String enhanced, Classification said) {
        boolean byCode = said.ruleId().equals("code-3.0") || said.ruleId().equals("code-2.2");
        boolean vague =
                said.bounceClass() == BounceClass.TRANSIENT && !said.ruleId().equals("greylisting");
        return enhanced != null && enhanced.startsWith(".3.", 1) && (byCode || vague);
    }

    private static Outcome byClass(Stage stage, Classification said, String reply, Instant now) {
        BounceClass bounceClass = said.bounceClass();
        return switch (bounceClass) {
            case PROVIDER_BLOCK ->
                    said.permanent()
                            ? new Outcome.Blocked(bounceClass, Scope.RECIPIENT_DOMAIN, reply)
                            : new Outcome.Unavailable(stage.phase(), reply);
            case AUTH_POLICY ->
                    said.permanent()
                            ? new Outcome.Blocked(bounceClass, Scope.SENDER_DOMAIN, reply)
                            : new Outcome.Unavailable(stage.phase(), reply);
            case THROTTLED ->
                    namesAccount(said)
                            ? new Outcome.Throttled(now.plus(SLOW_DOWN), reply)
                            : new Outcome.RecipientRefused(bounceClass, false, reply);
            case RELAY_DENIED ->
                    // The relay itself: it does not know us, or not for this domain.
                    said.permanent()
                            ? new Outcome.Blocked(bounceClass, Scope.RECIPIENT_DOMAIN, reply)
                            : new Outcome.Unavailable(stage.phase(), reply);
            case CONTENT_REJECTED, POLICY, MESSAGE_TOO_LARGE, UNKNOWN ->
                    message(stage, bounceClass, said, reply);
            case DOMAIN_BLOCK, PROTOCOL ->
                    said.permanent()
                            ? new Outcome.MessageRefused(bounceClass, false, reply)
                            : new Outcome.Unavailable(stage.phase(), reply);
            case TRANSIENT -> transientAt(stage, reply);
            case INVALID_RECIPIENT,
                    MAILBOX_DISABLED,
                    MAILBOX_FULL,
                    RECIPIENT_REFUSED,
                    ROUTING,
                    SUPPRESSED,
                    COMPLAINT ->
                    new Outcome.RecipientRefused(bounceClass, said.permanent(), reply);
        };
    }

    private static Outcome message(
            Stage stage, BounceClass bounceClass, Classification said, String reply) {
        if (!said.permanent()) {
            return new Outcome.Unavailable(stage.phase(), reply);
        }
        // At RCPT nobody has seen the mail yet: it is about this recipient.
        boolean seen = stage == Stage.ANSWER || bounceClass == BounceClass.MESSAGE_TOO_LARGE;
        return seen
                ? new Outcome.MessageRefused(bounceClass, true, reply)
                : new Outcome.RecipientRefused(
                        bounceClass == BounceClass.CONTENT_REJECTED
                                ? BounceClass.POLICY
                                : bounceClass,
                        true,
                        reply);
    }

    /// A temporary trouble at RCPT is that recipient's; later it is the relay's.
    private static Outcome transientAt(Stage stage, String reply) {
        return stage == Stage.RCPT
                ? new Outcome.RecipientRefused(BounceClass.TRANSIENT, false, reply)
                : new Outcome.Unavailable(stage.phase(), reply);
    }

    private static boolean namesAccount(Classification said) {
        return pressed(said) && ACCOUNT_RATES.contains(said.ruleId());
    }

    private static boolean pressed(Classification said) {
        return said.bounceClass() == BounceClass.THROTTLED;
    }

    private static Outcome misconfigured(String what, Scope scope, String reply) {
        return new Outcome.Misconfigured(what, scope, reply);
    }

    /// As it is kept with the attempt.
    private static String reply(int code, @Nullable String enhanced, String text) {
        String plain = text.strip().replaceAll("\\s+", " ");
        String start = Integer.toString(code);
        String full = plain.startsWith(start) ? plain : start + " " + plain;
        if (enhanced != null && !full.contains(enhanced)) {
            full = start + " " + enhanced + full.substring(start.length());
        }
        return full.length() > Refusal.MAX_TEXT ? full.substring(0, Refusal.MAX_TEXT) : full;
    }
}

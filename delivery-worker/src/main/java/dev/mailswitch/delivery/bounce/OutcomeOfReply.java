package dev.mailswitch.delivery.bounce;

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

    /// Rules that speak of our account; the others speak of one host or mailbox, and a whole
    /// provider is not slowed down for that.
    private static final Set<String> ACCOUNT_RATES =
            Set.of("rate", "rate-limit", "relay-submission-quota", "m365-tenant-quota");

    private final Classifier classifier;

    public OutcomeOfReply(Classifier classifier) {
        this.classifier = classifier;
    }

    /// As [#of(Stage, int, String, String, Instant)] for callers that know the phase alone.
    public Outcome of(Phase phase, int code, @Nullable String enhanced, String text, Instant now) {
        return of(Stage.of(phase), code, enhanced, text, now);
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
        return switch (stage) {
            case GREETING, HELLO -> greeting(stage, said, reply, now);
            case TLS ->
                    said.permanent()
                            ? misconfigured("the relay refuses TLS", Scope.PROVIDER, reply)
                            : new Outcome.Unavailable(stage.phase(), reply);
            case AUTH -> authentication(said, reply, now);
            case MAIL -> sender(code, refusal.enhanced(), said, reply, now);
            case RCPT -> recipient(stage, code, refusal.enhanced(), said, reply, now);
            case DATA -> data(stage, said, reply, now);
            case ANSWER -> message(stage, said, reply, now);
        };
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
        if (credentials(code, enhanced)) {
            return misconfigured("the relay wants other credentials", Scope.PROVIDER, reply);
        }
        // Parameters we chose: a relay with fewer extensions may take less, another more.
        boolean parameters = code == 501 || code == 504 || code == 555;
        return parameters || "5.6.7".equals(enhanced)
                ? new Outcome.MessageRefused(BounceClass.PROTOCOL, true, reply)
                : misconfigured("the relay does not take this sender", Scope.SENDER_DOMAIN, reply);
    }

    /// 530 and 5.7.8, 5.7.9, 5.7.14 (RFC 4954) speak of the account, at whichever command.
    private static boolean credentials(int code, @Nullable String enhanced) {
        return code == 530
                || code == 535
                || "5.7.8".equals(enhanced)
                || "5.7.9".equals(enhanced)
                || "5.7.14".equals(enhanced);
    }

    private static Outcome recipient(
            Stage stage,
            int code,
            @Nullable String enhanced,
            Classification said,
            String reply,
            Instant now) {
        if (said.permanent() && credentials(code, enhanced)) {
            return misconfigured("the relay wants other credentials", Scope.PROVIDER, reply);
        }
        return byClass(stage, said, reply, now);
    }

    private static Outcome data(Stage stage, Classification said, String reply, Instant now) {
        return byClass(stage, said, reply, now);
    }

    /// After the final dot a refusal without a cause is one of the mail.
    private static Outcome message(Stage stage, Classification said, String reply, Instant now) {
        boolean unclear = said.bounceClass() == BounceClass.UNKNOWN;
        return said.permanent() && unclear
                ? new Outcome.MessageRefused(BounceClass.UNKNOWN, true, reply)
                : byClass(stage, said, reply, now);
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
                    ACCOUNT_RATES.contains(said.ruleId())
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
            case TRANSIENT -> transientAt(stage, said, reply);
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
    private static Outcome transientAt(Stage stage, Classification said, String reply) {
        return stage == Stage.RCPT
                ? new Outcome.RecipientRefused(BounceClass.TRANSIENT, false, reply)
                : new Outcome.Unavailable(stage.phase(), reply);
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

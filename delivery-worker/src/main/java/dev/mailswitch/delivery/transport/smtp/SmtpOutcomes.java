package dev.mailswitch.delivery.transport.smtp;

import dev.mailswitch.delivery.bounce.OutcomeOfReply;
import dev.mailswitch.delivery.bounce.Stage;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.BounceClass.Remedy;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.model.outcome.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads a recipient's fate in an SMTP dialogue as the outcome it means. Pure.
final class SmtpOutcomes {

    private static final int MAX_QUEUE_TEXT = 200;

    private final OutcomeOfReply replies;

    SmtpOutcomes(OutcomeOfReply replies) {
        this.replies = replies;
    }

    Outcome of(RecipientFate fate, Instant now) {
        return switch (fate) {
            case RecipientFate.Accepted accepted -> new Outcome.Accepted(queueText(accepted));
            case RecipientFate.Refused refused -> refused(refused, now);
            case RecipientFate.Broken broken -> broken(broken);
            case RecipientFate.Unsuited unsuited -> unsuited(unsuited);
            case RecipientFate.Withheld w ->
                    new Outcome.Unavailable(
                            Phase.BODY, "held back: this worker's lease had run out");
        };
    }

    /// Who of a send was refused together with others in words about one mailbox: after RCPT a relay
    /// answers for all whom it has accepted, and whose mailbox it means nobody knows. Each must be
    /// tried alone before anything is held against it. Indexes into the send; empty or at least two.
    static List<Integer> shared(List<RecipientFate> fates, List<Outcome> outcomes) {
        List<Integer> shared = new ArrayList<>();
        for (int i = 0; i < fates.size(); i++) {
            if (fates.get(i) instanceof RecipientFate.Refused refused
                    && refused.phase().compareTo(SmtpPhase.RCPT) > 0
                    && outcomes.get(i) instanceof Outcome.RecipientRefused own
                    && ofOneMailbox(own.bounceClass().remedy())) {
                shared.add(i);
            }
        }
        return shared.size() > 1 ? shared : List.of();
    }

    /// The others are no more than a reason to go elsewhere, for all of them alike.
    private static boolean ofOneMailbox(Remedy remedy) {
        return remedy == Remedy.NONE || remedy == Remedy.LATER;
    }

    /// Whether the fate is the relay's doing. What we found unfit for it or held back is not; what is
    /// wrong with its settings is.
    static boolean asked(RecipientFate fate) {
        return switch (fate) {
            case RecipientFate.Accepted a -> true;
            case RecipientFate.Refused r -> true;
            case RecipientFate.Broken b -> true;
            case RecipientFate.Unsuited u -> unsuited(u) instanceof Outcome.Misconfigured;
            case RecipientFate.Withheld w -> false;
        };
    }

    /// The relay's last words usually hold the queue id; they are all it ever says of the mail.
    private static String queueText(RecipientFate.Accepted accepted) {
        String text = accepted.finalReply().text();
        return text.length() <= MAX_QUEUE_TEXT ? text : text.substring(0, MAX_QUEUE_TEXT);
    }

    private Outcome refused(RecipientFate.Refused refused, Instant now) {
        SmtpReply reply = refused.reply();
        if (refused.phase() == SmtpPhase.RCPT && reply.isTooManyRecipients()) {
            return new Outcome.Unavailable(Phase.ENVELOPE, words(reply));
        }
        String enhanced = reply.enhanced().map(EnhancedCode::toString).orElse(null);
        return replies.of(stage(refused.phase()), reply.code(), enhanced, reply.text(), now);
    }

    private static Outcome broken(RecipientFate.Broken broken) {
        String words = broken.fault() + ": " + broken.detail();
        if (broken.handedOver()) {
            return new Outcome.Unknown(Phase.ANSWER, words);
        }
        return broken.fault() == SmtpFault.CERTIFICATE
                ? new Outcome.Misconfigured(
                        "the relay's certificate is not trusted", Scope.PROVIDER, words)
                : new Outcome.Unavailable(phase(broken.phase()), words);
    }

    private static Outcome unsuited(RecipientFate.Unsuited unsuited) {
        return switch (unsuited.obstacle()) {
            case MESSAGE_TOO_LARGE ->
                    new Outcome.Unsuited(BounceClass.MESSAGE_TOO_LARGE, unsuited.detail());
            case SMTPUTF8_NOT_OFFERED, EIGHT_BIT_NOT_OFFERED ->
                    new Outcome.Unsuited(BounceClass.PROTOCOL, unsuited.detail());
            case LOOKUPS_BUSY -> new Outcome.Unavailable(Phase.PREPARE, unsuited.detail());
            case PORT_FORBIDDEN,
                    ADDRESS_FORBIDDEN,
                    STARTTLS_NOT_OFFERED,
                    AUTH_NOT_OFFERED,
                    AUTH_NO_MECHANISM,
                    AUTH_UNPROTECTED ->
                    new Outcome.Misconfigured(
                            unsuited.obstacle().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                            Scope.PROVIDER,
                            unsuited.detail());
        };
    }

    private static Stage stage(SmtpPhase phase) {
        return switch (phase) {
            case RESOLVE, CONNECT, BANNER -> Stage.GREETING;
            case EHLO -> Stage.HELLO;
            case TLS, STARTTLS -> Stage.TLS;
            case AUTH -> Stage.AUTH;
            case MAIL -> Stage.MAIL;
            case RCPT -> Stage.RCPT;
            case DATA -> Stage.DATA;
            case BODY, FINAL_DOT, QUIT -> Stage.ANSWER;
        };
    }

    private static Phase phase(SmtpPhase phase) {
        return switch (phase) {
            case RESOLVE -> Phase.RESOLVE;
            case CONNECT -> Phase.CONNECT;
            case TLS, STARTTLS -> Phase.TLS;
            case BANNER, EHLO -> Phase.GREETING;
            case AUTH -> Phase.AUTHENTICATE;
            case MAIL, RCPT, DATA -> Phase.ENVELOPE;
            case BODY -> Phase.BODY;
            case FINAL_DOT, QUIT -> Phase.ANSWER;
        };
    }

    private static String words(SmtpReply reply) {
        return reply.code() + " " + reply.text();
    }
}

package dev.mailswitch.delivery.bounce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomeOfReplyTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private final OutcomeOfReply reader = new OutcomeOfReply(Classifier.standard());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    GREETING | 421 |       | service not available, closing | unavailable GREETING
                    GREETING | 421 | 4.7.0 | too many connections from your host | throttled
                    GREETING | 554 |       | no SMTP service here | misconfigured PROVIDER
                    HELLO    | 550 |       | go away | misconfigured PROVIDER
                    TLS      | 454 |       | TLS not available | unavailable TLS
                    AUTH     | 535 | 5.7.8 | authentication credentials invalid | misconfigured PROVIDER
                    AUTH     | 534 | 5.7.9 | mechanism too weak | misconfigured PROVIDER
                    AUTH     | 454 | 4.7.0 | temporary authentication failure | unavailable AUTHENTICATE
                    MAIL     | 530 | 5.7.0 | authentication required | misconfigured PROVIDER
                    MAIL     | 550 | 5.7.8 | not with these credentials | misconfigured SENDER_DOMAIN
                    MAIL     | 421 | 4.7.0 | too many connections | throttled
                    MAIL     | 553 | 5.7.1 | sender address rejected: not owned by user | misconfigured SENDER_DOMAIN
                    MAIL     | 550 | 5.1.8 | sender domain not verified | misconfigured SENDER_DOMAIN
                    MAIL     | 552 | 5.3.4 | message size exceeds fixed limit | message_refused MESSAGE_TOO_LARGE true
                    MAIL     | 553 | 5.6.7 | SMTPUTF8 required | message_refused PROTOCOL true
                    MAIL     | 501 | 5.5.4 | bad parameter | message_refused PROTOCOL true
                    MAIL     | 451 | 4.3.0 | temporary server error | unavailable ENVELOPE
                    MAIL     | 452 | 4.3.1 | insufficient system storage | unavailable ENVELOPE
                    MAIL     | 451 | 4.7.0 | rate limit exceeded | throttled
                    RCPT     | 550 | 5.1.1 | user unknown | recipient_refused INVALID_RECIPIENT true
                    RCPT     | 450 | 4.2.0 | greylisted, come back | recipient_refused TRANSIENT false
                    RCPT     | 452 | 4.2.2 | mailbox full | recipient_refused MAILBOX_FULL false
                    RCPT     | 550 | 5.7.1 | blocked using zen.spamhaus.org | blocked PROVIDER_BLOCK RECIPIENT_DOMAIN
                    RCPT     | 421 | 4.7.28 | unusual rate of mail from your IP | unavailable ENVELOPE
                    RCPT     | 451 | 4.7.0 | xyzzy      | unavailable ENVELOPE
                    RCPT     | 451 | 4.7.0 | too many messages, slow down | recipient_refused THROTTLED false
                    RCPT     | 450 | 4.7.0 | mailbox gets too many messages per hour | recipient_refused THROTTLED false
                    RCPT     | 452 | 4.7.0 | daily user sending limit exceeded | throttled
                    RCPT     | 421 |       | closing | unavailable ENVELOPE
                    RCPT     | 421 | 4.2.2 | mailbox full | unavailable ENVELOPE
                    RCPT     | 421 | 4.7.0 | greylisted, come back | unavailable ENVELOPE
                    RCPT     | 421 | 4.7.0 | too many messages per hour | unavailable ENVELOPE
                    RCPT     | 451 | 4.3.0 | temporary lookup failure | unavailable ENVELOPE
                    RCPT     | 452 | 4.3.1 | insufficient system storage | unavailable ENVELOPE
                    RCPT     | 450 | 4.3.2 | system not accepting messages | unavailable ENVELOPE
                    RCPT     | 554 | 5.3.2 | not now | unavailable ENVELOPE
                    RCPT     | 451 | 4.3.5 | server configuration error | unavailable ENVELOPE
                    RCPT     | 451 | 4.3.0 | greylisted | recipient_refused TRANSIENT false
                    RCPT     | 552 | 5.3.4 | message too large | message_refused MESSAGE_TOO_LARGE true
                    RCPT     | 530 | 5.7.0 | authentication required | misconfigured RECIPIENT_DOMAIN
                    RCPT     | 535 | 5.7.8 | bad credentials | misconfigured RECIPIENT_DOMAIN
                    RCPT     | 550 | 5.7.14 | no | misconfigured RECIPIENT_DOMAIN
                    RCPT     | 450 | 4.2.1 | receiving mail too quickly | recipient_refused THROTTLED false
                    RCPT     | 554 | 5.7.1 | relay access denied | blocked RELAY_DENIED RECIPIENT_DOMAIN
                    RCPT     | 554 | 5.7.1 | no | recipient_refused POLICY true
                    DATA     | 451 | 4.3.0 | temporary failure | unavailable BODY
                    DATA     | 421 | 4.2.2 | mailbox full | unavailable BODY
                    ANSWER   | 451 | 4.3.0 | temporary failure | unavailable ANSWER
                    ANSWER   | 452 | 4.3.1 | insufficient system storage | unavailable ANSWER
                    ANSWER   | 421 | 4.2.1 | mailbox disabled | unavailable ANSWER
                    ANSWER   | 451 | 4.7.0 | too many messages, slow down | recipient_refused THROTTLED false
                    ANSWER   | 452 | 4.7.0 | sending quota exceeded | throttled
                    ANSWER   | 535 | 5.7.8 | bad credentials | blocked AUTH_POLICY SENDER_DOMAIN
                    ANSWER   | 554 | 5.7.1 | message rejected as spam | message_refused CONTENT_REJECTED true
                    ANSWER   | 552 | 5.3.4 | message too large | message_refused MESSAGE_TOO_LARGE true
                    ANSWER   | 554 | 5.7.1 | policy violation | message_refused POLICY true
                    ANSWER   | 550 | 5.7.1 | client host blocked using bl.spamcop.net | blocked PROVIDER_BLOCK RECIPIENT_DOMAIN
                    ANSWER   | 550 | 5.7.26 | fails to pass authentication | blocked AUTH_POLICY SENDER_DOMAIN
                    ANSWER   | 554 | 5.7.1 | url listed at dbl.spamhaus.org | message_refused DOMAIN_BLOCK false
                    ANSWER   | 550 |       | no | message_refused POLICY true
                    """)
    void replyMeans(Stage stage, int code, String enhanced, String text, String expected) {
        assertThat(words(reader.of(stage, code, enhanced, text, NOW))).isEqualTo(expected);
    }

    private static String words(Outcome outcome) {
        return outcome.word()
                + switch (outcome) {
                    case Outcome.Unavailable u -> " " + u.phase();
                    case Outcome.Misconfigured m -> " " + m.scope();
                    case Outcome.RecipientRefused r -> " " + r.bounceClass() + " " + r.permanent();
                    case Outcome.MessageRefused m ->
                            " " + m.bounceClass() + " " + m.differsElsewhere();
                    case Outcome.Blocked b -> " " + b.bounceClass() + " " + b.scope();
                    case Outcome.Throttled t -> "";
                    case Outcome.Accepted a -> "";
                    case Outcome.Unknown u -> "";
                    case Outcome.Unsuited u -> " " + u.bounceClass();
                };
    }

    @Test
    void replyIsKeptWithItsCodesInOneLine() {
        var outcome =
                (Outcome.RecipientRefused)
                        reader.of(Stage.RCPT, 550, "5.1.1", "user\r\n unknown", NOW);
        assertThat(outcome.reply()).isEqualTo("550 5.1.1 user unknown");
        assertThat(outcome.bounceClass()).isEqualTo(BounceClass.INVALID_RECIPIENT);
    }

    @Test
    void successIsNoRefusal() {
        assertThatThrownBy(() -> reader.of(Stage.ANSWER, 250, null, "ok", NOW))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

package dev.mailswitch.delivery.transport.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.delivery.bounce.OutcomeOfReply;
import dev.mailswitch.delivery.transport.smtp.RecipientFate.Accepted;
import dev.mailswitch.delivery.transport.smtp.RecipientFate.Broken;
import dev.mailswitch.delivery.transport.smtp.RecipientFate.Refused;
import dev.mailswitch.delivery.transport.smtp.RecipientFate.Unsuited;
import dev.mailswitch.delivery.transport.smtp.RecipientFate.Withheld;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.model.outcome.Scope;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SmtpOutcomesTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

    private final SmtpOutcomes outcomes =
            new SmtpOutcomes(new OutcomeOfReply(Classifier.standard()));

    @Test
    void whatTheRelaySaidLastIsKeptOfAnAcceptedMail() {
        String words = "2.0.0 Ok: queued as 4711 " + "x".repeat(400);
        var accepted = new Accepted(reply(250, "2.1.5 Ok"), reply(250, words));

        assertThat(outcomes.of(accepted, NOW))
                .isEqualTo(new Outcome.Accepted(words.substring(0, 200)));
    }

    /// Refused with the same words everywhere, it means something else at each stage.
    @ParameterizedTest
    @CsvSource({
        "BANNER, misconfigured",
        "EHLO, misconfigured",
        "STARTTLS, misconfigured",
        "AUTH, misconfigured",
        "MAIL, misconfigured",
        "RCPT, recipient_refused",
        "DATA, recipient_refused",
        "BODY, recipient_refused",
        "FINAL_DOT, recipient_refused"
    })
    void aRefusalMeansWhatItsStageSays(SmtpPhase phase, String word) {
        assertThat(outcomes.of(refused(phase, 550, "5.1.1 User unknown"), NOW).word())
                .isEqualTo(word);
    }

    @Test
    void aTransactionThatIsFullSaysNothingOfTheRecipient() {
        assertThat(outcomes.of(refused(SmtpPhase.RCPT, 452, "4.5.3 Too many recipients"), NOW))
                .isInstanceOfSatisfying(
                        Outcome.Unavailable.class,
                        u -> assertThat(u.phase()).isEqualTo(Phase.ENVELOPE));
    }

    @ParameterizedTest
    @CsvSource({
        "RESOLVE, RESOLVE",
        "CONNECT, CONNECT",
        "TLS, TLS",
        "STARTTLS, TLS",
        "BANNER, GREETING",
        "EHLO, GREETING",
        "AUTH, AUTHENTICATE",
        "MAIL, ENVELOPE",
        "RCPT, ENVELOPE",
        "DATA, ENVELOPE",
        "BODY, BODY"
    })
    void whatBreaksBeforeTheDotWasSurelyNotSent(SmtpPhase phase, Phase expected) {
        var broken = new Broken(phase, SmtpFault.CONNECTION_LOST, "reset", false);

        assertThat(outcomes.of(broken, NOW))
                .isEqualTo(new Outcome.Unavailable(expected, "CONNECTION_LOST: reset"));
    }

    @ParameterizedTest
    @EnumSource
    void whatBreaksAfterTheDotIsUnknownWhateverBrokeIt(SmtpFault fault) {
        var broken = new Broken(SmtpPhase.FINAL_DOT, fault, "reset", true);

        assertThat(outcomes.of(broken, NOW))
                .isEqualTo(new Outcome.Unknown(Phase.ANSWER, fault + ": reset"));
    }

    @Test
    void aCertificateIsTheAccountsFault() {
        var broken = new Broken(SmtpPhase.TLS, SmtpFault.CERTIFICATE, "expired", false);

        assertThat(outcomes.of(broken, NOW))
                .isInstanceOfSatisfying(
                        Outcome.Misconfigured.class,
                        m -> assertThat(m.scope()).isEqualTo(Scope.PROVIDER));
    }

    @ParameterizedTest
    @CsvSource({
        "LOOKUPS_BUSY, unavailable",
        "PORT_FORBIDDEN, misconfigured",
        "ADDRESS_FORBIDDEN, misconfigured",
        "STARTTLS_NOT_OFFERED, misconfigured",
        "AUTH_NOT_OFFERED, misconfigured",
        "AUTH_NO_MECHANISM, misconfigured",
        "AUTH_UNPROTECTED, misconfigured",
        "MESSAGE_TOO_LARGE, unsuited",
        "SMTPUTF8_NOT_OFFERED, unsuited",
        "EIGHT_BIT_NOT_OFFERED, unsuited"
    })
    void anObstacleIsSomebodys(SmtpObstacle obstacle, String word) {
        assertThat(outcomes.of(new Unsuited(SmtpPhase.MAIL, obstacle, "why"), NOW).word())
                .isEqualTo(word);
    }

    /// The phase before any call: nobody's health learns from it.
    @Test
    void aLookUpThatDidNotBeginBlamesNobody() {
        var busy = new Unsuited(SmtpPhase.RESOLVE, SmtpObstacle.LOOKUPS_BUSY, "busy");

        assertThat(outcomes.of(busy, NOW))
                .isEqualTo(new Outcome.Unavailable(Phase.PREPARE, "busy"));
    }

    @Test
    void whatTheLeaseHeldBackBlamesNobody() {
        assertThat(outcomes.of(new Withheld(), NOW))
                .isInstanceOfSatisfying(
                        Outcome.Unavailable.class,
                        // The call's runner knows it by these words.
                        u -> assertThat(u.reply()).startsWith("held back"));
    }

    @ParameterizedTest
    @CsvSource({
        "DATA, 550, 5.1.1 User unknown, true",
        "FINAL_DOT, 550, 5.1.1 User unknown, true",
        "FINAL_DOT, 552, 5.2.2 Mailbox full, true",
        "FINAL_DOT, 452, 4.2.2 Mailbox full, true",
        "FINAL_DOT, 550, 5.2.1 Mailbox disabled, true",
        "RCPT, 550, 5.1.1 User unknown, false",
        "FINAL_DOT, 554, 5.7.1 Message rejected as spam, false",
        "FINAL_DOT, 451, 4.3.0 Trouble, false",
        "FINAL_DOT, 451, 4.7.0 Too many messages, false",
        "FINAL_DOT, 421, 4.2.2 Mailbox full, false"
    })
    void wordsAboutOneMailboxSaidForSeveralAreNobodys(
            SmtpPhase phase, int code, String text, boolean shared) {
        List<RecipientFate> fates = List.of(refused(phase, code, text), refused(phase, code, text));

        assertThat(SmtpOutcomes.shared(fates, said(fates)))
                .isEqualTo(shared ? List.of(0, 1) : List.of());
    }

    @Test
    void saidForOneTheyAreItsOwn() {
        List<RecipientFate> fates =
                List.of(
                        refused(SmtpPhase.RCPT, 550, "5.1.1 User unknown"),
                        refused(SmtpPhase.FINAL_DOT, 550, "5.1.1 User unknown"));

        assertThat(SmtpOutcomes.shared(fates, said(fates))).isEmpty();
        assertThat(said(fates))
                .allSatisfy(
                        o ->
                                assertThat(o)
                                        .isInstanceOfSatisfying(
                                                Outcome.RecipientRefused.class,
                                                r ->
                                                        assertThat(r.bounceClass())
                                                                .isEqualTo(
                                                                        BounceClass
                                                                                .INVALID_RECIPIENT)));
    }

    private List<Outcome> said(List<RecipientFate> fates) {
        return fates.stream().map(fate -> outcomes.of(fate, NOW)).toList();
    }

    private static Refused refused(SmtpPhase phase, int code, String text) {
        return new Refused(phase, reply(code, text));
    }

    private static SmtpReply reply(int code, String text) {
        return SmtpReply.of(code, List.of(text));
    }
}

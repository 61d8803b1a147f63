package dev.mailswitch.delivery.transport.smtp;

import static dev.mailswitch.delivery.transport.smtp.SmtpClientContract.fate;
import static dev.mailswitch.delivery.transport.smtp.SmtpClientContract.mail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer.Stage;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The table of what can go wrong in a dialogue, row by row, with PIPELINING and without.
class SmtpDialogueTest {

    private static final SmtpCredentials LOGIN = new SmtpCredentials.Password("me", "geheim");
    private static final SmtpTimeouts AMPLE = SmtpTimeouts.all(Duration.ofSeconds(30));

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private final SmtpClient client = Clients.toLoopback();

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                        row(Stage.BANNER, SmtpPhase.BANNER, "421 4.3.2 Not now"),
                        row(Stage.BANNER, SmtpPhase.BANNER, "450 4.3.2 Later"),
                        row(Stage.BANNER, SmtpPhase.BANNER, "554 5.7.1 Your address is listed"),
                        row(Stage.EHLO, SmtpPhase.EHLO, "421 4.3.2 Not now"),
                        row(Stage.EHLO, SmtpPhase.EHLO, "450 4.3.2 Later"),
                        row(Stage.EHLO, SmtpPhase.EHLO, "550 5.7.1 Go away"),
                        row(Stage.AUTH, SmtpPhase.AUTH, "535 5.7.8 Bad credentials"),
                        row(Stage.AUTH, SmtpPhase.AUTH, "534 5.7.9 Too weak"),
                        row(Stage.AUTH, SmtpPhase.AUTH, "538 5.7.11 Encrypt first"),
                        row(Stage.AUTH, SmtpPhase.AUTH, "530 5.7.0 Authentication required"),
                        row(Stage.AUTH, SmtpPhase.AUTH, "454 4.7.0 Directory away"),
                        row(Stage.AUTH, SmtpPhase.AUTH, "421 4.7.0 Too many tries"),
                        row(Stage.MAIL, SmtpPhase.MAIL, "550 5.7.1 Sender not allowed"),
                        row(Stage.MAIL, SmtpPhase.MAIL, "553 5.1.8 Sender not verified"),
                        row(Stage.MAIL, SmtpPhase.MAIL, "550 5.1.7 Bad sender"),
                        row(Stage.MAIL, SmtpPhase.MAIL, "530 5.7.0 Authentication required"),
                        row(Stage.MAIL, SmtpPhase.MAIL, "452 4.3.1 Disk full"),
                        row(Stage.MAIL, SmtpPhase.MAIL, "451 4.3.0 Trouble"),
                        row(Stage.MAIL, SmtpPhase.MAIL, "421 4.3.2 Closing"),
                        row(Stage.MAIL, SmtpPhase.MAIL, "552 5.3.4 Too large"),
                        row(Stage.MAIL, SmtpPhase.MAIL, "501 5.5.4 Bad parameter"),
                        row(Stage.MAIL, SmtpPhase.MAIL, "555 5.5.4 Unknown parameter"),
                        row(Stage.MAIL, SmtpPhase.MAIL, "553 5.6.7 Needs SMTPUTF8"),
                        row(Stage.RCPT, SmtpPhase.RCPT, "550 5.1.1 No such user"),
                        row(Stage.RCPT, SmtpPhase.RCPT, "550 5.1.2 No such domain"),
                        row(Stage.RCPT, SmtpPhase.RCPT, "550 5.1.10 Null MX"),
                        row(Stage.RCPT, SmtpPhase.RCPT, "551 5.1.6 Moved"),
                        row(Stage.RCPT, SmtpPhase.RCPT, "553 5.1.3 Bad name"),
                        row(Stage.RCPT, SmtpPhase.RCPT, "550 5.7.1 Listed by a blocklist"),
                        row(Stage.RCPT, SmtpPhase.RCPT, "554 5.7.1 Policy"),
                        row(Stage.RCPT, SmtpPhase.RCPT, "450 4.2.0 Busy"),
                        row(Stage.RCPT, SmtpPhase.RCPT, "451 4.7.1 Greylisted"),
                        row(Stage.RCPT, SmtpPhase.RCPT, "452 4.2.2 Mailbox full"),
                        row(Stage.RCPT, SmtpPhase.RCPT, "452 4.5.3 Too many, with not one taken"),
                        row(Stage.RCPT, SmtpPhase.RCPT, "421 4.7.0 Closing"),
                        row(Stage.DATA, SmtpPhase.DATA, "503 5.5.1 Bad sequence"),
                        row(Stage.DATA, SmtpPhase.DATA, "554 5.5.1 No valid recipients"),
                        row(Stage.DATA, SmtpPhase.DATA, "451 4.3.0 Trouble"),
                        row(Stage.DATA, SmtpPhase.DATA, "421 4.3.2 Closing"),
                        row(Stage.DOT, SmtpPhase.FINAL_DOT, "451 4.3.0 Trouble"),
                        row(Stage.DOT, SmtpPhase.FINAL_DOT, "452 4.3.1 Disk full"),
                        row(Stage.DOT, SmtpPhase.FINAL_DOT, "421 4.3.2 Closing"),
                        row(Stage.DOT, SmtpPhase.FINAL_DOT, "554 5.6.0 Content refused"),
                        row(Stage.DOT, SmtpPhase.FINAL_DOT, "550 5.7.1 Spam"),
                        row(Stage.DOT, SmtpPhase.FINAL_DOT, "552 5.3.4 Too large"))
                .flatMap(SmtpDialogueTest::bothWays);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void everyRefusalHasItsPhaseAndReply(
            boolean pipelining, Stage stage, SmtpPhase phase, String reply) {
        extensions(pipelining);
        server.on(stage, new Answer.Say(reply));

        RecipientFate fate = fate(send());

        assertThat(fate)
                .isInstanceOfSatisfying(
                        RecipientFate.Refused.class,
                        refused -> {
                            assertThat(refused.phase()).isEqualTo(phase);
                            assertThat(refused.reply()).hasToString(reply);
                            assertThat(refused.reply().enhanced()).isPresent();
                        });
        assertThat(server.mails).isEmpty();
    }

    static Stream<Arguments> losses() {
        return Stream.of(
                        row(Stage.BANNER, SmtpPhase.BANNER, false),
                        row(Stage.EHLO, SmtpPhase.EHLO, false),
                        row(Stage.AUTH, SmtpPhase.AUTH, false),
                        row(Stage.MAIL, SmtpPhase.MAIL, false),
                        row(Stage.RCPT, SmtpPhase.RCPT, false),
                        row(Stage.DATA, SmtpPhase.DATA, false),
                        row(Stage.DOT, SmtpPhase.FINAL_DOT, true))
                .flatMap(SmtpDialogueTest::bothWays);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void aLostConnectionIsUnknownOnlyAfterTheDot(
            boolean pipelining, Stage stage, SmtpPhase phase, boolean handedOver) {
        extensions(pipelining);
        server.on(stage, new Answer.Drop());

        assertBroken(fate(send()), phase, SmtpFault.CONNECTION_LOST, handedOver);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void aSilentServerIsUnknownOnlyAfterTheDot(
            boolean pipelining, Stage stage, SmtpPhase phase, boolean handedOver) {
        extensions(pipelining);
        server.on(stage, new Answer.Hang());

        assertBroken(fate(send(waitingAt(phase))), phase, SmtpFault.TIMED_OUT, handedOver);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void aDrippingServerHoldsNobodyLongerThanASilentOne(
            boolean pipelining, Stage stage, SmtpPhase phase, boolean handedOver) {
        extensions(pipelining);
        server.on(stage, new Answer.Drip());
        long start = System.nanoTime();

        assertBroken(fate(send(waitingAt(phase))), phase, SmtpFault.TIMED_OUT, handedOver);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void whatIsNotSmtpIsUnknownOnlyAfterTheDot(
            boolean pipelining, Stage stage, SmtpPhase phase, boolean handedOver) {
        for (String nonsense :
                List.of(
                        "HTTP/1.1 400 Bad Request\r\n",
                        "25\r\n",
                        "999 what\r\n",
                        "100 what\r\n",
                        "250-one\r\n251 two\r\n",
                        "250_one\r\n",
                        "\r\n")) {
            extensions(pipelining);
            server.on(stage, new Answer.Raw(nonsense));

            assertBroken(fate(send()), phase, SmtpFault.PROTOCOL, handedOver);
        }
        // Three of them begin like a yes, and this server keeps what it says yes to.
        await().untilAsserted(() -> assertThat(server.mails).hasSize(handedOver ? 3 : 0));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void aFloodOfReplyIsCutOff(
            boolean pipelining, Stage stage, SmtpPhase phase, boolean handedOver) {
        for (String line : List.of("250-more", "2".repeat(5_000))) {
            extensions(pipelining);
            server.on(stage, new Answer.Flood(line));

            assertBroken(fate(send()), phase, SmtpFault.PROTOCOL, handedOver);
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void anAnswerOfTheWrongKindIsNotTakenForGood(
            boolean pipelining, Stage stage, SmtpPhase phase, boolean handedOver) {
        extensions(pipelining);
        String wrong = stage == Stage.DATA ? "250 2.0.0 Ok" : "350 Go on";
        server.on(stage, new Answer.Say(wrong));

        assertBroken(fate(send()), phase, SmtpFault.PROTOCOL, handedOver);
        assertThat(server.mails).isEmpty();
    }

    static Stream<Arguments> inAdvance() {
        String taken = "250 2.0.0 Ok: queued\r\n";
        return Stream.of(
                row(Stage.BANNER, SmtpPhase.EHLO, "220 s\r\n250 s\r\n354 Go\r\n" + taken),
                row(Stage.EHLO, SmtpPhase.MAIL, "250 s\r\n250 Ok\r\n250 Ok\r\n354 Go\r\n" + taken),
                row(Stage.MAIL, SmtpPhase.RCPT, "250 Ok\r\n250 Ok\r\n354 Go\r\n" + taken),
                row(Stage.RCPT, SmtpPhase.DATA, "250 Ok\r\n354 Go\r\n" + taken),
                row(Stage.DATA, SmtpPhase.BODY, "354 Go\r\n" + taken));
    }

    @ParameterizedTest
    @MethodSource("inAdvance")
    void whatIsSaidInAdvanceIsNotBelieved(Stage stage, SmtpPhase phase, String said) {
        server.extensions = List.of();
        server.on(stage, new Answer.Raw(said));

        assertBroken(fate(sendWithoutLogin()), phase, SmtpFault.PROTOCOL, false);
        assertThat(server.mails).isEmpty();
    }

    @Test
    void aServerThatMustGoMaySaySoUnasked() {
        server.extensions = List.of();
        server.on(Stage.MAIL, new Answer.Raw("250 Ok\r\n421 4.3.2 Closing\r\n"));

        assertThat(fate(sendWithoutLogin()))
                .isInstanceOfSatisfying(
                        RecipientFate.Refused.class,
                        refused -> assertThat(refused.reply().code()).isEqualTo(421));
    }

    static Stream<Arguments> bothWays(Arguments row) {
        return Stream.of(true, false)
                .map(
                        pipelining ->
                                Arguments.of(
                                        Stream.concat(Stream.of(pipelining), Stream.of(row.get()))
                                                .toArray()));
    }

    private static Arguments row(Object... cells) {
        return Arguments.of(cells);
    }

    private void extensions(boolean pipelining) {
        server.login = "PLAIN /me/geheim";
        server.extensions =
                pipelining ? List.of("PIPELINING", "AUTH PLAIN") : List.of("AUTH PLAIN");
    }

    private SmtpReport send() {
        return send(AMPLE);
    }

    private SmtpReport sendWithoutLogin() {
        return send(AMPLE, null);
    }

    private SmtpReport send(SmtpTimeouts timeouts) {
        return send(timeouts, LOGIN);
    }

    private SmtpReport send(SmtpTimeouts timeouts, @Nullable SmtpCredentials login) {
        SmtpEndpoint endpoint =
                new SmtpEndpoint("127.0.0.1", server.port(), SmtpSecurity.NONE, "client.test")
                        .withTimeouts(timeouts);
        return client.send(
                endpoint,
                login,
                SmtpEnvelope.of("from@example.com", "to@example.com"),
                mail("to@example.com", "hello"),
                PointOfNoReturn.open());
    }

    /// Short for that phase alone: the phases before it have an answer to wait for.
    private static SmtpTimeouts waitingAt(SmtpPhase phase) {
        Duration shortly = Duration.ofMillis(250);
        return switch (phase) {
            case BANNER -> AMPLE.withBanner(shortly);
            case FINAL_DOT -> AMPLE.withFinalDot(shortly);
            default -> AMPLE.withCommand(Duration.ofSeconds(1));
        };
    }

    private static void assertBroken(
            RecipientFate fate, SmtpPhase phase, SmtpFault fault, boolean handedOver) {
        assertThat(fate)
                .isInstanceOfSatisfying(
                        RecipientFate.Broken.class,
                        broken -> {
                            assertThat(broken.phase()).isEqualTo(phase);
                            assertThat(broken.fault()).isEqualTo(fault);
                            assertThat(broken.handedOver()).isEqualTo(handedOver);
                        });
    }
}

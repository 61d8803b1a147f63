package dev.mailswitch.delivery.transport.smtp;

import static dev.mailswitch.delivery.transport.smtp.SmtpClientContract.fate;
import static dev.mailswitch.delivery.transport.smtp.SmtpClientContract.mail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mailswitch.delivery.transport.smtp.RecipientFate.Accepted;
import dev.mailswitch.delivery.transport.smtp.RecipientFate.Broken;
import dev.mailswitch.delivery.transport.smtp.RecipientFate.Refused;
import dev.mailswitch.delivery.transport.smtp.RecipientFate.Unsuited;
import dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer.Stage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What happens between MAIL and the reply to the dot.
class SmtpTransactionTest {

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private final SmtpClient client = Clients.toLoopback();

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneBadRecipientChangesNothingForTheOthers(boolean pipelining) {
        pipelining(pipelining);
        server.onRecipient("bad@x.test", "550 5.1.1 No such user");
        server.onRecipient("full@x.test", "452 4.2.2 Mailbox full");

        SmtpReport report = send("a@x.test", "bad@x.test", "full@x.test", "b@x.test");

        assertThat(fates(report))
                .satisfiesExactly(
                        f ->
                                assertThat(f)
                                        .isInstanceOfSatisfying(
                                                Accepted.class,
                                                a -> {
                                                    assertThat(a.recipientReply())
                                                            .hasToString("250 2.1.5 Ok a@x.test");
                                                    assertThat(a.finalReply().text())
                                                            .contains("queued as 4711");
                                                }),
                        f -> assertRefused(f, SmtpPhase.RCPT, "550 5.1.1 No such user"),
                        f -> assertRefused(f, SmtpPhase.RCPT, "452 4.2.2 Mailbox full"),
                        f -> assertThat(f).isInstanceOf(Accepted.class));
        assertThat(server.mails)
                .singleElement()
                .satisfies(m -> assertThat(m.recipients()).containsExactly("a@x.test", "b@x.test"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tooManyRecipientsAreContinuedInFurtherTransactions(boolean pipelining) {
        pipelining(pipelining);
        server.recipientsPerTransaction = 3;
        String[] to = recipients(8);

        SmtpReport report = send(to);

        assertThat(fates(report)).hasSize(8).hasOnlyElementsOfType(Accepted.class);
        assertThat(report.transactions()).isEqualTo(3);
        assertThat(server.connections()).isEqualTo(1);
        assertThat(server.mails).extracting(m -> m.recipients().size()).containsExactly(3, 3, 2);
        assertThat(server.mails).extracting(ScriptedSmtpServer.Mail::content).hasSize(3);
    }

    @Test
    void aDeclaredLimitOfRecipientsIsKept() {
        server.extensions = List.of("PIPELINING", "LIMITS RCPTMAX=5 MAILMAX=20");
        server.recipientsPerTransaction = 5;

        assertThat(fates(send(recipients(12)))).hasOnlyElementsOfType(Accepted.class);
        assertThat(server.mails).extracting(m -> m.recipients().size()).containsExactly(5, 5, 2);
    }

    @Test
    void aThousandRecipientsNeverStopBothSides() {
        String[] to = recipients(1_000);

        assertThat(fates(send(to))).hasSize(1_000).hasOnlyElementsOfType(Accepted.class);
        assertThat(server.mails).hasSize(1);
    }

    @Test
    void whatFollowsALostPortionIsSurelyNotSent() {
        server.recipientsPerTransaction = 2;
        server.on(Stage.DOT, new Answer.Say("250 2.0.0 Ok first"), new Answer.Drop());

        List<RecipientFate> fates = fates(send(recipients(5)));

        assertThat(fates.subList(0, 2)).hasOnlyElementsOfType(Accepted.class);
        assertThat(fates.subList(2, 4))
                .allSatisfy(
                        f ->
                                assertThat(f)
                                        .isInstanceOfSatisfying(
                                                Broken.class,
                                                b -> assertThat(b.handedOver()).isTrue()));
        assertThat(fates.get(4))
                .isInstanceOfSatisfying(
                        Refused.class, r -> assertThat(r.reply().isTooManyRecipients()).isTrue());
    }

    @Test
    void aDataThatWasAgreedToForNobodyEndsWithALoneDot() {
        server.on(Stage.DATA, new Answer.Say("354 Go on anyway"));
        server.onRecipient("bad@x.test", "550 5.1.1 No such user");
        SmtpReport next;
        try (SmtpPool pool = pool();
                SmtpReservation reservation = pool.tryReserve().orElseThrow()) {
            SmtpReport report = reservation.send(envelope("bad@x.test"), hello(), () -> true);
            next = reservation.send(envelope("good@x.test"), hello(), () -> true);

            assertRefused(fate(report), SmtpPhase.RCPT, "550 5.1.1 No such user");
        }
        assertThat(fate(next)).isInstanceOf(Accepted.class);
        assertThat(server.mails)
                .singleElement()
                .satisfies(m -> assertThat(m.recipients()).containsExactly("good@x.test"));
        assertThat(server.connections()).isEqualTo(1);
        assertThat(server.commands).contains("RSET");
    }

    @Test
    void aRefusedSenderWithDataAgreedToSendsNoMail() {
        server.on(Stage.MAIL, new Answer.Say("550 5.7.1 Not you"));
        server.on(Stage.DATA, new Answer.Say("354 Go on anyway"));
        // Even the lone dot may be taken for a mail by such a server; the fate stands all the same.
        assertRefused(fate(send("a@x.test")), SmtpPhase.MAIL, "550 5.7.1 Not you");
    }

    @Test
    void theGroupGoesOutInOnePacket() {
        send("a@x.test", "b@x.test", "c@x.test");

        // EHLO, group, message with its dot, QUIT; the end of the connection is no packet.
        assertThat(server.reads()).isBetween(3, 5);
        assertThat(server.mails).hasSize(1);
    }

    @Test
    void withoutPipeliningDataIsNotSentForNobody() {
        pipelining(false);
        server.onRecipient("bad@x.test", "550 5.1.1 No such user");

        assertRefused(fate(send("bad@x.test")), SmtpPhase.RCPT, "550 5.1.1 No such user");
        assertThat(server.commands).doesNotContain("DATA");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 200_000})
    void theHookIsAskedOnceAndItsNoSendsNoDot(int size) {
        int[] asked = {0};
        SmtpReport report =
                client.send(
                        endpoint(),
                        null,
                        envelope("a@x.test"),
                        mail("a@x.test", "x".repeat(size)),
                        () -> {
                            asked[0]++;
                            return false;
                        });

        assertThat(fate(report)).isEqualTo(new RecipientFate.Withheld());
        assertThat(asked[0]).isEqualTo(1);
        assertThat(server.mails).isEmpty();
    }

    @Test
    void whenTheHookIsAskedALargeMessageHasLeftThisMachine() {
        SmtpReport report =
                client.send(
                        endpoint(),
                        null,
                        envelope("a@x.test"),
                        mail("a@x.test", "x".repeat(100_000)),
                        () -> {
                            await().untilAsserted(
                                            () ->
                                                    assertThat(server.octets())
                                                            .isGreaterThan(100_000));
                            return true;
                        });

        assertThat(fate(report)).isInstanceOf(Accepted.class);
    }

    @Test
    void aMessageThatCannotBeReadIsNotSent() {
        RecipientFate fate = fate(sendMessage(failing(new IOException("no content"))));

        assertThat(fate)
                .isInstanceOfSatisfying(
                        Broken.class,
                        b -> {
                            assertThat(b.phase()).isEqualTo(SmtpPhase.BODY);
                            assertThat(b.fault()).isEqualTo(SmtpFault.MESSAGE_SOURCE);
                            assertThat(b.handedOver()).isFalse();
                        });
        assertThat(server.mails).isEmpty();
    }

    @Test
    void aBugInTheMessageLeavesNoHalfMailBehind() {
        assertThatThrownBy(() -> sendMessage(failing(new IllegalStateException("bug"))))
                .isInstanceOf(IllegalStateException.class);
        assertThat(server.mails).isEmpty();
    }

    @Test
    void aConnectionLostWithinTheBodyIsSurelyNotSent() {
        server.on(Stage.BODY, new Answer.Reset(100_000));

        RecipientFate fate = fate(sendMessage(mail("a@x.test", "x".repeat(20_000_000))));

        assertThat(fate)
                .isInstanceOfSatisfying(
                        Broken.class,
                        b -> {
                            assertThat(b.phase()).isEqualTo(SmtpPhase.BODY);
                            assertThat(b.handedOver()).isFalse();
                        });
    }

    @Test
    void aServerThatStopsReadingIsLeftAtTheDeadline() {
        server.on(Stage.BODY, new Answer.Hang());
        SmtpTimeouts timeouts = SmtpTimeouts.defaults().withDataBlock(Duration.ofMillis(300));

        RecipientFate fate =
                fate(
                        client.send(
                                endpoint().withTimeouts(timeouts),
                                null,
                                envelope("a@x.test"),
                                mail("a@x.test", "x".repeat(20_000_000)),
                                () -> true));

        assertThat(fate)
                .isInstanceOfSatisfying(
                        Broken.class,
                        b -> {
                            assertThat(b.phase()).isEqualTo(SmtpPhase.BODY);
                            assertThat(b.fault()).isEqualTo(SmtpFault.TIMED_OUT);
                            assertThat(b.handedOver()).isFalse();
                        });
    }

    @Test
    void aConnectionLostAtQuitIsSuccess() {
        server.on(Stage.QUIT, new Answer.Drop());

        assertThat(fate(send("a@x.test"))).isInstanceOf(Accepted.class);
    }

    @Test
    void aMessageLargerThanTheDeclaredSizeIsNotBegun() {
        server.extensions = List.of("SIZE 1000");

        assertUnsuited(
                fate(sendMessage(mail("a@x.test", "x".repeat(2_000)))),
                SmtpObstacle.MESSAGE_TOO_LARGE);
        assertThat(server.commands).noneMatch(c -> c.startsWith("MAIL"));
    }

    @Test
    void parametersAreSentOnlyToWhoOffersThem() {
        SmtpEnvelope envelope =
                new SmtpEnvelope(
                        "from@example.com",
                        List.of(
                                new SmtpRecipient(
                                        "jörg@xn--mller-kva.example",
                                        new SmtpDsn.Recipient(
                                                Set.of(
                                                        SmtpDsn.Notify.DELAY,
                                                        SmtpDsn.Notify.FAILURE),
                                                "jörg+x@müller.example"))),
                        false,
                        new SmtpDsn.Mail(SmtpDsn.Return.HDRS, "id=4+2"));
        SmtpMessage message =
                SmtpMessage.of("Subject: ü\r\n\r\nü".getBytes(StandardCharsets.UTF_8));

        client.send(endpoint(), null, envelope, message, () -> true);

        assertThat(server.commands)
                .contains(
                        "MAIL FROM:<from@example.com> SIZE="
                                + message.size()
                                + " BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=id+3D4+2B2",
                        "RCPT TO:<jörg@xn--mller-kva.example> NOTIFY=FAILURE,DELAY"
                                + " ORCPT=utf-8;j\\x{F6}rg\\x{2B}x@m\\x{FC}ller.example");

        server.extensions = List.of();
        server.commands.clear();
        send("joerg@x.test");
        assertThat(server.commands)
                .contains("MAIL FROM:<from@example.com>", "RCPT TO:<joerg@x.test>");
    }

    @Test
    void whatAServerCannotTakeIsNotTried() {
        server.extensions = List.of("8BITMIME");
        assertUnsuited(fate(send("jörg@x.test")), SmtpObstacle.SMTPUTF8_NOT_OFFERED);

        server.extensions = List.of("SMTPUTF8");
        assertUnsuited(
                fate(sendMessage(mail("a@x.test", "grün"))), SmtpObstacle.EIGHT_BIT_NOT_OFFERED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneWhoNeedsSmtpUtf8IsRefusedAlone(boolean pipelining) {
        pipelining(pipelining);

        List<RecipientFate> fates = fates(send("a@x.test", "jörg@x.test", "b@x.test"));

        assertThat(fates.get(0)).isInstanceOf(Accepted.class);
        assertUnsuited(fates.get(1), SmtpObstacle.SMTPUTF8_NOT_OFFERED);
        assertThat(fates.get(2)).isInstanceOf(Accepted.class);
        assertThat(server.commands).contains("MAIL FROM:<from@example.com>");
        assertThat(server.mails)
                .singleElement()
                .satisfies(m -> assertThat(m.recipients()).containsExactly("a@x.test", "b@x.test"));
    }

    /// Each answer may come just in time; all of them together may not take for ever.
    @Test
    void aCallEndsAlthoughEveryAnswerWouldBeInTime() {
        pipelining(false);
        server.on(Stage.RCPT, new Answer.Say("250 Ok"), new Answer.Hang());
        SmtpTimeouts timeouts =
                SmtpTimeouts.all(Duration.ofSeconds(60)).withCall(Duration.ofMillis(300));
        long start = System.nanoTime();

        SmtpReport report =
                client.send(
                        endpoint().withTimeouts(timeouts),
                        null,
                        envelope(recipients(3)),
                        hello(),
                        () -> true);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
        assertThat(fates(report))
                .allSatisfy(
                        f ->
                                assertThat(f)
                                        .isInstanceOfSatisfying(
                                                Broken.class,
                                                b -> {
                                                    assertThat(b.fault())
                                                            .isEqualTo(SmtpFault.TIMED_OUT);
                                                    assertThat(b.handedOver()).isFalse();
                                                }));
    }

    /// Short waits at the dot are what doubles mails.
    @Test
    void theAnswerToTheDotIsWaitedForBeyondTheEndOfTheCall() {
        server.on(Stage.DOT, new Answer.Hang());
        SmtpTimeouts timeouts =
                SmtpTimeouts.all(Duration.ofSeconds(60))
                        .withCall(Duration.ofMillis(1_000))
                        .withFinalDot(Duration.ofMillis(2_500));
        long start = System.nanoTime();

        RecipientFate fate =
                fate(
                        client.send(
                                endpoint().withTimeouts(timeouts),
                                null,
                                envelope("a@x.test"),
                                hello(),
                                () -> true));

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThan(Duration.ofMillis(2_400));
        assertThat(fate)
                .isInstanceOfSatisfying(Broken.class, b -> assertThat(b.handedOver()).isTrue());
    }

    @Test
    void aServerThatKnowsOnlyHeloIsServed() {
        server.on(Stage.EHLO, new Answer.Say("502 5.5.1 What?"));

        assertThat(fate(send("a@x.test"))).isInstanceOf(Accepted.class);
    }

    @Test
    void theTextOfAReplyIsBoundedAndClean() {
        String[] lines = new String[100];
        for (int i = 0; i < 99; i++) {
            lines[i] = "550-5.7.1 \u001b[31m\u202e" + "x".repeat(400);
        }
        lines[99] = "550 5.7.1 end";
        server.on(Stage.RCPT, new Answer.Say(lines));

        assertThat(fate(send("a@x.test")))
                .isInstanceOfSatisfying(
                        Refused.class,
                        r -> {
                            assertThat(r.reply().text()).hasSizeBetween(900, 1_000);
                            assertThat(r.reply().text()).doesNotContain("\u001b", "\u202e");
                            assertThat(r.reply().enhanced()).contains(new EnhancedCode(5, 7, 1));
                        });
    }

    private void pipelining(boolean on) {
        server.extensions = on ? List.of("PIPELINING") : List.of();
    }

    private static String[] recipients(int count) {
        return IntStream.range(0, count).mapToObj(i -> "r" + i + "@x.test").toArray(String[]::new);
    }

    private SmtpEndpoint endpoint() {
        return new SmtpEndpoint("127.0.0.1", server.port(), SmtpSecurity.NONE, "client.test")
                .withTimeouts(SmtpTimeouts.all(Duration.ofSeconds(5)));
    }

    private SmtpPool pool() {
        return client.pool(endpoint(), null, SmtpPoolLimits.defaults());
    }

    private static SmtpEnvelope envelope(String... to) {
        return SmtpEnvelope.of("from@example.com", to);
    }

    private static SmtpMessage hello() {
        return mail("a@x.test", "hello");
    }

    private SmtpReport send(String... to) {
        return client.send(endpoint(), null, envelope(to), hello(), () -> true);
    }

    private SmtpReport sendMessage(SmtpMessage message) {
        return client.send(endpoint(), null, envelope("a@x.test"), message, () -> true);
    }

    private static List<RecipientFate> fates(SmtpReport report) {
        return report.recipients().stream().map(SmtpReport.Recipient::fate).toList();
    }

    private static void assertRefused(RecipientFate fate, SmtpPhase phase, String reply) {
        assertThat(fate)
                .isInstanceOfSatisfying(
                        Refused.class,
                        r -> {
                            assertThat(r.phase()).isEqualTo(phase);
                            assertThat(r.reply()).hasToString(reply);
                        });
    }

    private static void assertUnsuited(RecipientFate fate, SmtpObstacle obstacle) {
        assertThat(fate)
                .isInstanceOfSatisfying(
                        Unsuited.class, u -> assertThat(u.obstacle()).isEqualTo(obstacle));
    }

    private static SmtpMessage failing(Exception failure) {
        return new SmtpMessage() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write("Subject: half\r\n\r\nhalf".getBytes(StandardCharsets.UTF_8));
                if (failure instanceof IOException e) {
                    throw e;
                }
                throw (RuntimeException) failure;
            }

            @Override
            public long size() {
                return 100;
            }

            @Override
            public boolean eightBit() {
                return false;
            }
        };
    }
}

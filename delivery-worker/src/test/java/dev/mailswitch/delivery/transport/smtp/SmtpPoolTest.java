package dev.mailswitch.delivery.transport.smtp;

import static dev.mailswitch.delivery.transport.smtp.SmtpClientContract.fate;
import static dev.mailswitch.delivery.transport.smtp.SmtpClientContract.mail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mailswitch.delivery.transport.smtp.RecipientFate.Accepted;
import dev.mailswitch.delivery.transport.smtp.RecipientFate.Broken;
import dev.mailswitch.delivery.transport.smtp.RecipientFate.Refused;
import dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer.Stage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Connections kept, counted and given up.
class SmtpPoolTest {

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private final SmtpClient client = Clients.toLoopback();

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    @Test
    void reservationsAreCountedAndNeverWaitedFor() {
        try (SmtpPool pool = pool(SmtpPoolLimits.defaults().withMaxConnections(2))) {
            SmtpReservation first = pool.tryReserve().orElseThrow();
            SmtpReservation second = pool.tryReserve().orElseThrow();
            assertThat(pool.tryReserve()).isEmpty();

            first.close();
            first.close();

            assertThat(pool.available()).isEqualTo(1);
            assertThat(pool.tryReserve()).isPresent();
            assertThat(pool.tryReserve()).isEmpty();
            assertThatThrownBy(() -> send(first)).isInstanceOf(IllegalStateException.class);
            second.close();
        }
        assertThat(server.connections()).isZero();
    }

    @Test
    void aConnectionIsRetiredAfterItsMails() {
        try (SmtpPool pool = pool(SmtpPoolLimits.defaults().withMaxMails(2))) {
            for (int i = 0; i < 5; i++) {
                assertThat(fate(send(pool))).isInstanceOf(Accepted.class);
            }
        }
        assertThat(server.connections()).isEqualTo(3);
        await().untilAsserted(() -> assertThat(server.said("QUIT")).hasSize(3));
    }

    @Test
    void anIdleConnectionIsRetiredWithoutAnybodyAsking() {
        try (SmtpPool pool =
                pool(SmtpPoolLimits.defaults().withIdleTimeout(Duration.ofMillis(200)))) {
            send(pool);

            await().untilAsserted(() -> assertThat(server.commands).contains("QUIT"));
            assertThat(pool.idle()).isZero();
        }
        try (SmtpPool pool = pool(SmtpPoolLimits.defaults())) {
            send(pool);
            // Not for having been used once: an ordinary one stays.
            assertThat(pool.idle()).isEqualTo(1);
        }
    }

    @Test
    void anOldConnectionIsRetired() {
        try (SmtpPool pool = pool(SmtpPoolLimits.defaults().withMaxAge(Duration.ofMillis(200)))) {
            send(pool);

            await().untilAsserted(() -> assertThat(pool.idle()).isZero());
        }
    }

    @Test
    void aConnectionThatDiedWhileIdleIsReplacedUnnoticed() throws IOException {
        try (SmtpPool pool = pool(SmtpPoolLimits.defaults())) {
            send(pool);
            server.dropConnections();

            SmtpReport report = send(pool);

            assertThat(fate(report)).isInstanceOf(Accepted.class);
            assertThat(report.session().orElseThrow().reused()).isFalse();
        }
        assertThat(server.connections()).isEqualTo(2);
        assertThat(server.mails).hasSize(2);
    }

    @Test
    void aConnectionThatIsClosedOnItsNextMailIsReplacedUnnoticed() {
        try (SmtpPool pool = pool(SmtpPoolLimits.defaults())) {
            send(pool);
            server.on(Stage.MAIL, new Answer.SayAndDrop("421 4.4.2 You idled too long"));

            assertThat(fate(send(pool))).isInstanceOf(Accepted.class);
        }
        assertThat(server.mails).hasSize(2);
    }

    @Test
    void aDeadConnectionIsReplacedOnlyOnce() {
        try (SmtpPool pool = pool(SmtpPoolLimits.defaults())) {
            send(pool);
            server.on(Stage.MAIL, new Answer.Drop(), new Answer.Drop());

            assertThat(fate(send(pool))).isInstanceOf(Broken.class);
        }
        assertThat(server.connections()).isEqualTo(2);
        assertThat(server.mails).hasSize(1);
    }

    @Test
    void whatWasAnsweredIsNeverRepeated() {
        try (SmtpPool pool = pool(SmtpPoolLimits.defaults())) {
            send(pool);
            server.on(Stage.DOT, new Answer.Drop());

            assertThat(fate(send(pool)))
                    .isInstanceOfSatisfying(Broken.class, b -> assertThat(b.handedOver()).isTrue());
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void afterAnErrorTheConnectionIsReset() {
        try (SmtpPool pool = pool(SmtpPoolLimits.defaults())) {
            server.on(Stage.RCPT, new Answer.Say("550 5.1.1 No such user"));
            assertThat(fate(send(pool))).isInstanceOf(Refused.class);
            assertThat(fate(send(pool))).isInstanceOf(Accepted.class);
            assertThat(fate(send(pool))).isInstanceOf(Accepted.class);
        }
        assertThat(server.connections()).isEqualTo(1);
        assertThat(server.said("RSET")).hasSize(1);
    }

    @Test
    void after421TheConnectionIsNotUsedAgain() {
        try (SmtpPool pool = pool(SmtpPoolLimits.defaults())) {
            server.on(Stage.DOT, new Answer.Say("421 4.3.2 Closing"));
            assertThat(fate(send(pool))).isInstanceOf(Refused.class);
            assertThat(pool.idle()).isZero();
        }
    }

    @Test
    void whatIsSaidUnaskedIsNotTakenForAnAnswer() {
        server.on(Stage.DOT, new Answer.Raw("250 2.0.0 Ok\r\n250 2.0.0 and another\r\n"));
        try (SmtpPool pool = pool(SmtpPoolLimits.defaults())) {
            send(pool);
            server.on(Stage.MAIL, new Answer.Say("550 5.7.1 Not you"));

            assertThat(fate(send(pool)))
                    .isInstanceOfSatisfying(
                            Refused.class, r -> assertThat(r.phase()).isEqualTo(SmtpPhase.MAIL));
        }
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void connectionsThatChangeHandsDoubleNothing() throws Exception {
        int senders = 8;
        int each = 1_000;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                SmtpPool pool = pool(SmtpPoolLimits.defaults().withMaxConnections(senders))) {
            List<Future<?>> running = new ArrayList<>();
            for (int sender = 0; sender < senders; sender++) {
                running.add(
                        threads.submit(
                                () -> {
                                    for (int i = 0; i < each; i++) {
                                        assertThat(fate(send(pool))).isInstanceOf(Accepted.class);
                                    }
                                }));
            }
            for (Future<?> sender : running) {
                sender.get();
            }
        }
        assertThat(server.mails).hasSize(senders * each);
    }

    @Test
    void aSlowGoodByeHoldsNobody() {
        server.on(Stage.QUIT, new Answer.Hang());
        long start = System.nanoTime();
        try (SmtpPool pool = pool(SmtpPoolLimits.defaults().withMaxMails(1))) {
            send(pool);
            send(pool);
        }
        // The deadline of QUIT is five seconds here.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void aClosedPoolFinishesWhatIsUnderWay() {
        SmtpPool pool = pool(SmtpPoolLimits.defaults());
        SmtpReservation reservation = pool.tryReserve().orElseThrow();
        SmtpReport report =
                reservation.send(
                        SmtpEnvelope.of("from@example.com", "to@example.com"),
                        mail("to@example.com", "hello"),
                        () -> {
                            pool.close();
                            return true;
                        });

        assertThat(fate(report)).isInstanceOf(Accepted.class);
        assertThat(pool.idle()).isZero();
        assertThat(pool.tryReserve()).isEmpty();
        await().untilAsserted(() -> assertThat(server.commands).contains("QUIT"));
    }

    @Test
    void aBugInTheHookGivesTheConnectionUpAndKeepsTheCount() {
        try (SmtpPool pool = pool(SmtpPoolLimits.defaults().withMaxConnections(1))) {
            assertThatThrownBy(
                            () -> {
                                try (SmtpReservation reservation =
                                        pool.tryReserve().orElseThrow()) {
                                    reservation.send(
                                            SmtpEnvelope.of("from@example.com", "to@example.com"),
                                            mail("to@example.com", "hello"),
                                            () -> {
                                                throw new IllegalStateException("bug");
                                            });
                                }
                            })
                    .hasMessage("bug");

            assertThat(pool.idle()).isZero();
            assertThat(fate(send(pool))).isInstanceOf(Accepted.class);
        }
        assertThat(server.mails).hasSize(1);
    }

    private SmtpPool pool(SmtpPoolLimits limits) {
        SmtpEndpoint endpoint =
                new SmtpEndpoint("127.0.0.1", server.port(), SmtpSecurity.NONE, "client.test")
                        .withTimeouts(SmtpTimeouts.all(Duration.ofSeconds(5)));
        return client.pool(endpoint, null, limits);
    }

    private static SmtpReport send(SmtpPool pool) {
        try (SmtpReservation reservation = pool.tryReserve().orElseThrow()) {
            return send(reservation);
        }
    }

    private static SmtpReport send(SmtpReservation reservation) {
        return reservation.send(
                SmtpEnvelope.of("from@example.com", "to@example.com"),
                mail("to@example.com", "hello"),
                PointOfNoReturn.open());
    }
}

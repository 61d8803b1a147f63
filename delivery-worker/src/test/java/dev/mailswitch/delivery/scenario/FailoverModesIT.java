package dev.mailswitch.delivery.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.delivery.boot.MailDraft;
import dev.mailswitch.delivery.boot.Tenant;
import dev.mailswitch.delivery.boot.TestWorker;
import dev.mailswitch.delivery.transport.smtp.Answer;
import dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer;
import dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer.Stage;
import dev.mailswitch.ledger.reading.TimelineEvent;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.stack.UnansweredPort;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The first provider hangs, at each point before a mail is handed over; the second is well. How
/// long that takes is measured by `deploy/bench/failover-time`.
class FailoverModesIT {

    /// More than a send buffer takes, which on Linux is up to 4 MB: only then is a body stopped.
    private static final int LARGE = 4 * 1024 * 1024;

    /// The time-out of a vendor's TLS handshake is not to be set, and ten seconds.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static TestWorker worker;

    private final ScriptedSmtpServer good = new ScriptedSmtpServer();
    private Tenant tenant;

    @BeforeAll
    static void start() {
        worker = Installation.impatient();
    }

    @BeforeEach
    void newTenant() throws Exception {
        tenant = worker.tenant();
    }

    @AfterEach
    void close() {
        good.close();
    }

    /// A server that hangs.
    record Hanging(int port, Closeable server) implements Closeable {
        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    @FunctionalInterface
    interface Opening {
        Hanging open() throws IOException;
    }

    @FunctionalInterface
    interface SettingUp {
        ProviderId provider(Tenant tenant, int port) throws Exception;
    }

    /// @param file bytes of a file in the mail; 0: none
    record Mode(String name, Opening server, SettingUp kind, int file, Phase phase) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Mode> modes() {
        SettingUp relay = Tenant::smtp;
        SettingUp http = (tenant, port) -> tenant.resend("http://127.0.0.1:" + port);
        SettingUp https = (tenant, port) -> tenant.resend("https://127.0.0.1:" + port);
        return Stream.of(
                new Mode(
                        "a relay at the SYN", FailoverModesIT::unanswered, relay, 0, Phase.CONNECT),
                new Mode("a relay at its banner", silent(Stage.BANNER), relay, 0, Phase.GREETING),
                new Mode("a relay at EHLO", silent(Stage.EHLO), relay, 0, Phase.GREETING),
                new Mode("a relay at MAIL", silent(Stage.MAIL), relay, 0, Phase.ENVELOPE),
                new Mode("a relay at RCPT", silent(Stage.RCPT), relay, 0, Phase.ENVELOPE),
                new Mode("a relay at DATA", silent(Stage.DATA), relay, 0, Phase.ENVELOPE),
                new Mode("a relay within the body", silent(Stage.BODY), relay, LARGE, Phase.BODY),
                new Mode(
                        "a vendor at the SYN", FailoverModesIT::unanswered, http, 0, Phase.CONNECT),
                new Mode(
                        "a vendor at the TLS handshake",
                        FailoverModesIT::mute,
                        https,
                        0,
                        Phase.TLS),
                new Mode(
                        "a vendor within the body",
                        FailoverModesIT::mute,
                        http,
                        LARGE,
                        Phase.BODY));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void theMailGoesThroughTheSecond(Mode mode) throws Exception {
        try (Hanging hanging = mode.server().open()) {
            ProviderId first = mode.kind().provider(tenant, hanging.port());
            ProviderId second = tenant.smtp(good.port());
            String to = "someone@good.test";

            Story story = send(to, mode.file()).becomes(Status.SENT, PATIENCE);

            assertThat(story.tries())
                    .as(story::toString)
                    .containsExactly(
                            new Story.Tried(first, "unavailable"),
                            new Story.Tried(second, "accepted"));
            assertThat(story.types())
                    .containsExactly(
                            EventType.QUEUED,
                            EventType.DELAYED,
                            EventType.REROUTED,
                            EventType.SENT);
            assertThat(story.attempts().getFirst().phase()).isEqualTo(mode.phase());
            assertThat(story.said(EventType.DELAYED))
                    .contains("\"outcome\":\"unavailable\"")
                    .contains("\"blame\":\"provider\"")
                    .contains("\"phase\":\"" + mode.phase().word() + "\"");
            assertThat(story.timeline())
                    .filteredOn(event -> event.type() == EventType.DELAYED)
                    .extracting(TimelineEvent::providerId)
                    .containsExactly(first);
            assertThat(good.mailsFor(to)).hasSize(1);
        }
    }

    private Story send(String to, int file) throws Exception {
        MailDraft mail = tenant.mail().to(to);
        if (file > 0) {
            byte[] bytes = new byte[file];
            new Random(1).nextBytes(bytes);
            mail.file("large.bin", "application/octet-stream", bytes, null);
        }
        return new Story(tenant, mail.send());
    }

    private static Hanging unanswered() {
        UnansweredPort port = UnansweredPort.open();
        return new Hanging(port.port(), port::close);
    }

    /// Connections come about, and nobody reads from them.
    private static Hanging mute() throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        return new Hanging(server.getLocalPort(), server);
    }

    /// Behaves well until this stage.
    private static Opening silent(Stage stage) {
        return () -> {
            ScriptedSmtpServer server = new ScriptedSmtpServer();
            server.always(stage, new Answer.Hang());
            return new Hanging(server.port(), server::close);
        };
    }
}

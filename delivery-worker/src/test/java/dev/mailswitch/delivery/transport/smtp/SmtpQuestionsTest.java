package dev.mailswitch.delivery.transport.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer.Stage;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.provider.Readiness;
import dev.mailswitch.provider.Readiness.NotKnown;
import dev.mailswitch.provider.Readiness.NotReady;
import dev.mailswitch.provider.Readiness.Ready;
import dev.mailswitch.provider.Readiness.Unanswered;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What a relay says of an account and of a From, and that it gets no mail by being asked.
class SmtpQuestionsTest {

    private static final Address FROM = Address.of("hello@example.com");

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private final SmtpClient client = Clients.toLoopback();

    @AfterEach
    void close() {
        server.close();
        client.close();
    }

    private SmtpQuestions question(@Nullable SmtpCredentials credentials) {
        SmtpEndpoint endpoint =
                new SmtpEndpoint("127.0.0.1", server.port(), SmtpSecurity.NONE, "client.test")
                        .withTimeouts(SmtpTimeouts.all(Duration.ofSeconds(2)));
        // No connection of the pool's is free: a question needs none.
        SmtpPoolLimits one = SmtpPoolLimits.defaults().withMaxConnections(1);
        SmtpPool pool = client.pool(endpoint, credentials, one);
        pool.tryReserve().orElseThrow();
        return pool.questions();
    }

    private SmtpQuestions question() {
        return question(null);
    }

    @Test
    void aRelayThatLetsUsInIsReadyAndGetsNoMail() {
        assertThat(question().account()).isEqualTo(new Ready());
        await().untilAsserted(() -> assertThat(server.commands()).contains("QUIT"));
        assertThat(server.commands()).containsExactly("EHLO client.test", "QUIT");
    }

    @Test
    void aFromThatMailTookIsNotKnownToPass() {
        assertThat(question().from(FROM, FROM.onTheWire()))
                .isEqualTo(new NotKnown("the relay took MAIL FROM; it may still refuse the mail"));
        await().untilAsserted(() -> assertThat(server.commands()).contains("QUIT"));
        assertThat(server.commands())
                .containsExactly("EHLO client.test", "MAIL FROM:<hello@example.com>", "QUIT");
        assertThat(server.bodies).isEmpty();
    }

    /// A relay may take the one and not the other.
    @Test
    void aFromIsAskedAboutWithTheEnvelopeSenderOfItsMail() {
        question().from(FROM, "bounces@mail.example.com");
        assertThat(server.commands())
                .contains("MAIL FROM:<bounces@mail.example.com>")
                .doesNotContain("MAIL FROM:<hello@example.com>");
    }

    static Stream<String> quotedLogins() {
        return Stream.of(
                "another-word",
                base64("another-word"),
                "AUTH PLAIN " + base64("\0user\0another-word"));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Also where the relay repeats it, as it is or as it went over the line.
    @ParameterizedTest
    @MethodSource("quotedLogins")
    void aWrongPasswordIsSaidWithoutIt(String quoted) {
        server.extensions = List.of("AUTH PLAIN");
        server.on(Stage.AUTH, new Answer.Say("535 5.7.8 Wrong: " + quoted));
        Readiness said = question(new SmtpCredentials.Password("user", "another-word")).account();
        assertThat(said)
                .asInstanceOf(InstanceOfAssertFactories.type(NotReady.class))
                .extracting(NotReady::what)
                .asString()
                .startsWith(
                        "it refuses the login; check username, secret and auth: 535 5.7.8 Wrong:")
                .doesNotContain("another-word")
                .doesNotContain(base64("another-word"))
                .doesNotContain(base64("\0user\0another-word"));
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of(
                        Stage.BANNER,
                        "554 5.7.1 Go away",
                        new NotReady("it does not let this host in: 554 5.7.1 Go away")),
                Arguments.of(
                        Stage.BANNER,
                        "421 4.3.2 Too busy",
                        new Unanswered("it said at BANNER: 421 4.3.2 Too busy")),
                Arguments.of(
                        Stage.MAIL,
                        "550 5.7.60 Not your address",
                        new NotReady("it refuses this sender: 550 5.7.60 Not your address")),
                Arguments.of(
                        Stage.MAIL,
                        "451 4.3.0 Later",
                        new Unanswered("it said at MAIL: 451 4.3.0 Later")));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void whatARelaySaysIsTold(Stage stage, String reply, Readiness said) {
        server.on(stage, new Answer.Say(reply));
        assertThat(question().from(FROM, FROM.onTheWire())).isEqualTo(said);
    }

    @Test
    void aRelayThatIsSilentHasNotAnswered() {
        server.always(Stage.EHLO, new Answer.Hang());
        assertThat(question().account())
                .isEqualTo(new Unanswered("it did not answer: TIMED_OUT at EHLO: deadline passed"));
    }

    @Test
    void aRelayThatIsNotThereHasNotAnswered() {
        SmtpQuestions question = question();
        server.close();
        assertThat(question.account())
                .asInstanceOf(InstanceOfAssertFactories.type(Unanswered.class))
                .extracting(Unanswered::why)
                .asString()
                .startsWith("it did not answer: NOT_CONNECTED at CONNECT: ");
    }

    @Test
    void anAddressThatNeedsSmtputf8IsAskedAboutWithIt() {
        Address from = Address.of("jörg@example.com");
        question().from(from, from.onTheWire());
        assertThat(server.commands()).contains("MAIL FROM:<jörg@example.com> SMTPUTF8");
        server.extensions = List.of("PIPELINING");
        assertThat(question().from(from, from.onTheWire())).isInstanceOf(NotReady.class);
    }
}

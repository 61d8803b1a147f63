package dev.mailswitch.delivery.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailswitch.delivery.boot.Tenant;
import dev.mailswitch.delivery.boot.TestWorker;
import dev.mailswitch.delivery.transport.smtp.Answer;
import dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer;
import dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer.Stage;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.Readiness;
import dev.mailswitch.provider.Readiness.NotKnown;
import dev.mailswitch.provider.Readiness.NotReady;
import dev.mailswitch.provider.Readiness.Ready;
import dev.mailswitch.readiness.Known;
import dev.mailswitch.readiness.State;
import dev.mailswitch.readiness.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Somebody wants to know how a provider stands, and the worker asks it.
class ProviderCheckIT {

    /// A worker that is asked waits for its role, for settings and for the provider.
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static TestWorker worker;

    private final ScriptedSmtpServer relay = new ScriptedSmtpServer();
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
        relay.close();
    }

    /// What the account says, and what the environment's From there, once both were asked.
    private List<Readiness> asked(ProviderId provider) throws Exception {
        tenant.publish();
        Instant asked = worker.ask(provider);
        return List.of(
                answered(Subject.account(provider), asked),
                answered(new Subject(provider, tenant.sender()), asked));
    }

    private static Readiness answered(Subject subject, Instant asked) {
        return await().atMost(PATIENCE)
                .until(
                        () -> worker.known(subject),
                        known -> known.isPresent() && !known.get().at().isBefore(asked))
                .map(Known::readiness)
                .orElseThrow();
    }

    @Test
    void aSandboxIsReadyForEverybody() throws Exception {
        assertThat(asked(tenant.sandbox())).containsExactly(new Ready(), new Ready());
    }

    @Test
    void aRelayThatLetsUsInIsReadyAndGetsNoMail() throws Exception {
        assertThat(asked(tenant.smtp(relay.port())))
                .containsExactly(
                        new Ready(),
                        new NotKnown("the relay took MAIL FROM; it may still refuse the mail"));
        assertThat(relay.commands()).contains("MAIL FROM:<" + tenant.sender() + ">");
        assertThat(relay.bodies).isEmpty();
    }

    @Test
    void aRefusedFromIsNotReadyThoughTheAccountIs() throws Exception {
        relay.always(Stage.MAIL, new Answer.Say("550 5.7.60 Not allowed to send as this"));
        assertThat(asked(tenant.smtp(relay.port())))
                .containsExactly(
                        new Ready(),
                        new NotReady(
                                "it refuses this sender: 550 5.7.60 Not allowed to send as this"));
    }

    /// And with the right one it is asked anew, at once.
    @Test
    void aWrongPasswordIsNotReadyAndAnswersForTheFromTooUntilItIsMended() throws Exception {
        relay.extensions = List.of("AUTH PLAIN");
        relay.always(Stage.AUTH, new Answer.Say("535 5.7.8 Wrong"));
        ProviderId provider = tenant.smtp(relay.port(), "user", "wrong-one");
        String refused = "it refuses the login; check username, secret and auth: 535 5.7.8 Wrong";
        assertThat(asked(provider))
                .containsExactly(
                        new NotReady(refused),
                        new NotReady("the account is not ready: " + refused));
        assertThat(relay.commands()).noneMatch(command -> command.startsWith("MAIL"));

        relay.always(Stage.AUTH, new Answer.Say("235 2.7.0 Welcome"));
        worker.change(
                "UPDATE provider SET settings = settings || '{\"auth\":\"plain\"}',"
                        + " version = version + 1 WHERE id = ?",
                provider.value());
        assertThat(asked(provider)).element(0).isEqualTo(new Ready());
    }

    @Test
    void whereNobodyListensNothingIsKnown() throws Exception {
        relay.close();
        List<Readiness> said = asked(tenant.smtp(relay.port()));
        assertThat(said).extracting(State::of).containsOnly(State.NOT_KNOWN);
        assertThat(State.words(said.getFirst()).orElseThrow())
                .startsWith("it did not answer: NOT_CONNECTED at CONNECT: ");
    }

    @Test
    void aHeldProviderIsAskedTooAndNoBreakerHearsOfIt() throws Exception {
        relay.always(Stage.BANNER, new Answer.Say("554 5.7.1 Go away"));
        ProviderId provider = tenant.smtp(relay.port());
        tenant.set(provider, "held", true);
        assertThat(asked(provider)).extracting(State::of).containsOnly(State.NOT_READY);
        assertThat(
                        worker.number(
                                "SELECT count(*) FROM breaker WHERE provider_id = ?",
                                provider.value()))
                .isZero();
    }

    @Test
    void settingsThatCannotBeUsedAreSaid() throws Exception {
        ProviderId provider = tenant.smtp(relay.port());
        worker.change(
                "UPDATE provider SET settings = '{\"port\":\"25\"}', version = version + 1"
                        + " WHERE id = ?",
                provider.value());
        assertThat(asked(provider))
                .first()
                .isEqualTo(new NotReady("its settings cannot be used: no host is set"));
    }
}

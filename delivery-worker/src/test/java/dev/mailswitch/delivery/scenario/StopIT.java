package dev.mailswitch.delivery.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailswitch.delivery.boot.Tenant;
import dev.mailswitch.delivery.boot.TestWorker;
import dev.mailswitch.delivery.transport.smtp.Answer;
import dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer;
import dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer.Stage;
import dev.mailswitch.model.id.EmailId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A worker that is told to stop while a relay takes its time.
class StopIT {

    /// Two renewals apart.
    private static final Duration WHILE = Duration.ofSeconds(11);

    @Test
    void theLeaseIsRenewedUntilTheOpenCallsHaveEnded() throws Exception {
        TestWorker worker = Installation.stopping(WHILE);
        try (ScriptedSmtpServer relay = new ScriptedSmtpServer()) {
            relay.always(Stage.DOT, new Answer.Hang());
            Tenant tenant = worker.tenant();
            tenant.smtp(relay.port());
            EmailId id = tenant.mail().to("open@good.test").send();
            await().untilAsserted(() -> assertThat(relay.commands()).contains("DATA"));

            Thread stopping = Thread.ofPlatform().start(worker::stop);
            await().atMost(WHILE)
                    .untilAsserted(
                            () -> {
                                assertThat(stopping.isAlive()).isTrue();
                                // So long after the stop began that it cannot be from before.
                                assertThat(
                                                worker.number(
                                                        """
                                                        SELECT extract(epoch FROM max(seen_at)
                                                          - (SELECT max(started_at) FROM attempt
                                                              WHERE email_id = ?)) FROM worker""",
                                                        id.value()))
                                        .isGreaterThanOrEqualTo(6);
                            });
            stopping.join();
            // Not signed off: the call is open, and others must wait until it cannot pass.
            assertThat(worker.number("SELECT count(*) FROM worker")).isEqualTo(1);
        }
    }
}

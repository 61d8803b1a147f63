package dev.mailswitch.delivery.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.delivery.simulation.SimulatedRecipient.State;
import dev.mailswitch.routing.Gate;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// In Symfony's failover transport one refused address marks the provider dead for a minute, and
/// the next, until all are dead. Here nothing is wrong but the recipients.
class BadRecipientsTest {

    private final Run run = World.fair(20_260_501, 3_000, Duration.ofHours(3), 1);

    @Test
    void mailsToBadRecipientsLeaveEveryProviderHealthy() {
        assertThat(run.fates(fate -> fate.recipient().fault() == Fault.NONE)).isEmpty();
        assertThat(run.journal().openings()).as(run::toString).isEmpty();
        assertThat(run.breakers()).isEmpty();
        for (SimulatedMail mail : run.allMails()) {
            String sender = mail.from().asciiDomain();
            for (SimulatedRecipient recipient : mail.recipients()) {
                assertThat(run.gates(sender, recipient.domain())).containsOnly(Gate.FULLY_OPEN);
            }
        }
    }

    @Test
    void aRecipientThatDoesNotExistIsAskedForOnceAndBounces() {
        var missing = run.fates(fate -> fate.recipient().fault() == Fault.NO_SUCH_MAILBOX);
        assertThat(missing).hasSizeGreaterThan(500);
        assertThat(missing)
                .filteredOn(fate -> !fate.mail().refused())
                .allSatisfy(
                        fate -> {
                            assertThat(fate.recipient().state()).isEqualTo(State.BOUNCED);
                            assertThat(fate.recipient().attempts()).hasSize(1);
                        });
    }
}

package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.RecipientState;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.lifecycle.WaitCause;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.RecipientKind;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What becomes of a wait when a call is made.
class LockedRecipientTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final EmailId ID = EmailId.mint(NOW, new Random(1));

    private static LockedRecipient waiting(Instant until) {
        return new LockedRecipient(
                ID,
                0,
                RecipientKind.TO,
                Address.of("a@x.test"),
                RecipientState.of(Status.QUEUED, 1),
                null,
                "no route is free",
                until,
                WaitCause.PROVIDER_BUDGET,
                null);
    }

    @Test
    void aCallBeforeItsTimeEndsTheWaitOnRecord() {
        LockedRecipient early = waiting(NOW.plusSeconds(900));
        early.called(NOW);
        assertThat(early.nextAt()).isNull();
        assertThat(early.waits()).isNull();
        assertThat(early.changed()).isTrue();
    }

    /// A claim writes no recipient whose time has come: the answer does.
    @Test
    void aCallInItsTimeEndsTheWaitAndWritesNothing() {
        LockedRecipient due = waiting(NOW);
        due.called(NOW);
        assertThat(due.waitsForWays()).isFalse();
        assertThat(due.changed()).isFalse();
    }
}

package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.lifecycle.RecipientState;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.lifecycle.WaitCause;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.RecipientKind;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// About whom a look at a mail decides, and which settings the mail has seen afterwards.
class LockedMailTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(900);
    private static final EmailId ID = EmailId.mint(NOW, new Random(1));

    private static LockedRecipient recipient(
            int position, Status status, @Nullable Instant nextAt, @Nullable WaitCause waits) {
        return new LockedRecipient(
                ID,
                position,
                RecipientKind.TO,
                Address.of("r" + position + "@x.test"),
                RecipientState.of(status, 1),
                null,
                null,
                nextAt,
                waits,
                null);
    }

    /// One is due, one waits for a way, one for its host, and one is through.
    private static LockedMail mail(@Nullable Long settingsSeen) {
        LockedMail mail =
                new LockedMail(
                        ID,
                        new OrganisationId(new UUID(3, 1)),
                        List.of(
                                recipient(0, Status.QUEUED, null, null),
                                recipient(1, Status.QUEUED, LATER, WaitCause.PROVIDER_BUDGET),
                                recipient(2, Status.QUEUED, LATER, WaitCause.RECIPIENT_HOST),
                                recipient(3, Status.SENT, null, null)));
        mail.work = new LockedMail.Work(null, 1, new Blame(0, 0), Trial.of(0), true, settingsSeen);
        return mail;
    }

    private static List<Integer> toDecide(LockedMail mail) {
        return mail.toDecide(NOW).stream().map(r -> r.position).toList();
    }

    @ParameterizedTest(name = "seen {0}, decided by {1}: who waits for a way is in it: {2}")
    @CsvSource({"5, 5, false", "5, 6, true", ", 6, true"})
    void whoWaitsForAWayIsDecidedAboutBeforeItsTimeByNewerSettingsAlone(
            @Nullable Long seen, long settings, boolean early) {
        LockedMail mail = mail(seen);
        mail.decidedBy(settings);
        assertThat(toDecide(mail)).isEqualTo(early ? List.of(0, 1) : List.of(0));
        assertThat(mail.settingsSeen()).isEqualTo(settings);
    }

    @Test
    void whatNobodyDecidesAboutHasSeenWhatItHad() {
        assertThat(mail(5L).settingsSeen()).isEqualTo(5);
        assertThat(mail(null).settingsSeen()).isNull();
    }

    @Test
    void aMailOfWhichNobodyWaitsForAWayHasSeenNothing() {
        LockedMail mail = mail(5L);
        mail.decidedBy(6);
        mail.recipients.get(1).called(NOW);
        assertThat(mail.settingsSeen()).isNull();
    }
}

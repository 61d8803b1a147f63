package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Headers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Mails that wait for their time, are moved and cancelled.
class SchedulingIT {

    private TestLedger ledger;

    @BeforeEach
    void open() throws Exception {
        ledger = TestLedger.open();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void aScheduledMailWaitsForItsTime() throws Exception {
        Instant at = ledger.clock.instant().plus(Duration.ofHours(1));
        EmailId id = ledger.accept(ledger.mail().scheduled(at));
        assertThat(ledger.mailState(id)).isEqualTo("scheduled");
        assertThat(ledger.claim(id)).as("not before its time").isEmpty();
        assertThat(ledger.workList.waiting(ledger.lane(), List.of(ledger.environment), at))
                .isEmpty();

        ledger.run("UPDATE work SET due_at = now()");
        ledger.run("UPDATE recipient SET next_at = now()");
        assertThat(ledger.mailState(id)).as("until it is claimed").isEqualTo("scheduled");
        Claimed claimed = ledger.claimOne(id);
        assertThat(ledger.mailState(id)).isEqualTo("queued");
        ledger.settle(claimed, TestLedger.accepted());
        assertThat(ledger.timeline(id)).containsExactly("scheduled", "queued", "sent");
    }

    @Test
    void cancelAndRescheduleOnlyWhileScheduledAndUnheld() throws Exception {
        Cancelling cancelling = new Cancelling(ledger.pool);
        Instant at = ledger.clock.instant().plus(Duration.ofHours(1));
        EmailId id = ledger.accept(ledger.mail().scheduled(at).key("k"));
        Instant later = at.plus(Duration.ofDays(3)).truncatedTo(ChronoUnit.MICROS);
        assertThat(
                        cancelling.reschedule(
                                ledger.organisation, id, later, later.plus(Duration.ofDays(1))))
                .isEqualTo(new Cancelling.Result.Done());
        assertThat(
                        ledger.number(
                                """
                                SELECT count(*) FROM work w JOIN email e ON e.id = w.email_id
                                  JOIN recipient r ON r.email_id = e.id, idempotency_scheduled s
                                 WHERE w.due_at = ?::timestamptz AND e.scheduled_at = w.due_at
                                   AND r.next_at = w.due_at AND e.expires_at = w.due_at + interval '1 day'
                                   AND s.keep_until = w.due_at + interval '24 h'""",
                                later.toString()))
                .isEqualTo(1);

        assertThat(
                        cancelling.cancel(
                                new dev.mailswitch.model.id.OrganisationId(
                                        ledger.environment.value()),
                                id))
                .isEqualTo(new Cancelling.Result.NotFound());
        assertThat(cancelling.cancel(ledger.organisation, id))
                .isEqualTo(new Cancelling.Result.Done());
        assertThat(ledger.mailState(id)).isEqualTo("cancelled");
        assertThat(ledger.inWork(id)).isFalse();
        assertThat(cancelling.cancel(ledger.organisation, id))
                .isEqualTo(new Cancelling.Result.NotScheduled(Status.CANCELLED));

        EmailId held = ledger.accept(ledger.mail().scheduled(at));
        ledger.run("UPDATE work SET due_at = now(), holder = 77");
        assertThat(cancelling.cancel(ledger.organisation, held))
                .as("somebody has it in hand")
                .isEqualTo(new Cancelling.Result.NotScheduled(Status.SCHEDULED));
        EmailId nowhere = EmailId.mint(Instant.parse("2024-01-01T00:00:00Z"), TestLedger.RANDOM);
        assertThat(cancelling.cancel(ledger.organisation, nowhere))
                .isEqualTo(new Cancelling.Result.NotFound());
    }

    @Test
    void aMailThatIsMovedKeepsItsFilesAndCannotOutliveItsFrame() throws Exception {
        Cancelling cancelling = new Cancelling(ledger.pool);
        byte[] pdf = {1, 2, 3};
        Content content =
                new Content(
                        "s",
                        null,
                        "t",
                        List.of(),
                        Headers.NONE,
                        List.of(MailDraft.attachment("a.pdf", pdf)));
        EmailId id =
                ledger.accept(
                        ledger.mail()
                                .scheduled(ledger.clock.instant().plusSeconds(60))
                                .content(
                                        content,
                                        Map.of(content.attachments().getFirst().sha256(), pdf)));
        ledger.run("UPDATE attachment SET keep_until = now() + interval '3 days'");
        Instant latest = id.time().plus(Cancelling.LATEST);
        Instant expires = latest.plus(Duration.ofDays(3));
        assertThat(cancelling.reschedule(ledger.organisation, id, latest.plusMillis(1), expires))
                .isEqualTo(new Cancelling.Result.TooLate(latest));
        assertThat(
                        ledger.number(
                                "SELECT count(*) FROM work WHERE due_at > now() + interval '1 day'"))
                .isZero();
        assertThat(cancelling.reschedule(ledger.organisation, id, latest, expires))
                .isEqualTo(new Cancelling.Result.Done());
        assertThat(
                        ledger.number(
                                """
                                SELECT count(*) FROM attachment, email
                                 WHERE keep_until >= expires_at + interval '33 days'"""))
                .as("thirty days of its class after a bounce three days after the end of its life")
                .isEqualTo(1);
    }
}

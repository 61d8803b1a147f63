package dev.mailswitch.delivery.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailswitch.delivery.boot.Tenant;
import dev.mailswitch.delivery.boot.TestWorker;
import dev.mailswitch.delivery.transport.smtp.Answer;
import dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer;
import dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer.Stage;
import dev.mailswitch.ledger.Cancelling;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.lifecycle.WaitCause;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.outcome.BounceClass;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Mails that wait: for an operator, for their time, for a relay; and how waiting ends.
class WaitingIT {

    private static TestWorker worker;

    private final ScriptedSmtpServer relay = new ScriptedSmtpServer();
    private Tenant tenant;
    private ProviderId provider;

    @BeforeAll
    static void start() {
        worker = Installation.impatient();
    }

    @BeforeEach
    void oneRelay() throws Exception {
        tenant = worker.tenant();
        provider = tenant.smtp(relay.port());
    }

    @AfterEach
    void close() {
        relay.close();
    }

    @Test
    void heldProviderGetsNothingUntilItIsReleased() throws Exception {
        tenant.set(provider, "held", true);
        Story story = send("held@good.test");
        waits(story, "it is held by an operator");
        assertThat(relay.connections()).isZero();

        tenant.set(provider, "held", false);
        story.becomes(Status.SENT, Duration.ofSeconds(8));
        assertThat(story.types()).containsExactly(EventType.QUEUED, EventType.SENT);
    }

    /// It would look again in 15 minutes.
    @Test
    void aBudgetThatIsRaisedLetsWhatWaitsForItGoAtOnce() throws Exception {
        tenant.set(provider, "budget_per_day", 1);
        send("first@good.test").becomes(Status.SENT);
        Story story = send("second@good.test");
        waitsFor(story, WaitCause.PROVIDER_BUDGET);
        assertThat(story.recipient(0).waits())
                .isNotNull()
                .satisfies(wait -> assertThat(wait.cause()).isEqualTo(WaitCause.PROVIDER_BUDGET))
                .satisfies(
                        wait ->
                                assertThat(wait.why())
                                        .contains("its budget of the day is used up"));

        tenant.set(provider, "budget_per_day", 9);
        story.becomes(Status.SENT, Duration.ofSeconds(8));
        assertThat(story.recipient(0).waits()).isNull();
        assertThat(story.types()).containsExactly(EventType.QUEUED, EventType.SENT);
    }

    @Test
    void aRouteThatIsAddedTakesWhatWaitsForABudget() throws Exception {
        tenant.set(provider, "budget_per_day", 1);
        send("first@good.test").becomes(Status.SENT);
        Story story = send("second@good.test");
        waitsFor(story, WaitCause.PROVIDER_BUDGET);

        ProviderId other = tenant.sandbox();
        tenant.publish();
        await().atMost(Duration.ofSeconds(8))
                .untilAsserted(
                        () ->
                                assertThat(story.tries())
                                        .containsExactly(new Story.Tried(other, "accepted")));
    }

    @Test
    void whatAHostHasPutOffIsNotTriedEarlierForABudgetThatIsRaised() throws Exception {
        relay.onRecipient("full@good.test", "452 4.2.2 Mailbox full");
        tenant.set(provider, "budget_per_day", 100);
        EmailId id = tenant.mail().to("full@good.test").life(Duration.ofHours(1)).send();
        Story story = new Story(tenant, id).tried(1);
        waitsFor(story, WaitCause.RECIPIENT_HOST);
        assertThat(
                        worker.number(
                                """
                                SELECT count(*) FROM work
                                 WHERE email_id = ? AND settings_seen IS NOT NULL""",
                                id.value()))
                .isZero();
        // Both what was answered, and what is waited for.
        assertThat(story.recipient(0).reason()).contains("Mailbox full");
        assertThat(story.recipient(0).waits())
                .isNotNull()
                .satisfies(
                        wait ->
                                assertThat(wait.why())
                                        .isEqualTo(
                                                "the recipient's host asked to come back later"));
        relay.onRecipient("full@good.test", "250 2.1.5 Fine");
        tenant.set(provider, "budget_per_day", 200);
        story.becomes(Status.SENT);
        // The first retry of a transactional mail comes after 8 to 12 seconds.
        assertThat(story.attempts().get(1).startedAt())
                .isAfter(story.attempts().get(0).startedAt().plusSeconds(7));
    }

    @Test
    void aDrillTakesItsOnlyProviderOutUntilItIsOver() throws Exception {
        OffsetDateTime end = worker.now().plus(Duration.ofHours(1)).atOffset(ZoneOffset.UTC);
        tenant.set(provider, "drill_until", end);
        Story story = send("drill@good.test");
        waits(story, "it is treated as down (drill) until");
        assertThat(relay.connections()).isZero();

        tenant.set(provider, "drill_until", worker.now().atOffset(ZoneOffset.UTC));
        story.becomes(Status.SENT, Duration.ofSeconds(8));
        assertThat(story.types()).containsExactly(EventType.QUEUED, EventType.SENT);
    }

    @Test
    void aHeldLaneSendsNothingUntilItIsReleased() throws Exception {
        tenant.hold(Lane.TRANSACTIONAL);
        Story story = send("lane@good.test");
        waits(story, "held by an operator");
        assertThat(relay.connections()).isZero();

        tenant.hold(Lane.BULK);
        story.becomes(Status.SENT, Duration.ofSeconds(8));
    }

    @Test
    void pausedOrganisationSendsNothingUntilItIsResumed() throws Exception {
        tenant.paused(true);
        Story story = send("paused@good.test");
        Story short_ =
                new Story(
                        tenant,
                        tenant.mail().to("late@good.test").life(Duration.ofSeconds(1)).send());
        waits(story, "the organisation is paused");
        assertThat(relay.connections()).isZero();

        Instant expires = short_.detail().mail().expiresAt();
        await().until(() -> worker.now().isAfter(expires));
        tenant.paused(false);
        story.becomes(Status.SENT, Duration.ofSeconds(8));
        // Its time ran on meanwhile.
        short_.becomes(Status.FAILED, Duration.ofSeconds(8));
        assertThat(relay.mailsFor("late@good.test")).isEmpty();
    }

    /// A second try would come after eight seconds at the earliest.
    @Test
    void expiredMailFailsAndIsNeverSentLate() throws Exception {
        relay.always(Stage.BANNER, new Answer.SayAndDrop("421 4.3.2 Not now"));
        EmailId id = tenant.mail().to("late@good.test").life(Duration.ofSeconds(7)).send();
        Story story = new Story(tenant, id).tried(1);
        relay.nevermore(Stage.BANNER);
        story.becomes(Status.FAILED);
        assertThat(story.recipient(0).reason()).startsWith("expired");
        assertThat(story.said(EventType.FAILED)).contains("expired");
        assertThat(relay.mails).isEmpty();
        assertThat(story.attempts()).hasSize(1);
    }

    @Test
    void aFullMailboxWaitsAndBouncesWhenItsTimeIsOver() throws Exception {
        relay.onRecipient("full@good.test", "452 4.2.2 Mailbox full");
        EmailId id = tenant.mail().to("full@good.test").life(Duration.ofSeconds(7)).send();
        Story story = new Story(tenant, id).tried(1);
        assertThat(story.detail().mail().status()).isEqualTo(Status.QUEUED);
        story.becomes(Status.BOUNCED);
        assertThat(story.recipient(0).bounceClass()).isEqualTo(BounceClass.MAILBOX_FULL);
        assertThat(story.said(EventType.DELAYED)).contains("\"blame\":\"recipient\"");
        assertThat(
                        worker.number(
                                "SELECT count(*) FROM suppression WHERE organisation_id = ?",
                                tenant.organisation().value()))
                .isZero();
    }

    @Test
    void aRecipientSuppressedAfterAcceptNeverReachesAProvider() throws Exception {
        tenant.paused(true);
        EmailId id = tenant.mail().to("gone@good.test", "here@good.test").send();
        tenant.suppress("gone@good.test");
        tenant.paused(false);
        Story story = new Story(tenant, id);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(story.recipient(1).status()).isEqualTo(Status.SENT));
        assertThat(story.recipient(0).status()).isEqualTo(Status.FAILED);
        assertThat(story.recipient(0).bounceClass()).isEqualTo(BounceClass.SUPPRESSED);
        assertThat(relay.commands()).noneMatch(command -> command.contains("gone@"));
    }

    @Test
    void scheduledMailGoesAtItsTimeAndNotBefore() throws Exception {
        Instant at = worker.now().plusSeconds(6);
        EmailId id = tenant.mail().to("later@good.test").scheduled(at).send();
        Story story = new Story(tenant, id).becomes(Status.SCHEDULED);
        story.becomes(Status.SENT);
        assertThat(story.attempts().getFirst().startedAt()).isBetween(at, at.plusSeconds(10));
    }

    @Test
    void cancelledMailIsNeverSent() throws Exception {
        Instant at = worker.now().plusSeconds(8);
        EmailId cancelled = tenant.mail().to("not@good.test").scheduled(at).send();
        EmailId other = tenant.mail().to("yes@good.test").scheduled(at).send();
        assertThat(tenant.cancel(cancelled)).isInstanceOf(Cancelling.Result.Done.class);
        new Story(tenant, other).becomes(Status.SENT);
        new Story(tenant, cancelled).becomes(Status.CANCELLED);
        assertThat(tenant.cancel(other)).isInstanceOf(Cancelling.Result.NotScheduled.class);
        assertThat(relay.mailsFor("not@good.test")).isEmpty();
    }

    /// What was deleted while its call was open is settled all the same, and other routes serve.
    @Test
    void aProviderMayBeDeletedWhileItsCallIsOpen() throws Exception {
        relay.on(Stage.DOT, new Answer.Hang());
        Story story = send("open@good.test");
        await().untilAsserted(() -> assertThat(relay.connections()).isEqualTo(1));
        worker.run("DELETE FROM route WHERE provider_id = ?", provider.value());
        worker.change("DELETE FROM provider WHERE id = ?", provider.value());
        ProviderId other = tenant.sandbox();
        tenant.publish();
        story.becomes(Status.DELIVERED);
        assertThat(story.tries())
                .containsExactly(
                        new Story.Tried(provider, "unknown"), new Story.Tried(other, "accepted"));
    }

    /// Calls that are open under old settings end well, and new ones keep to the new ones.
    @Test
    void settingsMayChangeWhileCallsAreOpen() throws Exception {
        List<EmailId> ids = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            ids.add(tenant.mail().to("change" + i + "@good.test").send());
            if (i % 40 == 0) {
                tenant.set(provider, "max_connections", 1 + i % 7);
            }
        }
        for (EmailId id : ids) {
            new Story(tenant, id).becomes(Status.SENT);
        }
        assertThat(relay.mails).hasSize(200);
    }

    private Story send(String to) throws Exception {
        return new Story(tenant, tenant.mail().to(to).send());
    }

    private static void waitsFor(Story story, WaitCause cause) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () ->
                                assertThat(
                                                worker.number(
                                                        """
                                                        SELECT count(*) FROM recipient r
                                                          JOIN work w ON w.email_id = r.email_id
                                                         WHERE r.email_id = ? AND r.waits = ?
                                                           AND r.next_at > now()
                                                           AND NOT w.woken AND w.holder IS NULL""",
                                                        story.id().value(),
                                                        cause.code()))
                                        .isEqualTo(1));
    }

    /// Waits until the mail is in nobody's hands and not in Kafka: put back for this reason, or, when
    /// it was accepted without being woken, not brought there at all, and then without a reason.
    private static void waits(Story story, String why) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> {
                            assertThat(
                                            worker.number(
                                                    """
                                                    SELECT count(*) FROM work
                                                     WHERE email_id = ? AND NOT woken
                                                       AND holder IS NULL""",
                                                    story.id().value()))
                                    .isEqualTo(1);
                            String reason = story.recipient(0).reason();
                            assertThat(reason == null || reason.contains(why)).as(reason).isTrue();
                        });
    }
}

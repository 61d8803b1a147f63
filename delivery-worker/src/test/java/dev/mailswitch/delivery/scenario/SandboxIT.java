package dev.mailswitch.delivery.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailswitch.delivery.boot.Tenant;
import dev.mailswitch.delivery.boot.TestWorker;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.outcome.BounceClass;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The scripts of the sandbox on their whole way, with two sandboxes in two tiers.
class SandboxIT {

    private static TestWorker worker;

    private Tenant tenant;
    private ProviderId first;
    private ProviderId second;

    @BeforeAll
    static void start() {
        worker = Installation.impatient();
    }

    @BeforeEach
    void twoSandboxes() throws Exception {
        tenant = worker.tenant();
        first = tenant.sandbox();
        second = tenant.sandbox();
    }

    @ParameterizedTest
    @CsvSource({
        "delivered, DELIVERED,",
        "bounced, BOUNCED, INVALID_RECIPIENT",
        "refused, BOUNCED, INVALID_RECIPIENT",
        "suppressed, FAILED, SUPPRESSED",
        "blocked, FAILED, PROVIDER_BLOCK",
        "blocked-once, DELIVERED,",
        "slow, DELIVERED,",
        "throttled, DELIVERED,",
        "whoever, DELIVERED,"
    })
    void endsAs(String script, Status end, BounceClass why) throws Exception {
        Story story = send(script).becomes(end);
        assertThat(story.recipient(0).bounceClass()).as(story::toString).isEqualTo(why);
        // Tried out, not learnt from.
        assertThat(
                        worker.number(
                                "SELECT count(*) FROM suppression WHERE organisation_id = ?",
                                tenant.organisation().value()))
                .isZero();
    }

    @Test
    void aMailIsKeptOnceAndTheOldestGoFirst() throws Exception {
        EmailId older =
                tenant.mail().to("a@sandbox.test", "b@sandbox.test").cc("c@sandbox.test").send();
        new Story(tenant, older).becomes(Status.DELIVERED);
        assertThat(messages(older)).isEqualTo(3);
        assertThat(contents()).isEqualTo(1);
        EmailId newer = tenant.mail().to("a@sandbox.test").send();
        new Story(tenant, newer).becomes(Status.DELIVERED);
        assertThat(contents()).isEqualTo(2);

        worker.boundSandboxes(1L << 40);
        assertThat(messages(older)).isEqualTo(3);
        worker.boundSandboxes(1);
        assertThat(messages(older)).isZero();
        assertThat(messages(newer)).as("the newest stays, however large").isEqualTo(1);
        assertThat(contents()).isEqualTo(1);
    }

    /// A worker that outlives a crash of the database settles afterwards what it was told here.
    @Test
    void whatIsCaughtIsOnTheDiskBeforeItIsAnswered() throws Exception {
        worker.run("CREATE TABLE caught_with (email_id uuid, synchronous_commit text)");
        worker.run(
                """
                CREATE FUNCTION note_caught_with() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  INSERT INTO caught_with
                  VALUES (new.email_id, current_setting('synchronous_commit'));
                  RETURN new;
                END $$""");
        worker.run(
                """
                CREATE TRIGGER note_caught_with BEFORE INSERT ON sandbox_message
                   FOR EACH ROW EXECUTE FUNCTION note_caught_with()""");
        try {
            EmailId id = tenant.mail().to("a@sandbox.test").send();
            new Story(tenant, id).becomes(Status.DELIVERED);
            assertThat(
                            worker.number(
                                    """
                                    SELECT count(*) FROM caught_with
                                     WHERE email_id = ? AND synchronous_commit = 'on'""",
                                    id.value()))
                    .isEqualTo(1);
        } finally {
            worker.run("DROP TRIGGER note_caught_with ON sandbox_message");
            worker.run("DROP FUNCTION note_caught_with()");
            worker.run("DROP TABLE caught_with");
        }
    }

    private long messages(EmailId id) throws Exception {
        return worker.number("SELECT count(*) FROM sandbox_message WHERE email_id = ?", id.value());
    }

    private long contents() throws Exception {
        return worker.number(
                "SELECT count(*) FROM sandbox_content WHERE organisation_id = ?",
                tenant.organisation().value());
    }

    @Test
    void blockedOnceIsReroutedToTheSecond() throws Exception {
        Story story = send("blocked-once").becomes(Status.DELIVERED);
        assertThat(story.tries())
                .containsExactly(
                        new Story.Tried(first, "blocked"), new Story.Tried(second, "accepted"));
        assertThat(story.types())
                .containsSubsequence(
                        EventType.QUEUED,
                        EventType.SENT,
                        EventType.REROUTED,
                        EventType.SENT,
                        EventType.DELIVERED);
    }

    @Test
    void blockedEverywhereFailsAfterEveryRoute() throws Exception {
        Story story = send("blocked").becomes(Status.FAILED);
        assertThat(story.tries())
                .containsExactly(
                        new Story.Tried(first, "blocked"), new Story.Tried(second, "blocked"));
        assertThat(story.said(EventType.FAILED)).contains("every route refused");
    }

    @ParameterizedTest
    @CsvSource({"complained, COMPLAINED", "opened, OPENED", "clicked, CLICKED"})
    void theEventFollowsTheDelivery(String script, EventType event) throws Exception {
        Story story = send(script).becomes(Status.DELIVERED);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () ->
                                assertThat(story.types())
                                        .containsSubsequence(EventType.DELIVERED, event));
        assertThat(story.detail().mail().status()).isEqualTo(Status.DELIVERED);
    }

    @Test
    void throttledGoesToAnotherAtOnce() throws Exception {
        Story story = send("throttled").becomes(Status.DELIVERED);
        assertThat(story.tries())
                .containsExactly(
                        new Story.Tried(first, "throttled"), new Story.Tried(second, "accepted"));
    }

    @Test
    void unknownIsDeliveringAndAtMostOnceNeverGoesOutAgain() throws Exception {
        EmailId id = tenant.mail().to("unknown@sandbox.test").atMostOnce().send();
        Story story = new Story(tenant, id).becomes(Status.DELIVERING).tried(1);
        assertThat(story.types()).contains(EventType.DELIVERING);
        // An at-least-once mail goes out again within the second.
        await().during(Duration.ofSeconds(4))
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(story.attempts()).hasSize(1));
        assertThat(
                        worker.number(
                                "SELECT count(*) FROM sandbox_message WHERE email_id = ?",
                                id.value()))
                .isEqualTo(1);
    }

    @Test
    void downWaitsUntilItExpires() throws Exception {
        // A third try would come after eight seconds at the earliest.
        EmailId id = tenant.mail().to("down@sandbox.test").life(Duration.ofSeconds(7)).send();
        Story story = new Story(tenant, id).becomes(Status.FAILED);
        assertThat(story.tries())
                .containsExactly(
                        new Story.Tried(first, "unavailable"),
                        new Story.Tried(second, "unavailable"));
        assertThat(story.said(EventType.FAILED)).contains("expired");
    }

    /// With its label a script teaches: the address is on the list afterwards.
    @Test
    void aLiveBounceSuppresses() throws Exception {
        Story story = send("bounced+live" + tenant.organisation()).becomes(Status.BOUNCED);
        assertThat(story.recipient(0).bounceClass()).isEqualTo(BounceClass.INVALID_RECIPIENT);
        send("bounced+live").becomes(Status.BOUNCED);
        await().untilAsserted(
                        () ->
                                assertThat(
                                                worker.number(
                                                        """
                                                SELECT count(*) FROM suppression
                                                 WHERE organisation_id = ?""",
                                                        tenant.organisation().value()))
                                        .isEqualTo(1));
        Story again = send("bounced+live").becomes(Status.FAILED);
        assertThat(again.attempts()).isEmpty();
    }

    private Story send(String script) throws Exception {
        return new Story(tenant, tenant.mail().to(script + "@sandbox.test").send());
    }
}
